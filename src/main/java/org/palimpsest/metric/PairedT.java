package org.palimpsest.metric;

import java.util.Optional;
import org.apache.commons.math3.stat.inference.TestUtils;

/**
 * Student's paired t test: do two runs differ in the mean over the same seeds?
 *
 * @param meanDifference mean of first minus second
 * @param t the statistic, with {@code n - 1} degrees of freedom
 * @param pValue two-sided, in [0, 1]
 * @param n how many pairs
 */
public record PairedT(double meanDifference, double t, double pValue, int n) {

  /** Spread below this share of the mean difference is rounding, not spread. */
  private static final double ROUNDING = 1e-12;

  /**
   * The test of two runs; empty for fewer than two pairs or if all pairs differ by the same, for
   * then there is no spread to compare the mean with.
   *
   * @param first one finite value per seed
   * @param second the other run's, under the same seeds in the same order
   * @throws IllegalArgumentException if there are not equally many, or one is not finite
   */
  public static Optional<PairedT> of(double[] first, double[] second) {
    double[] differences = Moments.differences(first, second);
    int n = differences.length;
    if (n < 2) {
      return Optional.empty();
    }
    double mean = Moments.mean(differences);
    double deviation = Moments.deviation(differences);
    if (deviation <= ROUNDING * Math.abs(mean)) {
      return Optional.empty();
    }
    return Optional.of(
        new PairedT(
            mean, TestUtils.pairedT(first, second), TestUtils.pairedTTest(first, second), n));
  }
}
