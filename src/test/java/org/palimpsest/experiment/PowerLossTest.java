package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.tensor.Seeds;

/** Losses of power in the middle of a run and at its end. */
class PowerLossTest {

  private static final int LOSSES =
      "true".equals(System.getenv("PALIMPSEST_LONG_TESTS")) ? 1000 : 60;
  private static final int ATTEMPTS = 20;

  @TempDir Path temp;

  @Test
  void aRunEndsTheSameOrSaysWhichFileToBringBack() throws IOException {
    MortalDisk whole = new MortalDisk(0, false);
    Trial undisturbed = trial("undisturbed", whole);
    undisturbed.run();
    Map<String, String> outcome = outcome(undisturbed);
    RandomGenerator random = new Seeds(5).generator("losses");
    for (int number = 0; number < LOSSES; number++) {
      // Some after the last change, when all was done.
      int fatal = 1 + random.nextInt(whole.changes() * 5 / 4);
      Trial trial = trial("trial-" + number, new MortalDisk(fatal, random.nextBoolean()));
      String history = "loss %d, dead at change %d".formatted(number, fatal);
      try {
        trial.run();
      } catch (MortalDisk.Killed e) {
        history += " of " + whole.changes();
      }
      if (!Files.exists(trial.results)) {
        continue; // dead before anything was there to be lost
      }
      PowerLoss loss = PowerLoss.strike(trial.results, temp.resolve("backup"), random);
      trial.disk = new MortalDisk(0, false);
      finish(trial, loss, history);
      assertThat(outcome(trial)).as(history + ": " + loss.history()).isEqualTo(outcome);
    }
  }

  /** A stage that was kept for other runs is taken over, and needs no time then. */
  private static Map<String, String> outcome(Trial trial) throws IOException {
    Map<String, String> outcome = Trial.outcome(trial.folder());
    outcome.keySet().removeIf(name -> name.matches("point (time|system)/.*"));
    return outcome;
  }

  private Trial trial(String name, MortalDisk disk) {
    Trial trial = new Trial(temp.resolve(name));
    trial.disk = disk;
    return trial;
  }

  /** Does what the messages say until the run is through. */
  private static void finish(Trial trial, PowerLoss loss, String history) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        trial.run();
        return;
      } catch (CheckpointException e) {
        assertThat(e).hasMessageContaining("the same command goes on from the checkpoint before");
      } catch (DamagedFileException e) {
        assertThat(loss.bringBack(String.valueOf(e.getMessage())))
            .as("%s, %s: %s", history, loss.history(), e.getMessage())
            .isTrue();
      }
    }
    fail("%s, %s: not finished after %d attempts".formatted(history, loss.history(), ATTEMPTS));
  }
}
