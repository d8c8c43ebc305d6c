package org.palimpsest.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** An architecture with weights. Not thread-safe. */
public interface Network extends AutoCloseable {

  Architecture architecture();

  /**
   * Evaluation mode: batch normalisation uses the running statistics. The arrays are the caller's.
   *
   * @param input {@code [batch, channels, height, width]}, float32, any batch
   */
  Features infer(INDArray input);

  /**
   * A pass whose gradient is wanted.
   *
   * @param input {@code [batch, channels, height, width]}, float32; must live until the trace
   *     closes
   * @param mode of batch normalisation
   * @param keepInputGradient whether {@link Trace#inputGradient()} is wanted
   */
  Trace forward(INDArray input, Mode mode, boolean keepInputGradient);

  /**
   * All parameters as one flat vector, laid out by {@link Layout}; the memory in use, not a copy.
   */
  INDArray parameters();

  /** Gradients, laid out like the parameters; added to by {@link Trace#backward}. */
  INDArray gradients();

  /** Running statistics as one flat vector, laid out by {@link Layout}; the memory in use. */
  INDArray statistics();

  @Override
  void close();
}
