package org.palimpsest.engine;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trainable array with its gradient beside it: what an optimiser moves, a checkpoint keeps, and
 * penalties such as EWC's look at.
 *
 * @param name unique within a model, such as {@code encoder}
 * @param values the memory in use, not a copy; contiguous, any shape
 * @param gradient of the same shape; added to by each way back, set to 0 by each optimiser step
 */
public record Parameter(String name, INDArray values, INDArray gradient) {

  public Parameter {
    if (!Arrays.equals(values.shape(), gradient.shape())) {
      throw new IllegalArgumentException(
          "%s has values %s but a gradient %s"
              .formatted(name, Arrays.toString(values.shape()), Arrays.toString(gradient.shape())));
    }
  }

  /** With a gradient of 0. */
  public static Parameter of(String name, INDArray values) {
    return new Parameter(name, values, values.dup().assign(0));
  }

  /** How many numbers it holds. */
  public long length() {
    return values.length();
  }
}
