package org.palimpsest.method.fit;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.loss.CrossEntropy;

/** Images of several sessions in one batch, each told apart among its own session's classes. */
final class OwnClasses {

  /** Added to the logits of other sessions' classes: their share of the softmax becomes 0. */
  private static final float NEVER = -1e9f;

  private OwnClasses() {}

  /** Mean over the images {@code first .. first + count - 1} of the step. */
  static Tensor crossEntropy(Step step, long first, long count) {
    int classes = step.phase().model().context().totalClasses();
    float[] mask = new float[Math.toIntExact(count) * classes];
    Arrays.fill(mask, NEVER);
    int[] labels = step.batch().samples().classes();
    for (int i = 0; i < count; i++) {
      int label = labels[Math.toIntExact(first) + i];
      for (int own : Objective.sessionOf(step.phase(), label).classes().numbers()) {
        mask[i * classes + own] = 0;
      }
    }
    INDArray added = Nd4j.createFromArray(mask).reshape(count, classes);
    Tensor logits = step.logits().narrow(0, first, count).add(step.tape().constant(added));
    return CrossEntropy.of(logits, step.labels().narrow(0, first, count));
  }
}
