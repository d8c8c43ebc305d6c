package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;

class FantasyObjectiveTest {

  @Test
  void imagesOfOneClassComeTogether() {
    Tensor z = Tensors.of(Nd4j.createFromArray(new double[][] {{2, 0}, {0, 3}, {5, 0}}));
    Tensor labels = Tensors.classes(new int[] {0, 1, 0});
    // The first and the third are alike, at 1 from each other and 0 from the second, which is
    // alone:
    // each has its like with the share 1 / (1 + exp(-1 / T)).
    assertThat(FantasyObjective.contrast(z, labels, 0.5).item_double())
        .isCloseTo(Math.log(1 + Math.exp(-2)), within(1e-9));
    assertThat(
            FantasyObjective.contrast(z, Tensors.classes(new int[] {0, 1, 2}), 0.5).item_double())
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    Tensor labels = Tensors.classes(new int[] {0, 1, 0, 2, 1, 0});
    GradientCheck.check(
        in -> FantasyObjective.contrast(in[0], labels, 0.3), GradientCheck.normal(1, 6, 4));
  }
}
