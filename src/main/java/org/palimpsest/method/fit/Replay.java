package org.palimpsest.method.fit;

import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.loss.CrossEntropy;

/** What stored images teach, whichever term drew them. */
public final class Replay {

  private Replay() {}

  /**
   * Mean cross-entropy of stored images, over the classes that the objective says; with {@code
   * CURRENT} and the session told, each image among its own session's.
   *
   * @param logits {@code [images, classes of the experiment]}
   * @param classes of the images
   */
  public static Tensor crossEntropy(Step step, Tensor logits, int[] classes) {
    return crossEntropy(step, step.phase().softmax(), logits, classes);
  }

  static Tensor crossEntropy(Step step, Softmax softmax, Tensor logits, int[] classes) {
    if (toldApartBySession(step, softmax)) {
      return OwnClasses.crossEntropy(step, logits, classes);
    }
    ClassSet among = softmax.replayed(step);
    int[] positions = IntStream.of(classes).map(among::position).toArray();
    return CrossEntropy.of(
        ClassRows.of(logits, 1, among), step.tape().here(Tensors.classes(positions)));
  }

  static boolean toldApartBySession(Step step, Softmax softmax) {
    return softmax == Softmax.CURRENT && step.phase().scenario().tellsSession();
  }
}
