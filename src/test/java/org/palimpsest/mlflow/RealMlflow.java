package org.palimpsest.mlflow;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The MLflow server of the tests: the real one from PyPI, started once for all test classes. Where
 * there is no Python, tests that need it are skipped, except on a build server, where they fail.
 */
final class RealMlflow implements AutoCloseable {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RealMlflow.class);

  private final Path folder;
  private final int port;
  private LocalMlflow server;

  private RealMlflow() throws IOException {
    folder = Files.createTempDirectory("palimpsest-mlflow-test-");
    port = freePort();
    server = start();
  }

  /** A server that a test may kill. */
  static RealMlflow ofItsOwn() throws IOException {
    python();
    return new RealMlflow();
  }

  /** The server that all tests share; each uses experiments of its own. */
  static RealMlflow shared(ExtensionContext context) {
    python();
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            RealMlflow.class,
            key -> {
              try {
                return new RealMlflow();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            RealMlflow.class);
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

  private LocalMlflow start() {
    return LocalMlflow.start(python(), folder, port);
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

  private List<ProcessHandle> family() {
    return Stream.concat(server.handle().descendants(), Stream.of(server.handle())).toList();
  }

  /** What SIGKILL leaves. */
  void kill() throws InterruptedException {
    List<ProcessHandle> family = family();
    family.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle member : family) {
      while (member.isAlive()) {
        Thread.sleep(10);
      }
    }
  }

  void startAgain() {
    server = start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
