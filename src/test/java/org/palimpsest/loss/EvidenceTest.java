package org.palimpsest.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;

class EvidenceTest {

  private static Tensor rows(double[]... rows) {
    return Tensors.of(Nd4j.createFromArray(rows)).clone();
  }

  private static double[] row(double... values) {
    return values;
  }

  @Test
  void errorsAreMeansOverSamplesAndValues() {
    // -(0.75 log 0.5 + 0.25 log 0.5) = log 2, whatever the pixel, at a logit of 0.
    assertThat(Evidence.bernoulli(rows(row(0, 0)), rows(row(0.75, 1))).item_double())
        .isCloseTo(Math.log(2), within(1e-12));
    // (1 + 9) / 2 / 2
    assertThat(Evidence.gaussian(rows(row(1, 3)), rows(row(0, 0))).item_double())
        .isCloseTo(2.5, within(1e-12));
  }

  @Test
  void theDivergenceFromTheStandardGaussianIsKingmasAndWellings() {
    // -1/2 (1 + log 4 - 1 - 4) + -1/2 (1 + 0 - 4 - 1)
    double expected = -0.5 * (Math.log(4) - 4) + 2;
    Tensor logVariance = rows(row(Math.log(4), 0));
    assertThat(Evidence.divergence(rows(row(1, 2)), logVariance).item_double())
        .isCloseTo(expected, within(1e-12));
    assertThat(Evidence.divergence(rows(row(0, 0)), rows(row(0, 0))).item_double()).isZero();
  }

  @Test
  void logDensitiesAreThoseOfAGaussianButForTheConstant() {
    // -1/2 (log 4 + 9 / 4)
    Tensor density = Evidence.logDensity(rows(row(3)), rows(row(0)), rows(row(Math.log(4))));
    assertThat(density.item_double()).isCloseTo(-0.5 * (Math.log(4) + 2.25), within(1e-12));
  }

  @Test
  void aMixtureWithOneClassIsThatClassAlone() {
    Tensor draw = rows(row(0.5, -1));
    Tensor zeros = rows(row(0, 0));
    Tensor means = rows(row(1, 0), row(7, 7));
    Tensor flat = rows(row(0, 0), row(0, 0));
    Tensor own = rows(row(1, 0));
    // log q = -(0.25 + 1) / 2; log p = -(0.25 + 1) / 2 of class 0.
    assertThat(Evidence.divergence(draw, zeros, zeros, own, means, flat).item_double())
        .isCloseTo(0, within(1e-9));
    // Half of each of two equal components is the component.
    Tensor both = rows(row(0.5, 0.5));
    Tensor same = rows(row(1, 0), row(1, 0));
    assertThat(Evidence.divergence(draw, zeros, zeros, both, same, flat).item_double())
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void gradientsAgreeWithCentralDifferences() {
    Tensor pixels = GradientCheck.normal(9, 3, 4).sigmoid();
    GradientCheck.check(in -> Evidence.bernoulli(in[0], pixels), GradientCheck.normal(1, 3, 4));
    GradientCheck.check(in -> Evidence.gaussian(in[0], pixels), GradientCheck.normal(1, 3, 4));
    GradientCheck.check(
        in -> Evidence.divergence(in[0], in[1]),
        GradientCheck.normal(1, 3, 4),
        GradientCheck.normal(2, 3, 4));
    Tensor shares = GradientCheck.normal(8, 3, 2).softmax(1);
    GradientCheck.check(
        in -> Evidence.divergence(in[0], in[1], in[2], shares, in[3], in[4]),
        GradientCheck.normal(1, 3, 4),
        GradientCheck.normal(2, 3, 4),
        GradientCheck.normal(3, 3, 4),
        GradientCheck.normal(4, 2, 4),
        GradientCheck.normal(5, 2, 4));
  }
}
