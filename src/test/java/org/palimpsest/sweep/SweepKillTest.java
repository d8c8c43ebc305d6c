package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.tensor.Seeds;

/**
 * A sweep as a user runs it, two cells at once, whose process is killed by SIGKILL again and again.
 * With {@code PALIMPSEST_LONG_TESTS=true} it has 24 cells and is killed five times.
 */
class SweepKillTest {

  private static final boolean LONG = "true".equals(System.getenv("PALIMPSEST_LONG_TESTS"));
  private static final int KILLS = LONG ? 5 : 2;
  private static final String SWEEP =
      """
      seeds = %s
      sweep {
        grid {
          training.base.optimizer.learning-rate = [0.1, 0.05]
          learner.head = [prototype, cosine]
        }
        jobs = 2
      }
      """
          .formatted(LONG ? "[1, 2, 3, 4, 5, 6]" : "[1]");
  private static final long CHILD_SECONDS = 60;

  @TempDir Path temp;

  @Test
  void killedAgainAndAgainItEndsAsIfLeftAlone() throws Exception {
    TinySweep alone = sweep("alone");
    long before = System.nanoTime();
    alone.run(0, Map.of(), "tiny.conf");
    long wholeMillis = (System.nanoTime() - before) / 1_000_000;
    SweepPlan plan = alone.plan();
    assertThat(plan.cells()).hasSize(LONG ? 24 : 4);

    TinySweep killed = sweep("killed");
    RandomGenerator random = new Seeds(6).generator("kills");
    Map<String, String> finished = new TreeMap<>();
    StringBuilder history = new StringBuilder();
    Path log = temp.resolve("killed.log");
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = killed.start(log, Map.of(), "tiny.conf");
      long delay = (long) ((0.1 + 1.1 * random.nextDouble()) * wholeMillis / KILLS);
      assertThat(process.waitFor(delay, TimeUnit.MILLISECONDS)).as(history.toString()).isFalse();
      List<ProcessHandle> cells = process.descendants().toList();
      process.destroyForcibly();
      assertThat(TinySweep.end(process)).isEqualTo(128 + 9);
      for (ProcessHandle cell : cells) {
        // They end by themselves; the next sweep is not to wait for that, except now and then.
        if (kill % 2 == 0) {
          cell.onExit().get(CHILD_SECONDS, TimeUnit.SECONDS);
        }
      }
      history.append(" killed after %d ms with %d cells at work".formatted(delay, cells.size()));
      same(finished, killed.finished(plan), history);
      finished.putAll(killed.finished(plan));
    }
    killed.run(0, Map.of(), "tiny.conf");
    same(finished, killed.finished(plan), history);
    // Trial.outcome checks that each journal begins once, ends once and has every point once.
    assertThat(killed.outcomes(plan)).as(history.toString()).isEqualTo(alone.outcomes(plan));
    assertThat(Files.readString(killed.folder().resolve("results/tiny/cells.csv")).lines())
        .hasSize(1 + plan.cells().size())
        .filteredOn(line -> line.contains(",finished,"))
        .hasSize(plan.cells().size());
  }

  /** What was finished once was not trained again: its summary, times included, is the same. */
  private static void same(
      Map<String, String> before, Map<String, String> after, StringBuilder history) {
    assertThat(after).as(history.toString()).containsAllEntriesOf(before);
  }

  private TinySweep sweep(String name) throws IOException {
    return new TinySweep(Files.createDirectory(temp.resolve(name)), SWEEP);
  }
}
