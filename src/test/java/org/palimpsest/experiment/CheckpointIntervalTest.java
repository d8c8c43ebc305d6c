package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints within a session are a block apart, or a time that is longer. */
class CheckpointIntervalTest {

  private static final long NEVER = Long.MAX_VALUE;

  @TempDir Path temp;

  private Map<String, String> undisturbed() throws IOException {
    Trial trial = new Trial(temp.resolve("undisturbed"));
    trial.run();
    return Trial.outcome(trial.folder());
  }

  @Test
  void blocksBetweenTwoCheckpointsAreInTheJournalAllTheSame() throws IOException {
    Trial trial = new Trial(temp.resolve("seldom"));
    trial.checkpointMillis = NEVER;
    trial.run();
    assertThat(Trial.outcome(trial.folder())).isEqualTo(undisturbed());
  }

  @Test
  void aKillLosesTheBlocksSinceTheLastCheckpointAndNothingElse() throws IOException {
    AtomicInteger trained = new AtomicInteger();
    Trial trial = new Trial(temp.resolve("killed"));
    trial.checkpointMillis = NEVER;
    trial.settings =
        new SoftmaxLearner.Settings(
            2,
            trained,
            (stage, block) -> {
              if (stage.equals("novel") && block == 1) {
                throw new IllegalStateException("killed");
              }
            });
    assertThatThrownBy(trial::run).hasMessage("killed");
    // Session 0 is kept: 3 blocks of its base stage and 2 of the other.
    int before = trained.get();
    trial.settings = new SoftmaxLearner.Settings(2, trained, (stage, block) -> {});
    trial.run();
    assertThat(trained.get() - before).as("blocks of sessions 1 and 2").isEqualTo(2 + 2);
    assertThat(Trial.outcome(trial.folder())).isEqualTo(undisturbed());
  }

  @Test
  void aRunStoppedWithinABlockGoesOnFromTheLastCheckpoint() throws IOException {
    AtomicInteger trained = new AtomicInteger();
    Trial trial = new Trial(temp.resolve("stopped"));
    trial.checkpointMillis = NEVER;
    boolean[] stopped = {false};
    trial.cancelled = () -> stopped[0];
    trial.settings =
        new SoftmaxLearner.Settings(
            2, trained, (stage, block) -> stopped[0] = stage.equals("base") && block == 1);
    assertThatThrownBy(trial::run).isInstanceOf(RunCancelledException.class);
    assertThat(trained.get()).isEqualTo(2);
    trial.cancelled = () -> false;
    trial.settings = new SoftmaxLearner.Settings(2, trained, (stage, block) -> {});
    trial.run();
    assertThat(Trial.outcome(trial.folder())).isEqualTo(undisturbed());
  }
}
