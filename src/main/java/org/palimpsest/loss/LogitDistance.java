package org.palimpsest.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** How far logits have moved from those that an earlier model gave the same images. */
public enum LogitDistance {
  /** Mean over images of the sum over classes of the squared difference. */
  SUM,
  /** Mean over images and classes. */
  MEAN;

  /**
   * The distance of a batch.
   *
   * @param logits {@code [samples, classes]}
   * @param earlier of the same shape; no gradient flows into it
   */
  public Tensor of(Tensor logits, Tensor earlier) {
    Tensor mean = logits.sub(earlier.detach()).square().mean();
    return this == MEAN ? mean : mean.mul(new Scalar((double) logits.size(1)));
  }
}
