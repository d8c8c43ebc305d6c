package org.palimpsest.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CosineRestartsTest {

  /** Three cycles of 1, 2 and 4 sevenths of the stage. */
  @Test
  void eachCycleIsTwiceAsLongAsTheOneBefore() {
    OptimizerSpec.Schedule schedule = new OptimizerSpec.CosineRestarts(3, 0);
    assertThat(schedule.factor(0)).isEqualTo(1);
    assertThat(schedule.factor(0.5 / 7)).isCloseTo(0.5, within(1e-12));
    assertThat(schedule.factor(0.999999 / 7)).isCloseTo(0, within(1e-6));
    assertThat(schedule.factor(1.0000001 / 7)).isCloseTo(1, within(1e-6));
    assertThat(schedule.factor(2.0 / 7)).isCloseTo(0.5, within(1e-6));
    assertThat(schedule.factor(5.0 / 7)).isCloseTo(0.5, within(1e-6));
    assertThat(schedule.factor(0.9999999)).isCloseTo(0, within(1e-6));
  }

  @Test
  void endsEachCycleAtItsFloor() {
    OptimizerSpec.Schedule schedule = new OptimizerSpec.CosineRestarts(2, 0.2);
    assertThat(schedule.factor(0)).isEqualTo(1);
    assertThat(schedule.factor(0.9999999)).isCloseTo(0.2, within(1e-6));
    assertThat(schedule.factor(2.0 / 3)).isCloseTo(0.6, within(1e-6));
  }

  @Test
  void oneCycleIsTheCosine() {
    OptimizerSpec.Schedule schedule = new OptimizerSpec.CosineRestarts(1, 0);
    for (double progress : new double[] {0, 0.3, 0.77}) {
      assertThat(schedule.factor(progress))
          .isCloseTo(new OptimizerSpec.Cosine().factor(progress), within(1e-12));
    }
  }
}
