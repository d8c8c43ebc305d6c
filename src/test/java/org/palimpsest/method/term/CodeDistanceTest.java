package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;

class CodeDistanceTest {

  @Test
  void aCodeIsTheSigmoidOfALinearLayer() {
    Tensor embedding = Tensors.of(Nd4j.createFromArray(new float[][] {{1, 2}}));
    Tensor coder = Tensors.of(Nd4j.createFromArray(new float[][] {{3, -1, -1}, {0, 0, 2}}));
    Tensor codes = Autoencoder.codes(embedding, coder);
    assertThat(Tensors.copy(codes).toDoubleMatrix()[0])
        .containsExactly(new double[] {0.5, 1 / (1 + Math.exp(-2))}, within(1e-6));
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    Tensor before = Autoencoder.codes(GradientCheck.normal(1, 3, 4), GradientCheck.normal(2, 2, 5));
    Tensor coder = GradientCheck.normal(2, 2, 5);
    GradientCheck.check(
        in -> CodeDistance.distance(Autoencoder.codes(in[0], coder), before),
        GradientCheck.normal(3, 3, 4));
  }
}
