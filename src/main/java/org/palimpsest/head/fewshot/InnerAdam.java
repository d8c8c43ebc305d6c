package org.palimpsest.head.fewshot;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.engine.torch.Tensors;

/**
 * Adam without a first moment (beta1 = 0) on batches of a handful of images, as Reptile learns a
 * task.
 *
 * @param steps 1 or more
 * @param batch images of a step
 * @param rate of a step
 */
record InnerAdam(int steps, int batch, double rate) {

  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** Loss of some images. */
  @FunctionalInterface
  interface Loss {

    /**
     * One element.
     *
     * @param images int64, {@code [images]}
     */
    Tensor at(Tensor images, Tensor... weights);
  }

  /**
   * Moves weights and second moments in place.
   *
   * @param count steps that the moments have seen before
   * @param images how many there are
   * @return mean loss of the steps
   */
  double move(
      Tensor[] weights,
      Tensor[] moments,
      long count,
      int images,
      Loss loss,
      RandomGenerator random) {
    double sum = 0;
    List<Integer> waiting = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      int[] chosen = next(waiting, images, random);
      try (PointerScope scope = Tensors.scope();
          NoGradGuard noGradient = new NoGradGuard()) {
        Tensor which = Tensors.classes(chosen, weights[0]);
        InnerLoop.Slope slope = InnerLoop.slope(at -> loss.at(which, at), weights);
        sum += slope.loss();
        double correction = Math.sqrt(1 - Math.pow(BETA2, (double) (count + step)));
        for (int i = 0; i < weights.length; i++) {
          Tensor gradient = slope.gradients()[i];
          moments[i].mul_(new Scalar(BETA2)).addcmul_(gradient, gradient, new Scalar(1 - BETA2));
          Tensor root = moments[i].sqrt().div_(new Scalar(correction)).add_(new Scalar(EPSILON));
          weights[i].addcdiv_(gradient, root, new Scalar(-rate));
        }
      }
    }
    return sum / steps;
  }

  /** Through all images in a drawn order, then again in another. */
  private int[] next(List<Integer> waiting, int images, RandomGenerator random) {
    int[] chosen = new int[Math.min(batch, images)];
    for (int i = 0; i < chosen.length; i++) {
      if (waiting.isEmpty()) {
        for (int image = 0; image < images; image++) {
          waiting.add(random.nextInt(waiting.size() + 1), image);
        }
      }
      chosen[i] = waiting.remove(waiting.size() - 1);
    }
    return chosen;
  }
}
