package org.palimpsest.head.fewshot;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How far embeddings are from each other. */
final class Distances {

  private Distances() {}

  /**
   * Squares of Euclid's distances.
   *
   * @param x {@code [n, width]}
   * @param y {@code [m, width]}
   * @return {@code [n, m]}; never much below 0
   */
  static Tensor squared(Tensor x, Tensor y) {
    Tensor products = x.matmul(y.t()).mul(new Scalar(-2));
    return products.add(x.square().sum(1).unsqueeze(1)).add(y.square().sum(1));
  }

  /** Cosines in [-1, 1], {@code [n, m]}. */
  static Tensor cosines(Tensor x, Tensor y) {
    return torch.normalize(x).matmul(torch.normalize(y).t());
  }

  /** The least along a dimension. */
  static Tensor least(Tensor x, long dimension) {
    return x.amin(new long[] {dimension}, false);
  }

  /** The greatest along a dimension. */
  static Tensor greatest(Tensor x, long dimension) {
    return x.amax(new long[] {dimension}, false);
  }
}
