package org.palimpsest.metric;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Wilcoxon's signed rank test: do two runs differ over the same seeds, whatever the distribution?
 *
 * <p>Pairs without a difference are left out, as Wilcoxon did; equal differences share the mean of
 * their ranks. Up to {@value #EXACT_UNTIL} pairs the p value is exact, ties or not: all {@code 2^n}
 * ways to sign the ranks are counted. Beyond, it is the normal approximation with the tie
 * correction and without a continuity correction.
 *
 * <p>Own code, since commons-math3 has no exact test where differences are equal.
 *
 * <p>Source: Wilcoxon, "Individual Comparisons by Ranking Methods", Biometrics Bulletin 1, 1945.
 *
 * @param rankSum of the pairs where the first run is higher
 * @param pValue two-sided, in [0, 1]
 * @param n pairs that differ
 * @param exact whether the p value is exact
 */
public record WilcoxonSignedRank(double rankSum, double pValue, int n, boolean exact) {

  static final int EXACT_UNTIL = 50;

  /**
   * The test of two runs; empty if no pair differs.
   *
   * @param first one finite value per seed
   * @param second the other run's, under the same seeds in the same order
   * @throws IllegalArgumentException if there are not equally many or one is not finite
   */
  public static Optional<WilcoxonSignedRank> of(double[] first, double[] second) {
    double[] differences =
        rounded(Moments.differences(first, second), first).filter(d -> d != 0).toArray();
    int n = differences.length;
    if (n == 0) {
      return Optional.empty();
    }
    int[] doubleRanks = doubleRanks(differences);
    int above =
        IntStream.range(0, n).filter(i -> differences[i] > 0).map(i -> doubleRanks[i]).sum();
    boolean exact = n <= EXACT_UNTIL;
    double p = exact ? exact(doubleRanks, above) : normal(doubleRanks, above);
    return Optional.of(new WilcoxonSignedRank(above / 2.0, Math.min(1, p), n, exact));
  }

  /**
   * Differences without the rounding of the subtraction, so that 0.3 - 0.2 and 0.2 - 0.1 are tied.
   */
  private static DoubleStream rounded(double[] differences, double[] first) {
    double largest = Arrays.stream(first).map(Math::abs).max().orElse(0);
    double most = Arrays.stream(differences).map(Math::abs).max().orElse(0);
    if (!Double.isFinite(largest) || !Double.isFinite(most)) {
      throw new IllegalArgumentException("not all values are finite");
    }
    double grid = Math.max(Math.max(largest, most) * 1e-12, Double.MIN_NORMAL);
    return Arrays.stream(differences).map(d -> Math.rint(d / grid));
  }

  /** Twice each magnitude's rank from 1 up; twice, since a shared rank may end in a half. */
  private static int[] doubleRanks(double[] differences) {
    int n = differences.length;
    double[] sorted = Arrays.stream(differences).map(Math::abs).sorted().toArray();
    int[] ranks = new int[n];
    for (int i = 0; i < n; i++) {
      double magnitude = Math.abs(differences[i]);
      int below = 0;
      int upTo = 0;
      for (double other : sorted) {
        below += other < magnitude ? 1 : 0;
        upTo += other <= magnitude ? 1 : 0;
      }
      ranks[i] = below + 1 + upTo;
    }
    return ranks;
  }

  private static double exact(int[] doubleRanks, int above) {
    int total = IntStream.of(doubleRanks).sum();
    double[] probability = new double[total + 1];
    probability[0] = 1;
    int reached = 0;
    for (int rank : doubleRanks) {
      reached += rank;
      for (int sum = reached; sum >= 0; sum--) {
        probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
      }
    }
    double low = Arrays.stream(probability, 0, above + 1).sum();
    double high = Arrays.stream(probability, above, total + 1).sum();
    return 2 * Math.min(low, high);
  }

  private static double normal(int[] doubleRanks, int above) {
    double mean = IntStream.of(doubleRanks).sum() / 4.0;
    // The sum of squares of shared ranks contains the correction for ties.
    double variance = IntStream.of(doubleRanks).mapToDouble(r -> r * (double) r).sum() / 16;
    double z = (above / 2.0 - mean) / Math.sqrt(variance);
    return 2 * new NormalDistribution().cumulativeProbability(-Math.abs(z));
  }
}
