package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.tensor.Seeds;

/** The digits experiment as a user runs it, killed by SIGKILL or by losses of power. */
class KillTest {

  private static final boolean LONG = "true".equals(System.getenv("PALIMPSEST_LONG_TESTS"));

  /** Thirty if time allows; tests in one process end at every write. */
  private static final int KILLS = LONG ? 30 : 4;

  private static final int LOSSES = LONG ? 30 : 1;
  private static final int BAD_DATA = 3;

  /** By signal 9. */
  private static final int KILLED = 128 + 9;

  private static final long PATIENCE_MINUTES = 5;

  @TempDir Path temp;
  private int trials;

  @Test
  void killedAtAnyMomentsItEndsAsIfLeftAlone() throws Exception {
    Path alone = temp.resolve("alone");
    long before = System.nanoTime();
    assertThat(end(start(alone))).as(log(alone)).isZero();
    long wholeMillis = (System.nanoTime() - before) / 1_000_000;
    Map<String, String> undisturbed = withoutSystem(Trial.outcome(run(alone)));
    assertThat(undisturbed.get("parameters")).matches("[0-9a-f]{64}");
    aSecondProcessSaysWhoHoldsTheRun(alone);

    // Most kills fall into the work, some into the start of Java, some into the end.
    RandomGenerator random = new Seeds(11).generator("kills");
    StringBuilder history = new StringBuilder();
    Path results = next();
    for (int kills = 0; kills < KILLS; ) {
      Process process = start(results);
      long delay = (long) ((0.05 + 0.95 * random.nextDouble()) * wholeMillis);
      if (!process.waitFor(delay, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      int code = end(process);
      if (code == KILLED) {
        kills++;
        history.append(' ').append(delay).append(" ms,");
      } else {
        // It may end by itself in the very moment of the kill.
        assertThat(code).as(history + log(results)).isZero();
        same(results, undisturbed, history);
        history.append(" finished;");
        results = next();
      }
    }
    assertThat(end(start(results))).as(history + log(results)).isZero();
    same(results, undisturbed, history);
  }

  /** What {@link PowerLossTest} does in one process, as it happens to a user. */
  @Test
  void afterLossesOfPowerItEndsAsIfLeftAloneOrNamesAFile() throws Exception {
    Path alone = temp.resolve("alone");
    long before = System.nanoTime();
    assertThat(end(start(alone))).as(log(alone)).isZero();
    long wholeMillis = (System.nanoTime() - before) / 1_000_000;
    Map<String, String> undisturbed = withoutSystem(Trial.outcome(run(alone)));
    RandomGenerator random = new Seeds(12).generator("losses");
    Path backup = temp.resolve("backup");
    for (int losses = 0; losses < LOSSES; losses++) {
      Path results = next();
      Process process = start(results);
      long delay = (long) ((0.2 + 0.9 * random.nextDouble()) * wholeMillis);
      if (!process.waitFor(delay, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      end(process);
      Files.createDirectories(results);
      PowerLoss loss = PowerLoss.strike(results, backup, random);
      int code = BAD_DATA;
      for (int attempt = 0; attempt < 20 && code == BAD_DATA; attempt++) {
        Path log = results.resolveSibling("attempt-%d-%d.log".formatted(losses, attempt));
        code = end(start(results, log));
        String message = Files.readString(log);
        if (code == BAD_DATA && !message.contains("the same command goes on from the checkpoint")) {
          assertThat(loss.bringBack(message)).as(loss.history() + message).isTrue();
        }
        assertThat(code).as(loss.history() + message).isIn(0, BAD_DATA);
      }
      assertThat(withoutSystem(Trial.outcome(run(results))))
          .as("after %d ms: %s", delay, loss.history())
          .isEqualTo(undisturbed);
    }
  }

  /**
   * A base stage that was kept is taken over, and needs no time and no machine then: so it is after
   * a kill between the keeping of the stage and the run's own checkpoint.
   */
  private static Map<String, String> withoutSystem(Map<String, String> outcome) {
    outcome.keySet().removeIf(name -> name.matches("point (time|system)/.*"));
    return outcome;
  }

  /** A run that another process holds is left alone, however little there is to do. */
  private void aSecondProcessSaysWhoHoldsTheRun(Path results) throws Exception {
    Path log = temp.resolve("second.log");
    try (FolderLock held = FolderLock.acquire(run(results), Instant.EPOCH)) {
      held.check();
      assertThat(end(start(results, log))).isEqualTo(2);
    }
    assertThat(log)
        .content()
        .contains("another process works on this run: process " + ProcessHandle.current().pid());
  }

  private void same(Path results, Map<String, String> undisturbed, StringBuilder history)
      throws IOException {
    assertThat(withoutSystem(Trial.outcome(run(results))))
        .as(history.toString())
        .isEqualTo(undisturbed);
    JsonNode matrix = new ObjectMapper().readTree(run(results).resolve("summary.json").toFile());
    assertThat(matrix.get("sessions")).hasSize(3);
  }

  private Path next() {
    return temp.resolve("trial-" + trials++);
  }

  private static Process start(Path results) throws IOException {
    return start(results, results.resolveSibling(results.getFileName() + ".log"));
  }

  private static Process start(Path results, Path log) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(root.resolve("scripts").resolve("run-experiment").toString());
    command.add(root.resolve("experiments").resolve("digits-incremental.conf").toString());
    command.add("results=\"%s\"".formatted(results));
    // Less work, so that more of the kills fall between blocks and the test stays short.
    command.add("network.encoder.filters=8");
    command.add("training.base.epochs=2");
    command.add("training.episodes.number=30");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().remove("MLFLOW_TRACKING_URI");
    return builder.start();
  }

  private static int end(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String log(Path results) throws IOException {
    Path log = results.resolveSibling(results.getFileName() + ".log");
    return Files.exists(log) ? "\n" + Files.readString(log) : "";
  }

  private static Path run(Path results) throws IOException {
    List<Path> journals = journals(results);
    assertThat(journals).hasSize(1);
    return Disk.parent(journals.get(0));
  }

  private static List<Path> journals(Path results) throws IOException {
    Path experiment = results.resolve("digits-incremental");
    if (!Files.isDirectory(experiment)) {
      return List.of();
    }
    try (Stream<Path> runs = Files.list(experiment)) {
      return runs.map(run -> run.resolve("journal.jsonl")).filter(Files::exists).toList();
    }
  }
}
