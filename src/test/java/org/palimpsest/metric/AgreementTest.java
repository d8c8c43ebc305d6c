package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AgreementTest {

  private static final OptionalDouble NOT_PRINTED = OptionalDouble.empty();

  /** Mean 80, deviation 2, and t(2) = 4.3027: half width 4.3027 * 2 / sqrt(3) = 4.968. */
  private static final StudentInterval OURS = StudentInterval.of(new double[] {78, 80, 82}, 0.95);

  @Test
  void bothErrorsAndTheLastDigitCount() {
    // 4.968 + 1 + 0.005
    assertThat(Agreement.of(OURS, 85.972, OptionalDouble.of(1), 10, 0.005).agrees()).isTrue();
    assertThat(Agreement.of(OURS, 85.974, OptionalDouble.of(1), 10, 0.005).agrees()).isFalse();
    assertThat(Agreement.of(OURS, 74.026, OptionalDouble.of(1), 10, 0.005).difference())
        .isEqualTo(5.974, within(1e-9));
    assertThat(Agreement.of(OURS, 74.026, OptionalDouble.of(1), 10, 0.005).agrees()).isFalse();
  }

  @Test
  void whereNoErrorIsPrintedTheirRunsScatterAsOurs() {
    // t(9) = 2.2622 and our deviation of 2 over ten runs: 1.4307.
    Agreement assumed = Agreement.of(OURS, 85, NOT_PRINTED, 10, 0.05);
    assertThat(assumed.assumed()).isTrue();
    assertThat(assumed.theirs()).isEqualTo(1.4307, within(1e-4));
    assertThat(Agreement.of(OURS, 85, NOT_PRINTED, 0, 0.05).theirs())
        .as("over an unknown number of runs nothing is known")
        .isZero();
  }

  @Test
  void aSingleRunDecidesNothing() {
    StudentInterval one = StudentInterval.of(new double[] {80}, 0.95);
    Agreement single = Agreement.of(one, 80, OptionalDouble.of(1), 10, 0.005);
    assertThat(single.isKnown()).isFalse();
    assertThat(single.agrees()).isFalse();
  }
}
