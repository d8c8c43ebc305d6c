package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.AnytimeCurve.Point;

class AnytimeMetricsTest {

  // session 0   step 10:  6/10
  //             step 20:  8/10                  <- end of session 0
  // session 1   step 30:  2/10   5/10           <- falls at the switch
  //             step 40:  7/10   9/10           <- and comes back
  // session 2   step 50:  4/10   3/10   6/10
  //             step 60:  5/10   1/10   7/10
  private static final AnytimeCurve CURVE =
      AnytimeCurve.EMPTY
          .plus(point(0, 10, 6))
          .plus(point(0, 20, 8))
          .plus(point(1, 30, 2, 5))
          .plus(point(1, 40, 7, 9))
          .plus(point(2, 50, 4, 3, 6))
          .plus(point(2, 60, 5, 1, 7));

  @Test
  void minimumIsTakenAfterASessionWasLearntOnly() {
    // session 0: min(.2, .7, .4, .5); session 1: min(.3, .1), not the .5 while it was being learnt
    close(MinimumAccuracy.of(CURVE), (0.2 + 0.1) / 2);
    // 6/10 while session 0 was learnt is no minimum of session 0
    close(MinimumAccuracy.of(CURVE.upTo(1)), 0.2);
    assertThat(MinimumAccuracy.of(CURVE.upTo(0))).isEmpty();
  }

  @Test
  void worstCaseWeighsTheNewestSessionLikeEachEarlierOne() {
    close(WorstCaseAccuracy.of(CURVE), (0.7 + 0.2 + 0.1) / 3);
    close(WorstCaseAccuracy.of(CURVE.upTo(1)), (0.9 + 0.2) / 2);
    close(WorstCaseAccuracy.of(CURVE.upTo(0)), 0.8);
  }

  @Test
  void stabilityGapIsWhatComesBack() {
    // t=1, j=0: before .8, end .7, lowest .2: .7 - .2
    // t=2, j=0: before .7, end .5, lowest .4: .5 - .4
    // t=2, j=1: before .9, end .1, lowest .1: stays lost, 0
    close(StabilityGap.of(CURVE), (0.5 + 0.1 + 0) / 3);
    close(StabilityGap.of(CURVE.upTo(1)), 0.5);
    assertThat(StabilityGap.of(CURVE.upTo(0))).isEmpty();
  }

  @Test
  void aSessionThatOnlyGainsHasNoGap() {
    AnytimeCurve gaining =
        AnytimeCurve.EMPTY.plus(point(0, 1, 3)).plus(point(1, 2, 5, 1)).plus(point(1, 3, 9, 2));
    close(StabilityGap.of(gaining), 0);
  }

  @Test
  void areaWeighsPointsByTheStepsBeforeThem() {
    // pooled accuracies .6 .8 7/20 16/20 13/30 13/30, equally far apart
    close(
        AnytimeAccuracyAuc.of(CURVE),
        (0.6 + 0.8 + 7 / 20.0 + 16 / 20.0 + 13 / 30.0 + 13 / 30.0) / 6);
    // a last point after 5 steps more counts half as much as those after 10
    AnytimeCurve uneven = AnytimeCurve.EMPTY.plus(point(0, 10, 6)).plus(point(0, 15, 9));
    close(AnytimeAccuracyAuc.of(uneven), (10 * 0.6 + 5 * 0.9) / 15);
  }

  @Test
  void nothingIsDefinedWhereNothingWasAsked() {
    assertThat(MinimumAccuracy.of(AnytimeCurve.EMPTY)).isEmpty();
    assertThat(WorstCaseAccuracy.of(AnytimeCurve.EMPTY)).isEmpty();
    assertThat(StabilityGap.of(AnytimeCurve.EMPTY)).isEmpty();
    assertThat(AnytimeAccuracyAuc.of(AnytimeCurve.EMPTY)).isEmpty();
  }

