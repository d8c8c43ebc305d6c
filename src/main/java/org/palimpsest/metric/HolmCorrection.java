package org.palimpsest.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Corrects the p values of several comparisons made at once, so that the chance of even one false
 * alarm stays below the level that each adjusted value is compared with.
 *
 * <p>Own code: commons-math3 corrects nothing.
 *
 * <p>Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal
 * of Statistics 6, 1979.
 */
public final class HolmCorrection {

  private HolmCorrection() {}

  /**
   * Adjusted p values, in the given order: the smallest times {@code m}, the next times {@code m -
   * 1}, ..., at most 1 and never less than one before.
   *
   * @param pValues each in [0, 1]
   * @throws IllegalArgumentException if one is not in [0, 1]
   */
  public static double[] adjusted(double[] pValues) {
    for (double p : pValues) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("p value %s is not in [0, 1]".formatted(p));
      }
    }
    int[] ascending =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[pValues.length];
    double least = 0;
    for (int rank = 0; rank < ascending.length; rank++) {
      int i = ascending[rank];
      least = Math.max(least, Math.min(1, (ascending.length - rank) * pValues[i]));
      adjusted[i] = least;
    }
    return adjusted;
  }
}
