package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.Tensors;

class GradientProjectionTest {

  private static float[] projected(float[] gradient, float[] reference, double epsilon) {
    try (PointerScope scope = Tensors.scope()) {
      INDArray changed = Nd4j.createFromArray(gradient);
      List<Tensor> parts = parts(changed);
      GradientProjection.project(parts, parts(Nd4j.createFromArray(reference)), epsilon);
      return changed.toFloatVector();
    }
  }

  /** In two parts: the encoder and the head are projected as one vector. */
  private static List<Tensor> parts(INDArray array) {
    Tensor whole = Tensors.of(array);
    return List.of(whole.narrow(0, 0, 1), whole.narrow(0, 1, array.length() - 1));
  }

  /** {@code <g, r> = -1, ||r||^2 = 2}: (1, 0) + (-1, 1) / 2. */
  @Test
  void takesOffWhatPointsAgainstTheReference() {
    assertThat(projected(new float[] {1, 0}, new float[] {-1, 1}, 0)).containsExactly(0.5f, 0.5f);
  }

  @Test
  void leavesAGradientAloneThatDoesNotPointAgainstIt() {
    assertThat(projected(new float[] {1, 0}, new float[] {1, 1}, 0)).containsExactly(1, 0);
    assertThat(projected(new float[] {1, 0}, new float[] {0, 1}, 0)).containsExactly(1, 0);
  }

  /** (1, 0) + (-1, 1) / (2 + 2). */
  @Test
  void addsEpsilonToTheDenominator() {
    assertThat(projected(new float[] {1, 0}, new float[] {-1, 1}, 2)).containsExactly(0.75f, 0.25f);
  }

  @Test
  void isOrthogonalToTheReferenceAfterwards() {
    float[] r = {-3, 0.5f, 2, -1};
    float[] g = projected(new float[] {2, 1, -1, 4}, r, 0);
    double dot = 0;
    for (int i = 0; i < r.length; i++) {
      dot += g[i] * r[i];
    }
    assertThat(dot).isCloseTo(0, within(1e-5));
  }
}
