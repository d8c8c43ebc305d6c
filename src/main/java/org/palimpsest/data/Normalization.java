package org.palimpsest.data;

import java.util.List;
import org.palimpsest.tensor.Require;

/**
 * Per-channel standardisation of pixels scaled to [0, 1]: {@code (x / 255 - mean) / deviation}.
 *
 * @param mean one per channel, in [0, 1]
 * @param deviation one per channel, greater than 0
 */
public record Normalization(List<Double> mean, List<Double> deviation) {

  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          "%d means but %d deviations".formatted(mean.size(), deviation.size()));
    }
    mean.forEach(m -> Require.within(0, 1, m, "mean"));
    deviation.forEach(d -> Require.within(1e-6, 1e6, d, "deviation"));
  }

  /** Leaves pixels in [0, 1]. */
  public static Normalization identity(int channels) {
    return new Normalization(
        java.util.Collections.nCopies(channels, 0.0), java.util.Collections.nCopies(channels, 1.0));
  }
}
