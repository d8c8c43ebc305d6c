package org.palimpsest.metric;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Paired bootstrap over test images: how far would the difference of two runs' accuracies move, had
 * other test images been drawn? Both runs are always scored on the same resampled images.
 *
 * <p>Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, percentile interval.
 *
 * @param difference accuracy of the first run minus the second's
 * @param low end of the percentile interval
 * @param high end of the percentile interval
 * @param pValue two-sided, from the share of resamples on the other side of 0; never 0, since a
 *     finite number of resamples cannot show that
 * @param level of confidence
 * @param resamples how many were drawn
 */
public record PairedBootstrap(
    double difference, double low, double high, double pValue, double level, int resamples) {

  /**
   * The bootstrap of two runs.
   *
   * @param first whether the first run classified each test image right
   * @param second the same for the other run and the same images
   * @param resamples how many to draw, at least 100; 10,000 is usual
   * @param level in (0, 1)
   * @param random where the images are drawn from
   * @throws IllegalArgumentException if there are no images or not equally many
   */
  public static PairedBootstrap of(
      boolean[] first, boolean[] second, int resamples, double level, RandomGenerator random) {
    int n = first.length;
    if (n == 0 || n != second.length) {
      throw new IllegalArgumentException(
          "%d images cannot be paired with %d".formatted(n, second.length));
    }
    if (resamples < 100) {
      throw new IllegalArgumentException(
          "%d resamples are too few, expected at least 100".formatted(resamples));
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level %s is not in (0, 1)".formatted(level));
    }
    byte[] change = new byte[n];
    int observed = 0;
    for (int i = 0; i < n; i++) {
      change[i] = (byte) ((first[i] ? 1 : 0) - (second[i] ? 1 : 0));
      observed += change[i];
    }
    int[] sums = new int[resamples];
    int atMostZero = 0;
    int atLeastZero = 0;
    for (int r = 0; r < resamples; r++) {
      int sum = 0;
      for (int i = 0; i < n; i++) {
        sum += change[random.nextInt(n)];
      }
      sums[r] = sum;
      atMostZero += sum <= 0 ? 1 : 0;
      atLeastZero += sum >= 0 ? 1 : 0;
    }
    Arrays.sort(sums);
    double tail = (1 - level) / 2;
    double p = 2.0 * (Math.min(atMostZero, atLeastZero) + 1) / (resamples + 1);
    return new PairedBootstrap(
        observed / (double) n,
        quantile(sums, tail) / n,
        quantile(sums, 1 - tail) / n,
        Math.min(1, p),
        level,
        resamples);
  }

  /** Interpolated between the two nearest of the sorted values. */
  private static double quantile(int[] sorted, double probability) {
    double position = probability * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
