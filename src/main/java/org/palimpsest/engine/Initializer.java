package org.palimpsest.engine;

import java.util.random.RandomGenerator;

/**
 * First weights, drawn on the Java side so that every engine starts from the same ones.
 *
 * <p>Weights and biases are uniform in {@code +-1 / sqrt(fanIn)}, PyTorch's default for
 * convolutions and dense layers (He et al. 2015 with gain {@code sqrt(1/3)}); gains and variances
 * are 1, shifts and means 0.
 */
public final class Initializer {

  private Initializer() {}

  /** Flat parameters of {@code layout}, drawn in the order of the slots. */
  public static float[] parameters(Layout layout, RandomGenerator random) {
    float[] flat = new float[Math.toIntExact(layout.parameterCount())];
    layout.parameters().forEach(slot -> fill(flat, slot, random));
    return flat;
  }

  /** Flat running statistics of {@code layout}. */
  public static float[] statistics(Layout layout, RandomGenerator random) {
    float[] flat = new float[Math.toIntExact(layout.statisticCount())];
    layout.statistics().forEach(slot -> fill(flat, slot, random));
    return flat;
  }

  private static void fill(float[] flat, Layout.Slot slot, RandomGenerator random) {
    double bound = slot.fanIn() == 0 ? 0 : 1 / Math.sqrt((double) slot.fanIn());
    int start = Math.toIntExact(slot.offset());
    for (int i = start; i < start + slot.length(); i++) {
      flat[i] =
          switch (slot.role()) {
            case WEIGHT, BIAS -> (float) random.nextDouble(-bound, bound);
            case GAIN, VARIANCE -> 1;
            case SHIFT, MEAN -> 0;
          };
    }
  }
}
