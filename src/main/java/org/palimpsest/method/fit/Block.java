package org.palimpsest.method.fit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Parameter;

/** What the steps of one block share; counts how long the network waited for its batches. */
final class Block implements AutoCloseable {

  private final Phase phase;
  private final FitSpec spec;
  private final List<Parameter> parameters;
  private final int number;
  private final Map<String, RandomGenerator> generators = new HashMap<>();
  private @Nullable INDArray batch;
  private long nanoseconds;

  Block(Phase phase, FitSpec spec, List<Parameter> parameters, int number) {
    this.phase = phase;
    this.spec = spec;
    this.parameters = parameters;
    this.number = number;
  }

  Phase phase() {
    return phase;
  }

  FitSpec spec() {
    return spec;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** A block's generators depend on nothing that an earlier block drew. */
  RandomGenerator random(String purpose) {
    return generators.computeIfAbsent(purpose, name -> spec.generator(phase, name, number));
  }

  /**
   * Of a step's own batch, {@code [samples, channels, height, width]}; in the same memory as those
   * of the step before if there are as many.
   */
  INDArray batch(Samples samples) {
    if (batch == null || batch.size(0) != samples.size()) {
      close();
      batch = pixels(samples);
      return batch;
    }
    long began = System.nanoTime();
    Batches.write(
        samples.images(),
        samples.indices(),
        samples.normalization(),
        spec.augmentation(),
        random("augment"),
        batch);
    nanoseconds += System.nanoTime() - began;
    return batch;
  }

  @Override
  public void close() {
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }

  /** {@code [samples, channels, height, width]}, for the caller to close. */
  INDArray pixels(Samples samples) {
    long began = System.nanoTime();
    try {
      return Batches.augmented(
          samples.images(),
          samples.indices(),
          samples.normalization(),
          spec.augmentation(),
          random("augment"));
    } finally {
      nanoseconds += System.nanoTime() - began;
    }
  }

  void addWait(long more) {
    nanoseconds += more;
  }

  double dataSeconds() {
    return nanoseconds / 1e9;
  }
}
