package org.palimpsest.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * First weights, drawn on the Java side so that every engine starts from the same ones.
 *
 * <p>Weights and biases are as {@link Initialization} says; gains and variances are 1, shifts and
 * means 0.
 */
public final class Initializer {

  private Initializer() {}

  /** Flat parameters of {@code layout}, drawn in the order of the slots. */
  public static float[] parameters(
      Layout layout, Initialization initialization, RandomGenerator random) {
    float[] flat = new float[Math.toIntExact(layout.parameterCount())];
    layout.parameters().forEach(slot -> fill(flat, slot, initialization, random));
    return flat;
  }

  /** Flat running statistics of {@code layout}. */
  public static float[] statistics(Layout layout) {
    float[] flat = new float[Math.toIntExact(layout.statisticCount())];
    layout
        .statistics()
        .forEach(
            slot -> {
              int start = Math.toIntExact(slot.offset());
              float value = slot.role() == Layout.Role.VARIANCE ? 1 : 0;
              Arrays.fill(flat, start, start + Math.toIntExact(slot.length()), value);
            });
    return flat;
  }

  private static void fill(
      float[] flat, Layout.Slot slot, Initialization initialization, RandomGenerator random) {
    int start = Math.toIntExact(slot.offset());
    for (int i = start; i < start + slot.length(); i++) {
      flat[i] =
          switch (slot.role()) {
            case WEIGHT -> initialization.weight(slot.fanIn(), slot.fanOut(), random);
            case BIAS -> initialization.bias(slot.fanIn(), random);
            case GAIN, VARIANCE -> 1;
            case SHIFT, MEAN -> 0;
          };
    }
  }
}
