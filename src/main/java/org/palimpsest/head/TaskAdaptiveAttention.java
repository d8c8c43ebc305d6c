package org.palimpsest.head;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.tensor.ShapeException;

/**
 * Scores each query's feature map against each class's support map, which attention first adapts to
 * the query.
 *
 * <p>Source: CN114943859B, equations 1 to 3: {@code V = Wv Fs, K = Wk Fs, Q = Wq Fq}; {@code Fa =
 * softmax(Q K^T / sqrt(C)) V}; {@code FA = Wo Fa}; the score is the cosine of the whole maps {@code
 * Fq} and {@code FA}. Added here is a residual connection, {@code FA = Fs + Wo Fa}: with {@code Wo}
 * at 0 the score begins as the plain cosine of the maps and training can only add to it.
 *
 * @param query {@code Wq}, {@code [channels, channels]}
 * @param key {@code Wk}, of the same shape
 * @param value {@code Wv}, of the same shape
 * @param output {@code Wo}, of the same shape
 */
record TaskAdaptiveAttention(Tensor query, Tensor key, Tensor value, Tensor output) {

  /**
   * @param queries {@code [queries, positions, channels]}
   * @param supports {@code [classes, positions, channels]}, one averaged map per class
   * @return cosines in [-1, 1], {@code [queries, classes]}
   * @throws ShapeException naming both shapes, if positions or channels differ
   */
  Tensor cosines(Tensor queries, Tensor supports) {
    long n = queries.size(0);
    long classes = supports.size(0);
    long positions = queries.size(1);
    long channels = queries.size(2);
    // [classes, queries * positions, channels]
    Tensor attended = weights(queries, supports).matmul(values(supports));
    Tensor adapted = attended.view(classes, n, positions, channels).add(supports.unsqueeze(1));
    Tensor dot = adapted.mul(queries.unsqueeze(0)).flatten(2, -1).sum(2);
    Tensor supportNorm = norm(adapted.flatten(2, -1), 2);
    Tensor queryNorm = norm(queries.flatten(1, -1), 1).unsqueeze(0);
    return dot.div(supportNorm.mul(queryNorm)).t();
  }

  /**
   * How much each query position looks at each support position; rows sum to 1.
   *
   * @return {@code [classes, queries * positions, positions]}
   */
  Tensor weights(Tensor queries, Tensor supports) {
    if (queries.size(1) != supports.size(1) || queries.size(2) != supports.size(2)) {
      throw new ShapeException(
          "query maps of %d positions x %d channels, support maps of %d x %d"
              .formatted(queries.size(1), queries.size(2), supports.size(1), supports.size(2)));
    }
    long channels = queries.size(2);
    Tensor q = queries.reshape(-1, channels).matmul(query.t());
    Tensor k = supports.matmul(key.t()).mul(new Scalar(1 / Math.sqrt((double) channels)));
    return q.unsqueeze(0).matmul(k.transpose(1, 2)).softmax(-1);
  }

  /** {@code Wo Wv Fs}: the output map commutes with the attention's average over positions. */
  private Tensor values(Tensor supports) {
    return supports.matmul(output.matmul(value).t());
  }

  private static Tensor norm(Tensor x, long dimension) {
    return x.square().sum(dimension).clamp_min(new Scalar(1e-12)).sqrt();
  }
}
