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
   * All parameters as one flat vector, laid out by {@link Layout}; the memory in use, not a copy.
   */
  INDArray parameters();

  /** Gradients, laid out like the parameters; added to by each way back. */
  INDArray gradients();

  /** Running statistics as one flat vector, laid out by {@link Layout}; the memory in use. */
  INDArray statistics();

  /** The parameters with their gradients, under a name for optimisers and checkpoints. */
  default Parameter parameter(String name) {
    return new Parameter(name, parameters(), gradients());
  }

  /** Another network of the same engine with the same weights in memory of its own: a teacher. */
  Network copy();

  @Override
  void close();
}
