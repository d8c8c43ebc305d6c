package org.palimpsest.head.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Purpose;
import org.palimpsest.tensor.Seeds;

class VaeTest {

  private static Vae vae(Vae.Observation observation) {
    Vae.Shape shape = new Vae.Shape(4, List.of(5), 2, observation);
    return Vae.fresh(shape, "vae", Purpose.DECODER, new Seeds(1).generator("vae"));
  }

  @Test
  void denseLayersAreMatrixProductsWithReluBetween() {
    DenseLayers layers =
        DenseLayers.fresh("layers", List.of(2, 2, 1), new Seeds(1).generator("layers"));
    // Hidden: (x + 1, -y); output: 2 h1 + 3 h2 + 0.5.
    Tensor weights = Tensors.of(Nd4j.createFromArray(new double[] {1, 0, 0, -1, 1, 0, 2, 3, 0.5}));
    Tensor input = Tensors.of(Nd4j.createFromArray(new double[][] {{2, 5}, {-4, -1}}));
    Tensor output = layers.of(input, weights);
    assertThat(output.select(0, 0).item_double()).isCloseTo(2 * 3 + 0.5, within(1e-12));
    assertThat(output.select(0, 1).item_double()).isCloseTo(3 * 1 + 0.5, within(1e-12));
    // A closed gate leaves ReLU nothing.
    Tensor gate = Tensors.of(Nd4j.createFromArray(new double[][] {{0, 1}, {1, 0}}));
    Tensor gated = layers.of(input, weights, List.of(gate));
    assertThat(gated.select(0, 0).item_double()).isCloseTo(0.5, within(1e-12));
    assertThat(gated.select(0, 1).item_double()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void gradientsOfTheLossAgreeWithCentralDifferences() {
    Tensor inputs = GradientCheck.normal(3, 3, 4).sigmoid();
    Tensor noise = GradientCheck.normal(4, 3, 2);
    for (Vae.Observation observation : Vae.Observation.values()) {
      Vae vae = vae(observation);
      GradientCheck.check(
          in -> vae.loss(inputs, in[0], in[1], noise),
          GradientCheck.normal(1, vae.parameters().get(0).length()),
          GradientCheck.normal(2, vae.parameters().get(1).length()));
    }
  }

  /** With a decoder that ignores the code, {@code log p(x)} is known and any draw gives it. */
  @Test
  void importanceSamplingIsExactWhereTheCodeSaysNothing() {
    Vae.Shape shape = new Vae.Shape(2, List.of(), 1, Vae.Observation.GAUSSIAN);
    Vae vae = Vae.fresh(shape, "vae", Purpose.DECODER, new Seeds(1).generator("vae"));
    // The code is the standard Gaussian; (1, 2) is always given back.
    Tensor encoder = Tensors.of(Nd4j.createFromArray(new double[6]));
    Tensor decoder = Tensors.of(Nd4j.createFromArray(new double[] {0, 0, 1, 2}));
    Tensor inputs = Tensors.of(Nd4j.createFromArray(new double[][] {{1, 2}, {4, 2}}));
    Tensor found =
        vae.logLikelihood(inputs, List.of(encoder, decoder), GradientCheck.normal(5, 7, 1));
    assertThat(found.select(0, 0).item_double()).isCloseTo(0, within(1e-12));
    assertThat(found.select(0, 1).item_double()).isCloseTo(-4.5, within(1e-12));
  }

  /** {@code x = 3 z + noise}: x is Gaussian with variance 10, and the code's posterior is known. */
  @Test
  void importanceSamplingFromThePosteriorIsExact() {
    Vae.Shape shape = new Vae.Shape(1, List.of(), 1, Vae.Observation.GAUSSIAN);
    Vae vae = Vae.fresh(shape, "vae", Purpose.DECODER, new Seeds(1).generator("vae"));
    Tensor encoder = Tensors.of(Nd4j.createFromArray(new double[] {0.3, 0, 0, Math.log(0.1)}));
    Tensor decoder = Tensors.of(Nd4j.createFromArray(new double[] {3, 0}));
    Tensor inputs = Tensors.of(Nd4j.createFromArray(new double[][] {{2}}));
    Tensor found =
        vae.logLikelihood(inputs, List.of(encoder, decoder), GradientCheck.normal(5, 3, 1));
    // log N(2; 0, 10) without log(2 pi) / 2.
    double expected = -0.5 * (Math.log(10) + 4 / 10.0);
    assertThat(found.item_double()).isCloseTo(expected, within(1e-9));
  }

  @Test
  void anImageBeyondAllThatWasLearntIsUnlikelyAndNotUndefined() {
    Vae.Shape shape = new Vae.Shape(1, List.of(), 1, Vae.Observation.GAUSSIAN);
    Vae vae = Vae.fresh(shape, "vae", Purpose.DECODER, new Seeds(1).generator("vae"));
    Tensor encoder = Tensors.of(Nd4j.createFromArray(new float[] {0, 100, 0, 0}));
    Tensor decoder = Tensors.of(Nd4j.createFromArray(new float[] {3, 0}));
    Tensor inputs = Tensors.of(Nd4j.createFromArray(new float[][] {{0}, {20}}));
    Tensor noise = Tensors.of(Nd4j.createFromArray(new float[][] {{0.5f}, {-1}}));
    Tensor found = vae.logLikelihood(inputs, List.of(encoder, decoder), noise);
    assertThat(found.select(0, 0).item_double()).isFinite().isGreaterThan(-100);
    assertThat(found.select(0, 1).item_double()).isFinite().isLessThan(-1e20);

    Tensor broken = Tensors.of(Nd4j.createFromArray(new float[] {Float.NaN, 0, 0, 0}));
    assertThat(
            vae.logLikelihood(inputs, List.of(broken, decoder), noise).select(0, 0).item_double())
        .as("diverged weights are not hidden")
        .isNaN();
  }
}
