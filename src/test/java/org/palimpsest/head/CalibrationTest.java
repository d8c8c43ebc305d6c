package org.palimpsest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.Features;
import org.palimpsest.tensor.Seeds;

class CalibrationTest {

  /** Cosines 0.6 and 0 become shares 3/4 and 1/4. */
  private static final double SCALE = Math.log(3) / 0.6;

  private static ClassMeans means(boolean maps, Calibration calibration, float[][]... classes) {
    ClassMeans means = new ClassMeans(classes.length, maps);
    for (int c = 0; c < classes.length; c++) {
      INDArray images = Nd4j.createFromArray(classes[c]);
      OneLesson lesson = new OneLesson(c, images, images.mul(2).reshape(-1, 2, 1, 1));
      means.renew(lesson, lesson.session().train(), ClassSet.range(c, c + 1));
      calibration.settle(lesson, means);
    }
    return means;
  }

  @Test
  void aNovelClassMovesTowardsTheBaseClassItIsLike() {
    Calibration calibration = new Calibration(new Calibration.Strength(0.5, SCALE));
    // Session 0 has one class, (0.6, 0.8): the mixture is that class whatever the scale.
    INDArray means =
        means(false, calibration, new float[][] {{3, 4}}, new float[][] {{2, 0}}).prototypes();
    assertThat(means.getRow(0).toDoubleVector())
        .containsExactly(new double[] {0.6, 0.8}, within(1e-6));
    assertThat(means.getRow(1).toDoubleVector())
        .containsExactly(new double[] {0.8, 0.4}, within(1e-6));
  }

  @Test
  void baseClassesAreMixedByTheSoftmaxOfTheirCosines() {
    ClassMeans means =
        means(
            true,
            new Calibration(Calibration.Strength.NONE),
            new float[][] {{3, 4}},
            new float[][] {{0, 7}},
            new float[][] {{2, 0}});
    means.shift(2, ClassSet.range(0, 2), 0.5, SCALE);
    // 3/4 (0.6, 0.8) + 1/4 (0, 1) = (0.45, 0.85), of length 0.9617692; half of it and of (1, 0)
    double length = Math.sqrt(0.45 * 0.45 + 0.85 * 0.85);
    assertThat(means.prototypes().getRow(2).toDoubleVector())
        .containsExactly(new double[] {0.5 + 0.45 / length / 2, 0.85 / length / 2}, within(1e-6));
    // Maps are (6, 8), (0, 14) and (4, 0): half of (4, 0) and of 3/4 (6, 8) + 1/4 (0, 14)
    assertThat(means.maps().reshape(3, 2).getRow(2).toDoubleVector())
        .containsExactly(new double[] {2 + 2.25, (6 + 3.5) / 2}, within(1e-5));
  }

  @Test
  void withoutWeightNothingMoves() {
    Calibration none = new Calibration(Calibration.Strength.NONE);
    INDArray means =
        means(false, none, new float[][] {{3, 4}}, new float[][] {{2, 0}}).prototypes();
    assertThat(means.getRow(1).toDoubleVector()).containsExactly(1, 0);
    assertThat(none.kept()).isEmpty();
  }

  @Test
  void sessionZeroIsAnsweredByTheClassifierWhereThatIsAskedFor() {
    HeadShape shape = new HeadShape(2, 2, 3, new Seeds(1));
    Classifier.Cosine cosine = new Classifier.Cosine(16);
    Rows rows = RowHead.rows(cosine, shape);
    MeanHead head =
        new MeanHead(
            rows,
            new MeanAnswer.Cosine(cosine),
            new ClassMeans(3, false),
            MeanHead.FirstRow.CLASSIFIER,
            new Calibration(Calibration.Strength.NONE));
    Features query = new Features(Nd4j.empty(), Nd4j.createFromArray(new float[][] {{1, 0}}));
    rows.put(ClassSet.range(0, 1), Nd4j.createFromArray(new float[][] {{4, 3}}));
    head.settle(new OneLesson(0, new float[][] {{0, 1}}));
    assertThat(head.isIndependent()).isFalse();
    assertThat(head.scores(query, ClassSet.range(0, 1)).getDouble(0)).isCloseTo(12.8, within(1e-5));
    head.settle(new OneLesson(1, new float[][] {{3, 4}}));
    assertThat(head.scores(query, ClassSet.range(0, 2)).toDoubleVector())
        .containsExactly(new double[] {0, 9.6}, within(1e-5));
  }
}
