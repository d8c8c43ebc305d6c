package org.palimpsest.method.fit;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.loss.CrossEntropy;

/** Images of several sessions in one batch, each told apart among its own session's classes. */
final class OwnClasses {

  /** Added to the logits of other sessions' classes: their share of the softmax becomes 0. */
  private static final float NEVER = -1e9f;

  private OwnClasses() {}

  /**
   * Mean over some images.
   *
   * @param logits {@code [images, classes of the experiment]}
   * @param labels of the images
   */
  static Tensor crossEntropy(Step step, Tensor logits, int[] labels) {
    int classes = step.phase().model().context().totalClasses();
    float[] mask = new float[labels.length * classes];
    Arrays.fill(mask, NEVER);
    for (int i = 0; i < labels.length; i++) {
      for (int own : Objective.sessionOf(step.phase(), labels[i]).classes().numbers()) {
        mask[i * classes + own] = 0;
      }
    }
    INDArray added = Nd4j.createFromArray(mask).reshape(labels.length, classes);
    return CrossEntropy.of(
        logits.add(step.tape().constant(added)), step.tape().here(Tensors.classes(labels)));
  }
}
