package org.palimpsest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.loss.CrossEntropy;

class ClassifierTest {

  private static final Features NO_SHOTS =
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
    CosineHead head = new CosineHead(new Classifier.Cosine(1));
    INDArray base = Nd4j.createFromArray(new float[][] {{0, 1}});
    ClassMemory first = memory(new float[][] {{0.6f, 0.8f}});
    head.join(first, NO_SHOTS, new int[] {0}, base);
    ClassMemory both = memory(new float[][] {{0.6f, 0.8f}, {1, 0}});
    head.join(both, NO_SHOTS, new int[] {1}, base);
    INDArray scores = head.scores(NO_SHOTS, both, 0, 2);
    // The base row is the trained (0, 1), not the class mean (0.6, 0.8).
    assertThat(scores.getDouble(0, 0)).isCloseTo(0, within(1e-6));
    assertThat(scores.getDouble(0, 1)).isCloseTo(1, within(1e-6));
  }

  @Test
  void theLinearHeadFitsNewRowsAndLeavesOldOnes() {
    LinearHead head =
        new LinearHead(
            200,
            new OptimizerSpec(
                new OptimizerSpec.Sgd(0.9, true), 0.1, 0, new OptimizerSpec.Constant(), 0));
    INDArray base = Nd4j.createFromArray(new float[][] {{-5, 5, 0}});
    head.join(memory(new float[][] {{0, 1}}), NO_SHOTS, new int[] {0}, base);
    ClassMemory both = memory(new float[][] {{0, 1}, {1, 0}});
    head.join(both, NO_SHOTS, new int[] {1}, base);
    Features queries =
        new Features(Nd4j.empty(), Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}}));
    INDArray scores = head.scores(queries, both, 0, 2);
    assertThat(scores.getDouble(0, 1)).isGreaterThan(scores.getDouble(0, 0));
    assertThat(scores.getDouble(1, 0)).isCloseTo(5, within(1e-6));
  }

  @Test
  void thePrototypeHeadScoresByTheClassMean() {
    PrototypeHead head = new PrototypeHead(new Classifier.Cosine(2));
    INDArray scores = head.scores(NO_SHOTS, memory(new float[][] {{0.6f, 0.8f}, {-1, 0}}), 0, 2);
    assertThat(scores.getDouble(0, 0)).isCloseTo(1.2, within(1e-6));
    assertThat(scores.getDouble(0, 1)).isCloseTo(-2, within(1e-6));
  }

  private static ClassMemory memory(float[][] prototypes) {
    return new ClassMemory(Nd4j.createFromArray(prototypes), Nd4j.empty());
  }
}
