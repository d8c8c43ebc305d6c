package org.palimpsest.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;

class ReplayLossTest {

  private static Tensor row(float... values) {
    return Tensors.of(Nd4j.createFromArray(values).reshape(1, values.length));
  }

  /** Logits 1 and 2 where 0 and 0 were stored; the label is 0. */
  @Test
  void logitsAndLabelsAreComparedAsInDarkExperienceReplay() {
    try (PointerScope scope = Tensors.scope()) {
      Tensor logits = row(1, 2);
      assertThat(LogitDistance.SUM.of(logits, row(0, 0)).item_double()).isEqualTo(5);
      assertThat(LogitDistance.MEAN.of(logits, row(0, 0)).item_double()).isEqualTo(2.5);
      // log(e^1 + e^2) - 1
      assertThat(CrossEntropy.of(logits, Tensors.classes(new int[] {0})).item_double())
          .isCloseTo(1.31326, within(1e-5));
    }
  }

  /** Sigmoid 1/2 against 1 and 0: log 2 each; against 1/2, too. */
  @Test
  void sigmoidsAreComparedClassByClass() {
    try (PointerScope scope = Tensors.scope()) {
      double log2 = Math.log(2);
      assertThat(SigmoidCrossEntropy.of(row(0, 0), row(1, 0)).item_double())
          .isCloseTo(log2, within(1e-6));
      assertThat(SigmoidCrossEntropy.of(row(0, 0), row(0.5f, 0.5f)).item_double())
          .isCloseTo(log2, within(1e-6));
      // -log s(2) = log(1 + e^-2), and -log(1 - s(2)) = 2 more
      double right = Math.log1p(Math.exp(-2));
      assertThat(SigmoidCrossEntropy.of(row(2, 2), row(1, 0)).item_double())
          .isCloseTo((right + right + 2) / 2, within(1e-6));
    }
  }

  @Test
  void gradientsAreThoseOfTheValues() {
    try (PointerScope scope = Tensors.scope()) {
      Tensor logits = GradientCheck.normal(1, 3, 4);
      Tensor earlier = GradientCheck.normal(2, 3, 4);
      GradientCheck.check(a -> LogitDistance.SUM.of(a[0], earlier), logits);
      GradientCheck.check(a -> LogitDistance.MEAN.of(a[0], earlier), logits);
      GradientCheck.check(a -> SigmoidCrossEntropy.of(a[0], earlier.sigmoid()), logits);
    }
  }
}
