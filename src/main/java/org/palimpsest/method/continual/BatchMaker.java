package org.palimpsest.method.continual;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.Augmentation;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Samples;
import org.palimpsest.method.Stage;

/** Makes the batches of one block and counts how long the network waited for them. */
final class BatchMaker {

  private final Augmentation augmentation;
  private final RandomGenerator random;
  private long nanoseconds;

  BatchMaker(Augmentation augmentation, RandomGenerator random) {
    this.augmentation = augmentation;
    this.random = random;
  }

  /** All of these samples, {@code [samples, channels, height, width]}. */
  INDArray batch(Samples samples) {
    return batch(samples, samples.indices());
  }

  /** Images of the set that these samples are part of, by their index in the set. */
  INDArray batch(Samples samples, int[] indices) {
    long began = System.nanoTime();
    try {
      return Batches.augmented(
          samples.images(), indices, samples.normalization(), augmentation, random);
    } finally {
      nanoseconds += System.nanoTime() - began;
    }
  }

  /** Adds what was counted to a block's measurements. */
  void addTo(Map<String, Double> measured) {
    measured.put(Stage.DATA_SECONDS, nanoseconds / 1e9);
  }
}
