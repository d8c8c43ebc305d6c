package org.palimpsest.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;

class LossGradientTest {

  @Test
  void crossEntropy() {
    Tensor classes = Tensors.classes(new int[] {2, 0, 1});
    GradientCheck.check(in -> CrossEntropy.of(in[0], classes), GradientCheck.normal(1, 3, 4));
  }

  @Test
  void reconstructionErrorLeavesTheMissingRowsOut() {
    Tensor images = GradientCheck.normal(1, 2, 1, 5, 5);
    GradientCheck.check(
        in -> ReconstructionError.of(in[0], images), GradientCheck.normal(2, 2, 1, 4, 4));
    Tensor inner = images.narrow(2, 0, 4).narrow(3, 0, 4);
    assertThat(ReconstructionError.of(inner, images).item_double()).isZero();
  }

  @Test
  void featureDistanceIsNothingToItselfAndTwoToItsOpposite() {
    Tensor features = GradientCheck.normal(1, 3, 4);
    assertThat(FeatureDistance.of(features, features).item_double()).isCloseTo(0, within(1e-12));
    assertThat(FeatureDistance.of(features.neg(), features).item_double())
        .isCloseTo(2, within(1e-12));
    GradientCheck.check(in -> FeatureDistance.of(in[0], features), GradientCheck.normal(2, 3, 4));
  }
}
