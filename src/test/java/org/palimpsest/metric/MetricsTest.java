package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricsTest {

  // after 0:  8/10
  // after 1:  9/10  6/10          <- session 0 peaks at 0.9
  // after 2:  5/10  7/10  10/10
  private static final AccuracyMatrix MATRIX =
      AccuracyMatrix.of(new int[][] {{8}, {9, 6}, {5, 7, 10}}, 10);

  // 60 base images and 2 x 20 novel ones, as 60 classes and 2 sessions of 20 would give.
  // after 0:  45/60
  // after 1:  42/60  10/20
  // after 2:  30/60   8/20  14/20
  private static final AccuracyMatrix UNEVEN =
      AccuracyMatrix.of(new int[][] {{45}, {42, 10}, {30, 8, 14}}, new int[] {60, 20, 20});

  @Test
  void accuracySeenCountsEveryImageOnce() {
    close(AccuracySeen.of(MATRIX), 22 / 30.0);
    // not (0.5 + 0.4 + 0.7) / 3: sessions weigh by their images
    close(AccuracySeen.of(UNEVEN), 52 / 100.0);
  }

  @Test
  void averageAccuracyCountsEverySessionOnce() {
    close(AverageAccuracy.of(MATRIX), 22 / 30.0);
    close(AverageAccuracy.of(UNEVEN), (0.5 + 0.4 + 0.7) / 3);
    assertThat(AverageAccuracy.of(AccuracyMatrix.EMPTY)).isEmpty();
    // Of the ten digits only the last two known: 974 and 1,009 of 10,000 images, but a fifth.
    AccuracyMatrix digits =
        AccuracyMatrix.of(
            new int[][] {{2115}, {0, 2042}, {0, 0, 1874}, {0, 0, 0, 1986}, {0, 0, 0, 0, 1983}},
            new int[] {2115, 2042, 1874, 1986, 1983});
    close(AverageAccuracy.of(digits), 0.2);
    close(AccuracySeen.of(digits), 0.1983);
  }

  @Test
  void averageDividesByAsManyTermsAsItSums() {
    // 0.8, 15/20, 22/30; dividing by T - 1 instead of T + 1 is a mistake seen elsewhere
    close(AverageIncrementalAccuracy.of(MATRIX), (0.8 + 0.75 + 22 / 30.0) / 3);
    close(AverageIncrementalAccuracy.of(MATRIX.upTo(0)), 0.8);
  }

  @Test
  void forgettingIsMeasuredFromTheEarlierPeak() {
    // ((0.9 - 0.5) + (0.6 - 0.7)) / 2; a gain counts as negative
    close(ForgettingFromEarlierPeak.of(MATRIX), 0.15);
  }

  @Test
  void earlierPeakIncludesTheSessionJustBeforeTheLast() {
    // An off-by-one that stops at k = T - 2 would give 0.2 - 0.2 = 0 here.
    AccuracyMatrix late = AccuracyMatrix.of(new int[][] {{2}, {9, 5}, {2, 5, 5}}, 10);
    close(ForgettingFromEarlierPeak.of(late), (0.7 + 0) / 2);
  }

  @Test
  void forgettingFromAnyPeakHidesGains() {
    // ((0.9 - 0.5) + (0.7 - 0.7)) / 2
    close(ForgettingFromAnyPeak.of(MATRIX), 0.2);
  }

  @Test
  void forgettingFromLearnedIsBackwardTransferNegated() {
    // ((0.8 - 0.5) + (0.6 - 0.7)) / 2
    close(ForgettingFromLearned.of(MATRIX), 0.1);
    close(BackwardTransfer.of(MATRIX), -0.1);
  }

  @Test
  void theThreeForgettingsDiffer() {
    assertThat(
            List.of(
                ForgettingFromEarlierPeak.of(MATRIX),
                ForgettingFromAnyPeak.of(MATRIX),
                ForgettingFromLearned.of(MATRIX)))
        .doesNotHaveDuplicates();
  }

  @Test
  void forgettingAtSessionZeroIsAbsent() {
    AccuracyMatrix first = MATRIX.upTo(0);
    assertThat(ForgettingFromEarlierPeak.of(first)).isEmpty();
    assertThat(ForgettingFromAnyPeak.of(first)).isEmpty();
    assertThat(ForgettingFromLearned.of(first)).isEmpty();
    assertThat(BackwardTransfer.of(first)).isEmpty();
    assertThat(PerformanceDrop.of(first)).isEmpty();
    assertThat(NovelAccuracy.of(first)).isEmpty();
    assertThat(HarmonicMean.of(first)).isEmpty();
    assertThat(GeneralizedAccuracyAuc.of(first)).isEmpty();
  }

  @Test
  void nothingIsDefinedBeforeTheFirstSession() {
    Evaluation nothing =
        Evaluation.of(AccuracyMatrix.EMPTY).withChance(List.of(0.5)).withJoint(List.of(0.5));
    assertThat(Metrics.values(Metrics.ALL, nothing)).isEmpty();
  }

  @Test
  void forwardTransferNeedsRowsBeyondTheDiagonalAndChance() {
    // after 0:  8/10  3/10      <- session 1 before it is learnt
    // after 1:  7/10  6/10  5/10
    // after 2:  5/10  7/10  9/10
    AccuracyMatrix extended = AccuracyMatrix.of(new int[][] {{8, 3}, {7, 6, 5}, {5, 7, 9}}, 10);
    List<Double> chance = List.of(0.5, 0.25, 0.1);
    // ((0.3 - 0.25) + (0.5 - 0.1)) / 2
    close(ForwardTransfer.of(extended, chance), 0.225);
    assertThat(ForwardTransfer.of(extended, List.of())).isEmpty();
    assertThat(ForwardTransfer.of(MATRIX, chance)).isEmpty();
    // unseen classes change no other metric
    close(AccuracySeen.of(extended.upTo(0)), 0.8);
    close(ForgettingFromEarlierPeak.of(extended), ((0.8 - 0.5) + (0.6 - 0.7)) / 2);
  }

  @Test
  void performanceDropComparesAllClassesSeen() {
    close(PerformanceDrop.of(UNEVEN), 0.75 - 0.52);
  }

  @Test
  void baseAndNovelArePooledOverImages() {
    close(BaseAccuracy.of(UNEVEN), 0.5);
    close(NovelAccuracy.of(UNEVEN), 22 / 40.0);
    close(HarmonicMean.of(UNEVEN), 2 * 0.5 * 0.55 / 1.05);
  }

  @Test
  void harmonicMeanOfNothingRightIsZero() {
    close(HarmonicMean.of(AccuracyMatrix.of(new int[][] {{8}, {0, 0}}, 10)), 0);
    close(HarmonicMean.of(AccuracyMatrix.of(new int[][] {{8}, {8, 0}}, 10)), 0);
  }

  @Test
  void intransigenceComparesTheNewestClassesWithJointTraining() {
    List<Double> joint = List.of(0.9, 0.8, 0.95);
    close(Intransigence.of(MATRIX, joint), 0.95 - 1.0);
    close(Intransigence.of(MATRIX.upTo(1), joint), 0.8 - 0.6);
    assertThat(Intransigence.of(MATRIX, List.of(0.9, 0.8))).isEmpty();
  }

  @Test
  void generalizedAccuracyIntegratesOverTheBaseWeight() {
    // r = 60 / 20 = 3. By Simpson's rule with many steps, from the formula as it is written.
    int steps = 2000;
    double area = 0;
    for (int i = 0; i <= steps; i++) {
      double w = 1 + 2.0 * i / steps;
      double g0 = 0.75;
      double g1 = (w * 0.7 + 0.5) / (w + 1);
      double g2 = (w * 0.5 + 2 * 0.55) / (w + 2);
      int factor = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      area += factor * (g0 + g1 + g2) / 3 * (2.0 / steps) / 3;
    }
    close(GeneralizedAccuracyAuc.of(UNEVEN), area / 2);
  }

  @Test
  void generalizedAccuracyOfEvenSessionsIsTheMeanOverSessions() {
    // r = 1: 0.8, (0.9 + 0.6) / 2, (0.5 + 0.7 + 1.0) / 3
    close(GeneralizedAccuracyAuc.of(MATRIX), (0.8 + 0.75 + 2.2 / 3) / 3);
  }

  @Test
  void generalizedAccuracyLiesBetweenBaseAndNovel() {
    // 60 + 2 x 5 classes, perfect on the base and lost on the novel: lower than accuracy_seen
    AccuracyMatrix lazy =
        AccuracyMatrix.of(new int[][] {{60}, {60, 0}, {60, 0, 0}}, new int[] {60, 5, 5});
    double auc = GeneralizedAccuracyAuc.of(lazy).orElseThrow();
    assertThat(auc).isBetween(0.0, AverageIncrementalAccuracy.of(lazy).orElseThrow());
  }

  @Test
  void metricsOfAnEarlierSessionKnowNothingLater() {
    Evaluation whole = Evaluation.of(MATRIX);
    for (Metric metric : Metrics.ALL) {
      List<OptionalDouble> bySession = metric.bySession(whole);
      assertThat(bySession).hasSize(3);
      for (int t = 0; t < 3; t++) {
        assertThat(bySession.get(t)).as(metric.name()).isEqualTo(metric.of(MATRIX.upTo(t)));
      }
    }
  }

  @Test
  void everyMetricHasOneNameAndStaysFiniteOnAnyMatrix() {
    assertThat(Metrics.ALL).extracting(Metric::name).doesNotHaveDuplicates().hasSize(20);
    assertThat(Metrics.ALL).containsAll(Metrics.PER_SESSION);
    Random random = new Random(3);
    for (int repeat = 0; repeat < 200; repeat++) {
      AccuracyMatrix matrix = AccuracyMatrix.EMPTY;
      int sessions = 1 + random.nextInt(12);
      int[] totals = random.ints(sessions, 1, 40).toArray();
      for (int t = 0; t < sessions; t++) {
        int[] right = new int[t + 1];
        for (int j = 0; j <= t; j++) {
          right[j] = random.nextInt(totals[j] + 1);
        }
        matrix = matrix.plus(right, Arrays.copyOf(totals, t + 1));
      }
      assertThat(Metrics.values(Metrics.ALL, Evaluation.of(matrix)))
          .allSatisfy((name, value) -> assertThat(value).as(name).isBetween(-1.0, 1.0));
      assertThat(ForgettingFromAnyPeak.of(matrix).orElse(0)).isNotNegative();
    }
  }

  @Test
  void valuesAreNamedAndUndefinedOnesLeftOut() {
    assertThat(Metrics.values(Metrics.PER_SESSION, Evaluation.of(MATRIX.upTo(0))))
        .containsOnlyKeys("accuracy_seen", "base_accuracy");
    assertThat(Metrics.named("harmonic_mean")).isEqualTo(HarmonicMean.METRIC);
    assertThatThrownBy(() -> Metrics.named("forgetting"))
        .hasMessageContaining("forgetting is not one of")
        .hasMessageContaining("forgetting_from_earlier_peak");
  }

  private static void close(OptionalDouble actual, double expected) {
    assertThat(actual).hasValueCloseTo(expected, within(1e-12));
  }
}
