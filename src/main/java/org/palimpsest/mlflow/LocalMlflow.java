package org.palimpsest.mlflow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An MLflow server of this machine only, with its store in one folder. It listens on 127.0.0.1,
 * where nobody else can reach it, and needs no credentials.
 */
public final class LocalMlflow implements AutoCloseable {

  /** The folder of the store below a results folder. */
  public static final String FOLDER = ".mlflow";

  /** Acknowledgements by this server hold for its store, whatever its port. */
  static final String KEY = "store " + FOLDER;

  /** Seconds as a rule, and minutes where many programs wait for the processor. */
  private static final Duration TO_START = Duration.ofMinutes(5);

  private static final Duration TO_STOP = Duration.ofSeconds(5);
  private static final int LINES_OF_A_FAILURE = 15;

  private final Process process;
  private final int port;

  private LocalMlflow(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server and waits until it answers, up to five minutes.
   *
   * @param python one that has MLflow
   * @param folder of the store; created if it is not there
   * @throws MlflowUnavailableException if the port is taken or the server does not start
   */
  public static LocalMlflow start(Path python, Path folder, int port) {
    Path absolute = folder.toAbsolutePath().normalize();
    refuseTakenPort(port);
    Path log = absolute.resolve("server.log");
    Process process;
    try {
      Files.createDirectories(absolute.resolve("artifacts"));
      ProcessBuilder builder =
          new ProcessBuilder(command(python, port))
              // MLflow writes into the folder it is started in, if at all.
              .directory(absolute.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      Map<String, String> clean = withoutMlflow(System.getenv());
      builder.environment().clear();
      builder.environment().putAll(clean);
      builder.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
      builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
      process = builder.start();
    } catch (IOException e) {
      throw new MlflowUnavailableException("MLflow cannot be started in " + absolute, e);
    }
    LocalMlflow server = new LocalMlflow(process, port);
    try {
      server.awaitHealth(log);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Paths are relative to the store, so that no character of its own path is misread. */
  private static List<String> command(Path python, int port) {
    return List.of(
        python.toString(),
        "-m",
        "mlflow",
        "server",
        "--backend-store-uri",
        "sqlite:///mlflow.db",
        "--artifacts-destination",
        "artifacts",
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--workers",
        "1");
  }

  /** An environment without MLflow's variables: they would redirect the store, or tell secrets. */
  static Map<String, String> withoutMlflow(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("MLFLOW_"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** This server, to send runs to. */
  public TrackingServer trackingServer() {
    return TrackingServer.local(port, KEY);
  }

  /** Whether the server still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The server's process. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Stops the server and every process that it started; waits until they are gone. */
  @Override
  public void close() {
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + TO_STOP.toNanos();
    for (ProcessHandle member : family) {
      awaitExit(member, deadline);
    }
    family.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
  }

  private static void awaitExit(ProcessHandle member, long deadline) {
    try {
      while (member.isAlive() && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitHealth(Path log) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest health =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
            .timeout(Duration.ofSeconds(2))
            .build();
    long deadline = System.nanoTime() + TO_START.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        if (client.send(health, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (IOException e) {
        pauseBeforeAskingAgain();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MlflowUnavailableException("interrupted while MLflow was starting", e);
      }
    }
    throw new MlflowUnavailableException(
        "MLflow did not start on port %d; the end of %s:\n%s".formatted(port, log, tail(log)));
  }

  private static void pauseBeforeAskingAgain() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MlflowUnavailableException("interrupted while MLflow was starting", e);
    }
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LINES_OF_A_FAILURE), lines.size()));
    } catch (IOException e) {
      return "(it cannot be read: " + e.getMessage() + ")";
    }
  }

  private static void refuseTakenPort(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new MlflowUnavailableException(
          "port %d is taken (%s): is an MLflow already running? Choose another with --port"
              .formatted(port, e.getMessage()),
          e);
    }
  }
}
