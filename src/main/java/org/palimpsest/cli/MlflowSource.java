package org.palimpsest.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.palimpsest.mlflow.MlflowRuns;
import org.palimpsest.mlflow.TrackingServer;

/**
 * Runs that a command takes from an MLflow server, {@code mlflow:EXPERIMENT[?FILTER]}: their files
 * in a folder of this process, which goes when it is closed.
 */
final class MlflowSource implements AutoCloseable {

  private static final String PREFIX = "mlflow:";

  private final Map<String, String> environment;
  private final Path folder;
  private int queries;

  MlflowSource(Map<String, String> environment) throws IOException {
    this.environment = environment;
    folder = Files.createTempDirectory("palimpsest-mlflow-").toRealPath();
  }

  static boolean isQuery(String argument) {
    return argument.startsWith(PREFIX);
  }

  /**
   * Fetches what a query finds.
   *
   * @throws IllegalArgumentException if it finds nothing, or no server is named
   */
  Path fetch(String query) throws IOException {
    String address = environment.getOrDefault(TrackingServer.URI_VARIABLE, "");
    if (address.isBlank()) {
      throw new IllegalArgumentException(
          "%s: which server? Set %s".formatted(query, TrackingServer.URI_VARIABLE));
    }
    List<String> parts = List.of(query.substring(PREFIX.length()).split("\\?", 2));
    String filter = parts.size() > 1 ? parts.get(1) : "";
    Path into = Files.createDirectory(folder.resolve("query-" + queries++));
    TrackingServer server = TrackingServer.of(address, environment);
    if (new MlflowRuns(server).fetch(parts.get(0), filter, into) == 0) {
      throw new IllegalArgumentException(
          "%s: %s has no finished run of that kind with its files".formatted(query, server));
    }
    return into;
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be removed", e);
    }
  }
}
