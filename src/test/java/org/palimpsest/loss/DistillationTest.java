package org.palimpsest.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;

class DistillationTest {

  private static Tensor row(float... values) {
    return Tensors.of(Nd4j.createFromArray(new float[][] {values}));
  }

  @Test
  void ofTwoClassesWorkedByHand() {
    // Softened by 2, logits (2, 0) are 0.73106 and 0.26894; the student has a half each.
    Tensor teacher = Distillation.softened(row(2, 0), 2);
    Tensor student = Distillation.softened(row(0, 0), 2);
    double divergence = Distillation.divergence(student, teacher).item_double();
    assertThat(divergence).isCloseTo(0.11094, within(1e-5));
    assertThat(4 * divergence).as("times T^2").isCloseTo(0.44378, within(1e-5));
    double crossEntropy = teacher.exp().mul(student).sum().neg().item_double();
    assertThat(crossEntropy).isCloseTo(0.69315, within(1e-5));
    double entropy = teacher.exp().mul(teacher).sum().neg().item_double();
    assertThat(divergence + entropy).isCloseTo(crossEntropy, within(1e-6));
  }

  @Test
  void nothingIsLeftAtTheTeachersOwnAnswer() {
    Tensor logits = Distillation.softened(GradientCheck.normal(1, 3, 4), 2);
    assertThat(Distillation.divergence(logits, logits).item_double()).isCloseTo(0, within(1e-12));
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    Tensor teacher = Distillation.softened(GradientCheck.normal(2, 3, 4), 2);
    GradientCheck.check(
        in -> Distillation.divergence(Distillation.softened(in[0], 2), teacher),
        GradientCheck.normal(3, 3, 4));
  }

  @Test
  void gradientsOverMoreClassesThanTheTeacherHas() {
    Tensor teacher = Distillation.softened(GradientCheck.normal(2, 3, 2), 2);
    GradientCheck.check(
        in -> Distillation.divergence(Distillation.softened(in[0], 2).narrow(1, 0, 2), teacher),
        GradientCheck.normal(3, 3, 4));
  }
}
