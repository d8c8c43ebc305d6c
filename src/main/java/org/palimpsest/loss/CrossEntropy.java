package org.palimpsest.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Mean over samples of {@code -log softmax(logits)[class]}, in nats. */
public final class CrossEntropy {

  private CrossEntropy() {}

  /**
   * The loss of a batch.
   *
   * @param logits {@code [samples, classes]}, float32
   * @param classes {@code [samples]}, int64, each in [0, classes)
   */
  public static Tensor of(Tensor logits, Tensor classes) {
    return torch.cross_entropy_loss(logits, classes);
  }
}
