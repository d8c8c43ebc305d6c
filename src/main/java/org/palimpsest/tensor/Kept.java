package org.palimpsest.tensor;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array that has to outlive a step.
 *
 * @param name unique within its owner, such as {@code weights}
 * @param array the memory in use; float32, float64, int64 or uint8
 * @param purpose under which its bytes are counted
 * @param bytes that it counts for; more than the array has where that stands for something larger,
 *     such as the positions of stored images for the images
 */
public record Kept(String name, INDArray array, Purpose purpose, long bytes) {

  /** Counts for as many bytes as it has. */
  public Kept(String name, INDArray array, Purpose purpose) {
    this(name, array, purpose, array.length() * array.dataType().width());
  }

  /** The same under another name. */
  public Kept named(String other) {
    return new Kept(other, array, purpose, bytes);
  }
}
