package org.palimpsest.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Binary cross-entropy of each class by itself: {@code -t log s(z) - (1 - t) log(1 - s(z))} with
 * {@code s} the sigmoid, in nats.
 */
public final class SigmoidCrossEntropy {

  private SigmoidCrossEntropy() {}

  /**
   * Mean over images and classes.
   *
   * @param logits {@code [samples, classes]}
   * @param targets of the same shape, each in [0, 1]; no gradient flows into them
   */
  public static Tensor of(Tensor logits, Tensor targets) {
    return torch.softplus(logits).sub(logits.mul(targets.detach())).mean();
  }
}
