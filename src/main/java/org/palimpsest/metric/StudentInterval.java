package org.palimpsest.metric;

import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Mean of a few independent values, such as one per seed, with Student's confidence interval {@code
 * mean +- t(n - 1) s / sqrt(n)}, where {@code s} is the sample standard deviation.
 *
 * @param mean of the values
 * @param halfWidth of the interval; empty for a single value
 * @param n how many values
 * @param level of confidence, such as 0.95
 */
public record StudentInterval(double mean, OptionalDouble halfWidth, int n, double level) {

  /**
   * The interval of some values.
   *
   * @param values at least one, finite
   * @param level in (0, 1)
   * @throws IllegalArgumentException if there is no value, one is not finite, or the level is out
   *     of range
   */
  public static StudentInterval of(double[] values, double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level %s is not in (0, 1)".formatted(level));
    }
    double mean = Moments.mean(values);
    int n = values.length;
    if (n == 1) {
      return new StudentInterval(mean, OptionalDouble.empty(), n, level);
    }
    double half = factor(n, level) * Moments.deviation(values);
    return new StudentInterval(mean, OptionalDouble.of(half), n, level);
  }

  /** The sample standard deviation of the values; empty for a single value. */
  public OptionalDouble deviation() {
    return halfWidth.isPresent()
        ? OptionalDouble.of(halfWidth.getAsDouble() / factor(n, level))
        : halfWidth;
  }

  private static double factor(int n, double level) {
    return new TDistribution(n - 1).inverseCumulativeProbability((1 + level) / 2) / Math.sqrt(n);
  }
}
