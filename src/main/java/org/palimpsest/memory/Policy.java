package org.palimpsest.memory;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which images a memory stores. */
public interface Policy {

  /** Whether it is shown every image as it comes, or each session's images at its end. */
  boolean isOnline();

  /** Whether it can hold to a number of images a class. */
  default boolean knowsClasses() {
    return true;
  }

  /**
   * Where an image goes that just came.
   *
   * @return a slot, {@code slots.size()} for a new one; -1 if it is not stored
   */
  default int slot(Slots slots, int classNumber, RandomGenerator random) {
    throw new IllegalStateException("this policy chooses at the end of a session");
  }

  /**
   * In which order a class's images are worth storing; of fewer the first ones are kept.
   *
   * @param images of the class
   * @param embeddings of them, {@code [images, width]}
   * @param count how many are needed at most
   * @return their positions, the first {@code count} of the order
   */
  default int[] order(
      int images, Supplier<INDArray> embeddings, int count, RandomGenerator random) {
    throw new IllegalStateException("this policy chooses image by image");
  }
}
