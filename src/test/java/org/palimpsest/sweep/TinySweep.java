package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.experiment.Trial;

/** Sweeps of very small networks on the embedded digits, in processes of their own. */
final class TinySweep {

  private static final long PATIENCE_MINUTES = 30;

  private static final String EXPERIMENT =
      """
      name = tiny
      engine.threads = 1
      benchmark {
        dataset = digits
        base-classes = 6
        novel { sessions = 2, ways = 2, shots = 5 }
      }
      network { encoder { filters = 2, embedding = 4 }, decoder = none }
      learner.head = prototype
      training.augmentation { crop-padding = 0, flip = false }
      training.base { epochs = 1, batch-size = 64, reuse = false }
      learner.terms = []
      mlflow.tracking-uri = null
      """;

  private final Path folder;
  private final Path file;

  /** A sweep's file in a folder, from which all its processes are started. */
  TinySweep(Path folder, String text) throws IOException {
    this.folder = folder;
    this.file = folder.resolve("tiny.conf");
    Files.writeString(file, EXPERIMENT + text);
  }

  Path folder() {
    return folder;
  }

  SweepPlan plan(String... overrides) {
    return SweepPlan.load(file, List.of(overrides));
  }

  /** Starts {@code palimpsest sweep}; all it says is appended to a log. */
  Process start(Path log, Map<String, String> environment, String... arguments) throws IOException {
    return start("sweep", log, environment, arguments);
  }

  private Process start(String name, Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                // A build in the background ignores SIGINT, and what it starts would inherit that.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                "-cp",
                classPath(),
                "org.palimpsest.cli.Main",
                name));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(Map.of("OPENBLAS_NUM_THREADS", "1", "OMP_NUM_THREADS", "1"));
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs {@code palimpsest sweep} to its end; returns all it said. */
  String run(int expectedCode, Map<String, String> environment, String... arguments)
      throws Exception {
    return run("sweep", expectedCode, environment, arguments);
  }

  /** Runs {@code palimpsest reproduce} over the tables of this folder; returns all it said. */
  String reproduce(int expectedCode, Map<String, String> environment, String... arguments)
      throws Exception {
    return run("reproduce", expectedCode, environment, arguments);
  }

  private String run(
      String name, int expectedCode, Map<String, String> environment, String... arguments)
      throws Exception {
    Path log = Files.createTempFile(folder, "run-", ".log");
    assertThat(end(start(name, log, environment, arguments)))
        .as(String.join(" ", arguments) + "\n" + Files.readString(log))
        .isEqualTo(expectedCode);
    return Files.readString(log);
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  static int end(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("ends in time").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** What every cell came to, by its key, apart from times; all are finished. */
  Map<String, Map<String, String>> outcomes(SweepPlan plan) throws IOException {
    Map<String, Map<String, String>> outcomes = new TreeMap<>();
    for (Cell cell : plan.cells()) {
      outcomes.put(cell.key(), Trial.outcome(folder.resolve(cell.folder())));
    }
    return outcomes;
  }

  /** The summaries of the runs that are finished, by the cells' keys. */
  Map<String, String> finished(SweepPlan plan) throws IOException {
    Map<String, String> finished = new TreeMap<>();
    for (Cell cell : plan.cells()) {
      Path run = folder.resolve(cell.folder());
      if (RunState.of(run).finished()) {
        finished.put(cell.key(), Files.readString(run.resolve("summary.json")));
      }
    }
    return finished;
  }
}
