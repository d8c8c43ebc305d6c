package org.palimpsest.method.fit;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.loss.CrossEntropy;

/**
 * Images of several sessions in one batch, each told apart among classes of its own: those of its
 * session where the session is told; where it is not, new ones among the new classes and earlier
 * ones among all seen.
 */
final class OwnClasses {

  /** Added to the logits of all other classes: their share of the softmax becomes 0. */
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
      for (int own : among(step.phase(), labels[i]).numbers()) {
        mask[i * classes + own] = 0;
      }
    }
    INDArray added = Nd4j.createFromArray(mask).reshape(labels.length, classes);
    return CrossEntropy.of(
        logits.add(step.tape().constant(added)), step.tape().here(Tensors.classes(labels)));
  }

  private static ClassSet among(Phase phase, int label) {
    if (phase.scenario().tellsSession()) {
      return phase.sessionOf(label).classes();
    }
    ClassSet fresh = phase.session().classes();
    return fresh.contains(label) ? fresh : phase.session().seen();
  }
}
