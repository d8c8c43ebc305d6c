package org.palimpsest.metric;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;

/** Mean and deviation of finite values. */
final class Moments {

  private Moments() {}

  static double mean(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values to average");
    }
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "%s among %s is not a number".formatted(value, Arrays.toString(values)));
      }
    }
    return StatUtils.mean(values);
  }

  /** Sample standard deviation, divided by {@code n - 1}; at least two values. */
  static double deviation(double[] values) {
    return Math.sqrt(StatUtils.variance(values, mean(values)));
  }

  /** {@code first - second}, pair by pair. */
  static double[] differences(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "%d values cannot be paired with %d".formatted(first.length, second.length));
    }
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = first[i] - second[i];
    }
    return differences;
  }
}
