package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Seeds;

class VirtualClassesTest {

  private static Tensor tensor(double[]... rows) {
    return Tensors.of(Nd4j.createFromArray(rows));
  }

  @Test
  void theSecondLikeliestClassOfAnImageIsOneOfItsCandidates() {
    // Two real classes, three virtual ones; the image is of class 0, and the best virtual class,
    // the
    // third, is no candidate: so it is the second, against class 1 and all virtual ones.
    Tensor logits = tensor(new double[] {9, 1, 0, Math.log(2), 3});
    Tensor loss =
        VirtualClasses.ofImages(
            logits, Tensors.classes(new int[] {0}), tensor(new double[] {0, 0, -1e9}));
    double all = Math.E + 1 + 2 + Math.exp(3);
    assertThat(loss.item_double()).isCloseTo(Math.log(all / 2), within(1e-9));
  }

  @Test
  void aMixtureIsOfAVirtualClassAndThenOfARealOne() {
    Tensor logits = tensor(new double[] {0, Math.log(3), 0, Math.log(2)});
    // Virtual 3: 2 of 1 + 3 + 1 + 2; without it class 1: 3 of 1 + 3 + 1
    assertThat(VirtualClasses.ofMixtures(logits, 2).item_double())
        .isCloseTo(Math.log(7 / 2.0) + Math.log(5 / 3.0), within(1e-9));
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    Tensor labels = Tensors.classes(new int[] {0, 2, 1, 1});
    Tensor allowed = GradientCheck.normal(3, 4, 3).sign().sub(new Scalar(1)).mul(new Scalar(1e9));
    GradientCheck.check(
        in ->
            VirtualClasses.ofImages(in[0], labels, allowed)
                .add(VirtualClasses.ofMixtures(in[0], 3)),
        GradientCheck.normal(1, 4, 6));
  }

  @Test
  void sharesAreThoseOfABetaDistribution() {
    var random = new Seeds(1).generator("beta");
    int n = 20_000;
    double mean = 0;
    double square = 0;
    for (int i = 0; i < n; i++) {
      double share = VirtualClasses.beta(0.5, random);
      mean += share / n;
      square += share * share / n;
    }
    // Beta(a, a) has mean 1/2 and variance 1 / (4 (2 a + 1)): 1/8
    assertThat(mean).isCloseTo(0.5, within(0.01));
    assertThat(square - mean * mean).isCloseTo(0.125, within(0.003));
  }
}
