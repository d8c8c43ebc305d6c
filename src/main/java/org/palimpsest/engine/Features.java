package org.palimpsest.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Both outputs of a network.
 *
 * @param map {@code [batch, channels, height, width]}
 * @param embedding {@code [batch, width]}; the flattened map of a network without a tail
 */
public record Features(INDArray map, INDArray embedding) implements AutoCloseable {

  /**
   * Frees the arrays now; otherwise they go when the garbage collector finds them, which may be
   * gigabytes later. For whoever owns the arrays, which is not the case with those of a {@link
   * Trace}.
   */
  @Override
  public void close() {
    map.close();
    embedding.close();
  }
}
