package org.palimpsest.mlflow;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLock;

/**
 * The MLflow server of the tests: the real one from PyPI, started once for all test classes in all
 * of the suite's processes. Where there is no Python, tests that need it are skipped, except on a
 * build server, where they fail.
 */
final class RealMlflow implements AutoCloseable {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RealMlflow.class);

  private final Path folder;
  private final int port;
  private ProcessHandle server;

  private RealMlflow(Path folder, int port, ProcessHandle server) {
    this.folder = folder;
    this.port = port;
    this.server = server;
  }

  private static RealMlflow startIn(Path folder) throws IOException {
    int port = freePort();
    return new RealMlflow(folder, port, LocalMlflow.start(python(), folder, port).handle());
  }

  /** A server that a test may kill. */
  static RealMlflow ofItsOwn() throws IOException {
    return startIn(Files.createTempDirectory("palimpsest-mlflow-test-"));
  }

  /** The server that all tests share; each uses experiments of its own. */
  static RealMlflow shared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(RealMlflow.class, key -> Shared.join(), Shared.class)
        .server;
  }

  /** The processes that use the server keep their numbers beside it; the last one ends it. */
  private record Shared(RealMlflow server) implements AutoCloseable {

    private static final Path PLACE = Path.of("target", "mlflow-of-tests");
    private static final Path LOCK = PLACE.resolveSibling("mlflow-of-tests.lock");
    private static final Path USERS = PLACE.resolve("users");
    private static final Path ADDRESS = PLACE.resolve("address");

    static Shared join() {
      List<RealMlflow> joined = new ArrayList<>();
      FolderLock.inTurn(
          LOCK,
          () -> {
            try {
              Optional<RealMlflow> running = running();
              if (running.isPresent() && users().isEmpty()) {
                running.get().kill(); // left by a suite that was killed
                running = Optional.empty();
              }
              joined.add(running.isPresent() ? running.get() : fresh());
              Files.createDirectories(USERS);
              Files.createFile(USERS.resolve(Long.toString(ProcessHandle.current().pid())));
            } catch (IOException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      return new Shared(joined.get(0));
    }

    private static RealMlflow fresh() throws IOException {
      new Disk().delete(PLACE);
      RealMlflow server = startIn(Files.createDirectories(PLACE));
      Files.writeString(ADDRESS, server.port + "\n" + server.server.pid());
      return server;
    }

    private static Optional<RealMlflow> running() throws IOException {
      if (!Files.exists(ADDRESS)) {
        return Optional.empty();
      }
      List<String> address = Files.readAllLines(ADDRESS);
      return ProcessHandle.of(Long.parseLong(address.get(1)))
          .filter(process -> process.info().commandLine().orElse("").contains("mlflow"))
          .map(process -> new RealMlflow(PLACE, Integer.parseInt(address.get(0)), process));
    }

    /** Those that live. */
    private static List<Path> users() throws IOException {
      if (!Files.isDirectory(USERS)) {
        return List.of();
      }
      try (Stream<Path> all = Files.list(USERS)) {
        return all.filter(
                user -> ProcessHandle.of(Long.parseLong(user.getFileName().toString())).isPresent())
            .toList();
      }
    }

    @Override
    public void close() {
      FolderLock.inTurn(
          LOCK,
          () -> {
            try {
              Files.delete(USERS.resolve(Long.toString(ProcessHandle.current().pid())));
              if (users().isEmpty()) {
                server.close();
              }
            } catch (IOException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  static Path python() {
    try {
      return PrivateMlflow.inCacheOf(System.getenv()).python(System.err::println);
    } catch (MlflowUnavailableException e) {
      if ("true".equals(System.getenv("CI"))) {
        throw e;
      }
      return abort("SKIPPED, no MLflow to test against: " + e.getMessage());
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  String uri() {
    return "http://127.0.0.1:" + port;
  }

  Path artifacts() {
    return folder.resolve("artifacts");
  }

  /** What SIGKILL leaves. */
  void kill() throws InterruptedException {
    List<ProcessHandle> family = Stream.concat(server.descendants(), Stream.of(server)).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle member : family) {
      while (member.isAlive()) {
        Thread.sleep(10);
      }
    }
  }

  void startAgain() {
    server = LocalMlflow.start(python(), folder, port).handle();
  }

  /** Nobody is to read its store any more. */
  @Override
  public void close() throws InterruptedException {
    kill();
    new Disk().delete(folder);
  }
}
