package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.palimpsest.experiment.RunInfo;

class EntriesTest {

  private static String name(String experiment, String id, String together) {
    RunInfo run = new RunInfo(experiment, id, 3, "0123456789", "lwf", Path.of(experiment, id));
    return Entries.name(run, together);
  }

  @Test
  void runsOfOneExperimentAreNamedByTheirIds() {
    assertThat(name("digits", "seed-3-0123456789", "digits")).isEqualTo("seed-3-0123456789");
  }

  @Test
  void cellsOfASweepAreNamedByWhatDiffers() {
    assertThat(name("digits-lambda-head-cosine_weight-0.1", "seed-3-0123456789", "digits-lambda"))
        .isEqualTo("head-cosine_weight-0.1 seed-3");
    assertThat(name("digits-head-cosine", "seed-3-0123456789-again-1", "digits"))
        .isEqualTo("head-cosine seed-3-again-1");
  }

  @Test
  void experimentsThatSomebodyPutTogetherKeepTheirWholeNames() {
    assertThat(name("digits", "seed-3-0123456789", "all")).isEqualTo("digits seed-3-0123456789");
  }
}
