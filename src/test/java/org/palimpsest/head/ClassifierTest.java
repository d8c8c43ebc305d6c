package org.palimpsest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Initialization;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Seeds;

class ClassifierTest {

  private static final Features QUERY =
      new Features(Nd4j.empty(), Nd4j.createFromArray(new float[][] {{1, 0}}));

  @Test
  void gradientsOfBothAgreeWithCentralDifferences() {
    Tensor classes = Tensors.classes(new int[] {0, 1, 2});
    GradientCheck.check(
        in -> CrossEntropy.of(new Classifier.Cosine(16).logits(in[0], in[1]), classes),
        GradientCheck.normal(1, 3, 4),
        GradientCheck.normal(2, 3, 4));
    GradientCheck.check(
        in -> CrossEntropy.of(new Classifier.Linear().logits(in[0], in[1]), classes),
        GradientCheck.normal(1, 3, 4),
        GradientCheck.normal(2, 3, 5));
  }

  @Test
  void cosineIgnoresLengthsAndLinearAddsItsBias() {
    Tensor embedding = Tensors.of(Nd4j.createFromArray(new float[][] {{3, 4}}));
    Tensor cosine =
        new Classifier.Cosine(10)
            .logits(embedding, Tensors.of(Nd4j.createFromArray(new float[][] {{2, 0}})));
    assertThat(cosine.item_double()).isCloseTo(6, within(1e-5));
    Tensor linear =
        new Classifier.Linear()
            .logits(embedding, Tensors.of(Nd4j.createFromArray(new float[][] {{1, 2, 0.5f}})));
    assertThat(linear.item_double()).isCloseTo(11.5, within(1e-5));
  }

  @Test
  void theCosineHeadKeepsTrainedRowsAndImprintsNewOnes() {
    Rows rows =
        new Rows(
            new Classifier.Cosine(1), 2, 2, Initialization.FAN_IN, new Seeds(1).generator("rows"));
    rows.put(ClassSet.range(0, 1), Nd4j.createFromArray(new float[][] {{0, 1}}));
    RowHead head = new RowHead(rows, true);
    head.begin(new OneLesson(0, new float[][] {{0.6f, 0.8f}}));
    head.begin(new OneLesson(1, new float[][] {{1, 0}, {0.6f, 0.8f}}));
    INDArray scores = head.scores(QUERY, ClassSet.range(0, 2));
    // The base row is the trained (0, 1), not the class mean (0.6, 0.8).
    assertThat(scores.getDouble(0, 0)).isCloseTo(0, within(1e-6));
    // The new row is the mean of (1, 0) and (0.6, 0.8): (0.8, 0.4).
    assertThat(scores.getDouble(0, 1)).isCloseTo(0.8 / Math.sqrt(0.8), within(1e-6));
  }

  @Test
  void thePrototypeHeadScoresByTheClassMeanAndForgetsRowsThatTrainNoMore() {
    Rows rows =
        new Rows(
            new Classifier.Cosine(2), 2, 2, Initialization.FAN_IN, new Seeds(1).generator("rows"));
    MeanHead head =
        new MeanHead(
            rows,
            new MeanAnswer.Cosine(new Classifier.Cosine(2)),
            new ClassMeans(2, false),
            MeanHead.FirstRow.MEANS,
            new Calibration(Calibration.Strength.NONE));
    assertThat(head.kept()).extracting(Kept::name).containsExactly("weights");
    head.settle(new OneLesson(0, new float[][] {{0.6f, 0.8f}}));
    head.settle(new OneLesson(1, new float[][] {{-1, 0}}));
    INDArray scores = head.scores(QUERY, ClassSet.range(0, 2));
    assertThat(scores.getDouble(0, 0)).isCloseTo(1.2, within(1e-6));
    assertThat(scores.getDouble(0, 1)).isCloseTo(-2, within(1e-6));
    assertThat(head.kept()).extracting(Kept::name).containsExactly("prototypes");
  }
}
