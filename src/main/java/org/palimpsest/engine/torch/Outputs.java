package org.palimpsest.engine.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * Both outputs of a network as libtorch sees them.
 *
 * @param map {@code [batch, channels, height, width]}
 * @param embedding {@code [batch, width]}; the flattened map of a network without a tail
 */
public record Outputs(Tensor map, Tensor embedding) {

  /** Some of the batch's rows. */
  public Outputs rows(long first, long count) {
    return new Outputs(map.narrow(0, first, count), embedding.narrow(0, first, count));
  }
}