  @Test
  void refusesCurvesThatCannotBe() {
    assertThatThrownBy(() -> CURVE.plus(point(2, 60, 1, 1, 1)))
        .hasMessageContaining("step 60 of session 2 follows step 60 of session 2");
    assertThatThrownBy(() -> CURVE.plus(point(1, 70, 1, 1)))
        .hasMessageContaining("session 1 follows step 60 of session 2");
    assertThatThrownBy(() -> CURVE.plus(point(4, 70, 1, 1, 1, 1, 1)))
        .hasMessageContaining("session 4 follows step 60 of session 2");
    assertThatThrownBy(() -> AnytimeCurve.EMPTY.plus(point(1, 1, 1, 1)))
        .hasMessageContaining("the first point is of session 1");
    assertThatThrownBy(() -> point(1, 1, 1)).hasMessageContaining("expected at least 2");
    assertThatThrownBy(() -> point(0, 1, 11)).hasMessageContaining("11 right answers out of 10");
    assertThatThrownBy(() -> point(0, 0, 1)).hasMessageContaining("step 0");
    assertThatThrownBy(() -> CURVE.plus(new Point(2, 70, List.of(1, 1, 1), List.of(10, 11, 10))))
        .hasMessageContaining("group 1 had 10 test images before step 70, now 11");
  }

  @Test
  void learningAccuracyIsTheDiagonal() {
    AccuracyMatrix matrix = AccuracyMatrix.of(new int[][] {{8}, {9, 6}, {5, 7, 10}}, 10);
    close(LearningAccuracy.of(matrix), (0.8 + 0.6 + 1.0) / 3);
    assertThat(LearningAccuracy.of(AccuracyMatrix.EMPTY)).isEmpty();
  }

  @Test
  void recencyBiasIsTheShareOfOldImagesTakenForTheNewestClasses() {
    // classes 0, 1 old; 2, 3 of the newest session
    int[] truth = {0, 0, 0, 1, 1, 2, 3, 3};
    int[] taken = {0, 2, 3, 3, 0, 2, 2, 3};
    ConfusionMatrix confusion = ConfusionMatrix.of(truth, taken, 4);
    RecencyBias.Counts counts = RecencyBias.Counts.of(confusion, 2);
    assertThat(counts).isEqualTo(new RecencyBias.Counts(3, 5));
    RecencyBias.Counts first = RecencyBias.Counts.of(confusion, 4);
    close(RecencyBias.of(List.of(first, counts)), 3 / 5.0);
    assertThat(RecencyBias.of(List.of(first))).isEmpty();
    assertThat(RecencyBias.of(List.of())).isEmpty();
    assertThatThrownBy(() -> RecencyBias.Counts.of(confusion, 5))
        .hasMessageContaining("5 new classes among 4");
    assertThatThrownBy(() -> new RecencyBias.Counts(4, 3)).hasMessageContaining("4 of 3");
  }

  @Test
  void anEvaluationHandsEachMetricWhatItNeedsAndNothingLater() {
    AccuracyMatrix matrix = AccuracyMatrix.of(new int[][] {{8}, {7, 9}, {5, 1, 7}}, 10);
    List<RecencyBias.Counts> newest =
        List.of(
            new RecencyBias.Counts(0, 0),
            new RecencyBias.Counts(1, 10),
            new RecencyBias.Counts(8, 20));
    Evaluation whole = Evaluation.of(matrix).withCurve(CURVE).withNewest(newest);
    assertThat(RecencyBias.METRIC.bySession(whole))
        .containsExactly(OptionalDouble.empty(), OptionalDouble.of(0.1), OptionalDouble.of(0.4));
    assertThat(StabilityGap.METRIC.after(whole, 1)).isEqualTo(StabilityGap.of(CURVE.upTo(1)));
    assertThat(Metrics.values(Metrics.ALL, whole))
        .containsKeys(
            "minimum_accuracy",
            "worst_case_accuracy",
            "stability_gap",
            "anytime_accuracy_auc",
            "recency_bias",
            "learning_accuracy");
  }

  private static Point point(int session, long step, Integer... correct) {
    return new Point(session, step, List.of(correct), Collections.nCopies(correct.length, 10));
  }

  private static void close(OptionalDouble actual, double expected) {
    assertThat(actual).hasValueCloseTo(expected, within(1e-12));
  }
}
