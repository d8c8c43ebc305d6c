package org.palimpsest.metric;

import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Paired bootstrap over test images: how far would the difference of two methods' accuracies move,
 * had other test images been drawn? Both are always scored on the same resampled images.
 *
 * <p>Nothing is drawn here. The sum over {@code n} images drawn with replacement has as its
 * distribution the {@code n}-fold convolution of the images' own changes, which a Fourier transform
 * gives exactly: what the usual resampling tends to as the number of resamples grows, without its
 * noise.
 *
 * <p>Own code on commons-math3's transform: libraries draw samples.
 *
 * <p>Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, percentile interval.
 *
 * @param difference accuracy of the first minus the second's
 * @param low end of the percentile interval
 * @param high end of the percentile interval
 * @param pValue two-sided: twice the smaller of the probabilities that a resampled difference is at
 *     most 0 and at least 0; not below {@link #LEAST_P}
 * @param level of confidence
 * @param images how many
 */
public record PairedBootstrap(
    double difference, double low, double high, double pValue, double level, int images) {

  /** Smaller p values would be rounding. */
  public static final double LEAST_P = 1e-10;

  /** Beyond so many standard deviations of the sum nothing is left that a p value could show. */
  private static final double REACH = 20;

  /**
   * The bootstrap of two runs.
   *
   * @param first whether the first run classified each test image right
   * @param second the same for the other run and the same images
   * @param level in (0, 1)
   * @throws IllegalArgumentException if there are no images or not equally many
   */
  public static PairedBootstrap of(boolean[] first, boolean[] second, double level) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "%d images cannot be paired with %d".formatted(first.length, second.length));
    }
    int[] changes = new int[first.length];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = (first[i] ? 1 : 0) - (second[i] ? 1 : 0);
    }
    return of(changes, 1, level);
  }

  /**
   * The bootstrap of two methods, each run under the same seeds.
   *
   * @param changes for each test image, under how many seeds the first method was right minus the
   *     same of the second
   * @param seeds how many, at least 1
   * @param level in (0, 1)
   * @throws IllegalArgumentException if there are no images, a change is larger than the number of
   *     seeds, or the level is out of range
   */
  public static PairedBootstrap of(int[] changes, int seeds, double level) {
    int n = changes.length;
    if (n == 0) {
      throw new IllegalArgumentException("no images to draw from");
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level %s is not in (0, 1)".formatted(level));
    }
    double[] share = new double[2 * seeds + 1];
    long sum = 0;
    for (int change : changes) {
      if (Math.abs(change) > seeds) {
        throw new IllegalArgumentException(
            "a change of %d is not possible with %d seeds".formatted(change, seeds));
      }
      share[change + seeds] += 1.0 / n;
      sum += change;
    }
    double mean = sum / (double) n;
    double variance = 0;
    for (int v = -seeds; v <= seeds; v++) {
      variance += share[v + seeds] * (v - mean) * (v - mean);
    }
    int width = Integer.highestOneBit((int) (2 * REACH * Math.sqrt(n * variance)) + 64 * seeds) * 2;
    double[] probability = sums(share, n, width, sum);
    double scale = (double) n * seeds;
    long first = sum - width / 2;
    double tail = (1 - level) / 2;
    double atMostZero = 0;
    double atLeastZero = 0;
    for (int i = 0; i < width; i++) {
      atMostZero += first + i <= 0 ? probability[i] : 0;
      atLeastZero += first + i >= 0 ? probability[i] : 0;
    }
    double p = Math.min(1, 2 * Math.min(atMostZero, atLeastZero));
    return new PairedBootstrap(
        sum / scale,
        (first + quantile(probability, tail)) / scale,
        (first + quantile(probability, 1 - tail)) / scale,
        Math.max(LEAST_P, p),
        level,
        n);
  }

  /**
   * The probabilities of {@code width} sums, {@code width} a power of two, in rising order with
   * {@code middle} at {@code width / 2}.
   */
  private static double[] sums(double[] share, int n, int width, long middle) {
    int most = share.length / 2;
    double[][] transform = new double[2][width];
    for (int f = 0; f < width; f++) {
      double turn = -2 * Math.PI * f / width;
      double real = 0;
      double imaginary = 0;
      for (int v = -most; v <= most; v++) {
        if (share[v + most] > 0) {
          real += share[v + most] * Math.cos(turn * v);
          imaginary += share[v + most] * Math.sin(turn * v);
        }
      }
      double size = Math.pow(Math.hypot(real, imaginary), n);
      double angle = n * Math.atan2(imaginary, real);
      transform[0][f] = size * Math.cos(angle);
      transform[1][f] = size * Math.sin(angle);
    }
    FastFourierTransformer.transformInPlace(
        transform, DftNormalization.STANDARD, TransformType.INVERSE);
    double[] probability = new double[width];
    for (int i = 0; i < width; i++) {
      int at = Math.floorMod(middle - width / 2 + i, width);
      probability[i] = Math.max(0, transform[0][at]); // Rounding may give -1e-18.
    }
    return probability;
  }

  /** The first place up to which the probabilities add up to at least that much. */
  private static int quantile(double[] probability, double at) {
    double below = 0;
    for (int i = 0; i < probability.length; i++) {
      below += probability[i];
      if (below >= at - 1e-12) {
        return i;
      }
    }
    return probability.length - 1;
  }
}
