package org.palimpsest.engine;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One pass forward whose way back is still open. Its arrays live until it is closed. */
public interface Trace extends AutoCloseable {

  /** Both outputs; valid until {@link #close()}. */
  Features output();

  /**
   * Adds the gradient with respect to the parameters to {@link Network#gradients()}. May be called
   * once.
   *
   * @param map gradient of the loss with respect to the map, or null for none
   * @param embedding gradient of the loss with respect to the embedding, or null for none
   */
  void backward(@Nullable INDArray map, @Nullable INDArray embedding);

  /**
   * The gradient with respect to the network's input, {@code [batch, channels, height, width]};
   * valid until {@link #close()}.
   *
   * @throws IllegalStateException if the pass did not keep it or {@link #backward} was not called
   */
  INDArray inputGradient();

  @Override
  void close();
}
