package org.palimpsest.engine.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * What a dense layer was given and what it made of it, before anything else was done to that. An
 * image's gradient of its weights is the product of the two: {@code (dL/d output) input^T}.
 *
 * @param input {@code [batch, features]}
 * @param output {@code [batch, units]}
 */
public record DensePass(Tensor input, Tensor output) {

  /** Weights and biases. */
  long parameters() {
    return (input.size(1) + 1) * output.size(1);
  }
}
