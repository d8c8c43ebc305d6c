package org.palimpsest.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A network whose way back is its own, step by step, instead of libtorch's graph. */
public interface TracedNetwork extends Network {

  /**
   * A pass whose gradient is wanted.
   *
   * @param input {@code [batch, channels, height, width]}, float32; must live until the trace
   *     closes
   * @param mode of batch normalisation
   * @param keepInputGradient whether {@link Trace#inputGradient()} is wanted
   */
  Trace forward(INDArray input, Mode mode, boolean keepInputGradient);
}
