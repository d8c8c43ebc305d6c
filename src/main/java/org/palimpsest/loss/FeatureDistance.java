package org.palimpsest.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How far embeddings have turned away from those that an earlier encoder gave the same images: mean
 * over samples of {@code 1 - cos(new, old)}, in [0, 2].
 */
public final class FeatureDistance {

  private FeatureDistance() {}

  /**
   * The distance of a batch.
   *
   * @param embeddings {@code [samples, width]}, float32
   * @param earlier of the same shape; no gradient flows into it
   */
  public static Tensor of(Tensor embeddings, Tensor earlier) {
    return torch.cosine_similarity(embeddings, earlier.detach()).neg().mean().add(one());
  }

  private static Scalar one() {
    return new Scalar(1.0);
  }
}
