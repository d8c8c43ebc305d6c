package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccuracyMatrixTest {

  @Test
  void growsSessionBySession() {
    AccuracyMatrix grown =
        AccuracyMatrix.EMPTY
            .plus(new int[] {8}, new int[] {10})
            .plus(new int[] {7, 3}, new int[] {10, 5});
    assertThat(grown)
        .isEqualTo(AccuracyMatrix.of(new int[][] {{8}, {7, 3}}, new int[] {10, 5}))
        .hasToString("AccuracyMatrix[correct=[[8], [7, 3]], totals=[10, 5]]");
    assertThat(grown.sessions()).isEqualTo(2);
    assertThat(grown.accuracy(1, 1)).isEqualTo(0.6);
    assertThat(grown.upTo(0).sessions()).isEqualTo(1);
  }

  @Test
  void isNotChangedThroughTheArraysItWasMadeFrom() {
    int[][] rows = {{8}, {7, 3}};
    AccuracyMatrix matrix = AccuracyMatrix.of(rows, 10);
    rows[1][0] = 0;
    assertThat(matrix.correct(1, 0)).isEqualTo(7);
  }

  @Test
  void groupsClassesByTheSessionThatBroughtThem() {
    // SessionMean of 3, 1 and 2 classes; grouping by equal steps would mix them.
    int[] truth = {0, 1, 2, 2, 3, 3, 3, 4, 5};
    int[] predicted = {0, 1, 0, 2, 3, 3, 5, 4, 1};
    AccuracyMatrix matrix =
        AccuracyMatrix.of(new int[][] {{4}, {3, 2}}, new int[] {4, 3})
            .plus(ConfusionMatrix.of(truth, predicted, 6), new int[] {3, 1, 2});
    assertThat(matrix)
        .isEqualTo(AccuracyMatrix.of(new int[][] {{4}, {3, 2}, {3, 2, 1}}, new int[] {4, 3, 2}));
  }

  @Test
  void refusesGroupsThatLeaveClassesOut() {
    ConfusionMatrix confusion = ConfusionMatrix.of(new int[] {0, 1, 2}, new int[] {0, 1, 2}, 3);
    assertThatThrownBy(() -> AccuracyMatrix.EMPTY.plus(confusion, new int[] {2}))
        .hasMessage("sessions brought 2 classes, the confusion matrix has 3");
  }

  @Test
  void keepsSessionsInNumericOrderBeyondTen() {
    // 100 classes in sessions of 5: sorted as text, session 10 would come before session 2.
    int[] classes = IntStream.range(0, 100).toArray();
    int[] predicted = IntStream.range(0, 100).map(c -> c / 5 == 2 ? c : 99).toArray();
    AccuracyMatrix matrix = AccuracyMatrix.EMPTY;
    for (int t = 0; t < 19; t++) {
      matrix = matrix.plus(new int[t + 1], IntStream.generate(() -> 5).limit(t + 1).toArray());
    }
    matrix =
        matrix.plus(
            ConfusionMatrix.of(classes, predicted, 100),
            IntStream.generate(() -> 5).limit(20).toArray());
    assertThat(matrix.correct(19, 2)).isEqualTo(5);
    assertThat(matrix.correct(19, 10)).isZero();
    assertThat(matrix.correct(19, 19)).isEqualTo(1);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> AccuracyMatrix.of(new int[][] {{11}}, 10))
        .hasMessage("11 right answers out of 10 after session 0 on session 0");
    assertThatThrownBy(() -> AccuracyMatrix.of(new int[][] {{8}, {7}}, 10))
        .hasMessage("after session 1 at least 2 sessions are tested, got 1");
    assertThatThrownBy(() -> AccuracyMatrix.of(new int[][] {{0}}, 0))
        .hasMessage("session 0 has 0 test images, expected at least 1");
    assertThatThrownBy(
            () ->
                AccuracyMatrix.of(new int[][] {{8}}, 10).plus(new int[] {8, 1}, new int[] {9, 10}))
        .hasMessage("session 0 had 10 test images before, now 9");
    assertThatThrownBy(() -> AccuracyMatrix.of(new int[][] {{8}}, 10).accuracy(0, 1))
        .hasMessage("tested session 1 does not exist; there are 1");
  }
}
