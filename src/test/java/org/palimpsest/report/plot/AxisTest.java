package org.palimpsest.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class AxisTest {

  @Test
  void holdsZeroOnlyWhereTheValuesAreNear() {
    assertThat(Axis.around(0.8, 0.9, 8).low()).isBetween(0.75, 0.8);
    assertThat(Axis.around(0.1, 0.9, 8).low()).isZero();
    assertThat(Axis.around(-0.9, -0.8, 8).high()).isBetween(-0.8, -0.75);
    assertThat(Axis.around(-0.2, 0.3, 8).low()).isLessThanOrEqualTo(-0.2);
    assertThat(Axis.around(5, 5, 8).low()).isZero();
  }

  @Test
  void endsAtRoundValues() {
    Axis axis = Axis.linear(0, 57.7, 8);

    assertThat(axis.ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0);
    assertThat(axis.place(30)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void holdsZeroBetweenNegativeAndPositiveValues() {
    assertThat(Axis.linear(-0.12, 0.23, 8).ticks())
        .containsExactly(
            -3 * 0.05, -2 * 0.05, -0.05, 0.0, 0.05, 2 * 0.05, 3 * 0.05, 4 * 0.05, 5 * 0.05);
  }

  @Test
  void aSingleValueStillHasAnAxis() {
    Axis axis = Axis.linear(0, 0, 8);

    assertThat(axis.low()).isLessThanOrEqualTo(0);
    assertThat(axis.high()).isGreaterThan(axis.low());
    assertThat(Axis.whole(0, 0, 13).ticks()).containsExactly(0.0);
  }

  @Test
  void wholeNumbersAreMarkedInWholeSteps() {
    assertThat(Axis.whole(0, 8, 13).ticks()).hasSize(9);
    assertThat(Axis.whole(1, 100, 13).ticks())
        .containsExactly(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0);
  }

  @Test
  void logarithmsGoByOneTwoAndFive() {
    Axis axis = Axis.logarithmic(0.013, 3.9);

    assertThat(axis.ticks()).containsExactly(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0);
    assertThat(axis.place(0.01)).isCloseTo(0, within(1e-12));
    assertThat(axis.place(5)).isCloseTo(1, within(1e-12));
  }

  @RepeatedTest(50)
  void everyAxisHoldsItsValuesWithinItsTicks(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    double from = random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4);
    double to = from + random.nextDouble() * Math.pow(10, random.nextInt(9) - 4) + 1e-6;

    Axis axis = Axis.linear(from, to, 8);

    assertThat(axis.place(from)).isBetween(-1e-6, 1.0);
    assertThat(axis.place(to)).isBetween(0.0, 1 + 1e-6);
    assertThat(axis.ticks()).hasSizeBetween(2, 9);
  }
}
