package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.tensor.Seeds;

/** A run cut short anywhere ends like one never cut short. */
class ResumeTest {

  @TempDir Path temp;
  private Map<String, String> undisturbed = Map.of();
  private MortalDisk complete = new MortalDisk(0, false);
  private int changes;

  @BeforeEach
  void runUndisturbed() throws IOException {
    Trial trial = new Trial(temp.resolve("undisturbed"));
    trial.disk = complete;
    trial.run();
    undisturbed = Trial.outcome(trial.folder());
    changes = complete.changes();
  }

  @Test
  void aRunKilledAtAnyChangeOnDiskEndsTheSame() throws IOException {
    assertThat(changes).isGreaterThan(100);
    for (int fatal = 1; fatal <= changes; fatal++) {
      for (boolean halfway : halves(fatal)) {
        Trial trial = new Trial(temp.resolve("%d-%s".formatted(fatal, halfway)));
        kill(trial, new MortalDisk(fatal, halfway));
        finish(trial, "killed at change %d of %d, halfway: %s".formatted(fatal, changes, halfway));
      }
    }
  }

  @Test
  void aRunKilledAgainAndAgainEndsTheSame() throws IOException {
    RandomGenerator random = new Seeds(3).generator("kills");
    for (int round = 0; round < 15; round++) {
      Trial trial = new Trial(temp.resolve("round-" + round));
      StringBuilder kills = new StringBuilder("killed at");
      boolean alive = false;
      for (int life = 0; life < 20 && !alive; life++) {
        int fatal = 1 + random.nextInt(changes / 2);
        kills.append(' ').append(fatal);
        alive = !kill(trial, new MortalDisk(fatal, random.nextBoolean()));
      }
      finish(trial, kills.toString());
    }
  }

  @Test
  void aRunStoppedByTheUserAtAnyStepEndsTheSame() throws IOException {
    for (int steps = 0; steps < 45; steps += 4) {
      Trial trial = new Trial(temp.resolve("stopped-" + steps));
      int[] left = {steps};
      trial.cancelled = () -> left[0]-- <= 0;
      assertThatThrownBy(trial::run)
          .isInstanceOf(RunCancelledException.class)
          .hasMessageContaining("the same command goes on");
      assertThat(trial.journal().get(trial.journal().size() - 1).get("status").asText())
          .isEqualTo("KILLED");
      trial.cancelled = () -> false;
      finish(trial, "stopped after %d steps".formatted(steps));
    }
  }

  @Test
  void aRunWhoseDataAreMissingHasNotBegun() throws IOException {
    Trial trial = new Trial(temp.resolve("no-data"));
    trial.benchmark =
        seeds -> {
          throw new IllegalStateException("no data");
        };
    assertThatThrownBy(trial::run).isInstanceOf(IllegalStateException.class);
    trial.benchmark = Trial::benchmark;
    finish(trial, "without its data at first");
    // Readers of a journal, MLflow's among them, take its first line for the run.
    assertThat(trial.journal().get(0).get("type").asText()).isEqualTo("run");
  }

  @Test
  void aRunWhoseLearnerFailsSaysSoAndGoesOnLater() throws IOException {
    Trial trial = new Trial(temp.resolve("failing"));
    trial.settings =
        new SoftmaxLearner.Settings(
            2,
            new AtomicInteger(),
            (stage, block) -> {
              if (stage.equals("novel") && block == 1) {
                throw new IllegalStateException("http://me:secret@host refused");
              }
            });
    assertThatThrownBy(trial::run).isInstanceOf(IllegalStateException.class);
    assertThat(trial.journal().get(trial.journal().size() - 1).get("status").asText())
        .isEqualTo("FAILED");
    assertThat(Files.readString(trial.folder().resolve("journal.jsonl"))).doesNotContain("secret");
    trial.settings = new SoftmaxLearner.Settings(2);
    finish(trial, "failed in the second block of session 1");
  }

  /** Only a change that writes can be half done. */
  private boolean[] halves(int change) {
    return complete.writes(change) ? new boolean[] {false, true} : new boolean[] {false};
  }

  /** Runs until it dies; false if it finished first. */
  private static boolean kill(Trial trial, MortalDisk disk) {
    trial.disk = disk;
    try {
      trial.run();
      return false;
    } catch (MortalDisk.Killed e) {
      return true;
    }
  }

  private void finish(Trial trial, String history) throws IOException {
    trial.disk = new MortalDisk(0, false);
    trial.run();
    assertThat(Trial.outcome(trial.folder())).as(history).isEqualTo(undisturbed);
    assertThat(trial.results.resolve("trial").resolve("aggregate.json")).isNotEmptyFile();
  }
}
