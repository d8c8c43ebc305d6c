package org.palimpsest.metric;

import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A measured mean beside a published one. They agree where they differ by no more than both 95 %
 * half widths together and half a unit of the last printed digit. Where the source prints no error,
 * its runs are taken to scatter as ours do.
 *
 * @param difference ours less theirs
 * @param ours half width of our interval; empty after a single run
 * @param theirs half width of their interval; 0 if nothing is known of it
 * @param assumed whether the latter was not printed
 * @param rounding half a unit of their last digit
 */
public record Agreement(
    double difference, OptionalDouble ours, double theirs, boolean assumed, double rounding) {

  private static final double UPPER = (1 + OverSeeds.LEVEL) / 2;

  /**
   * Holds one beside the other; all in the same unit.
   *
   * @param ours mean over seeds, or over the episodes of one run
   * @param published their mean
   * @param error half of their 95 % interval, if it is printed
   * @param runs that their mean is over; 0 if not known
   * @param rounding half a unit of their last digit
   */
  public static Agreement of(
      StudentInterval ours, double published, OptionalDouble error, int runs, double rounding) {
    double theirs = error.orElseGet(() -> asOurs(ours, runs));
    return new Agreement(
        ours.mean() - published, ours.halfWidth(), theirs, error.isEmpty(), rounding);
  }

  private static double asOurs(StudentInterval ours, int runs) {
    if (ours.halfWidth().isEmpty() || ours.n() < 2 || runs < 2) {
      return 0;
    }
    double deviation = ours.halfWidth().getAsDouble() * Math.sqrt(ours.n()) / quantile(ours.n());
    return quantile(runs) * deviation / Math.sqrt(runs);
  }

  private static double quantile(int n) {
    return new TDistribution(n - 1).inverseCumulativeProbability(UPPER);
  }

  /** Whether there is an interval of ours, without which nothing can be said. */
  public boolean isKnown() {
    return ours.isPresent();
  }

  /** Whether the two agree; false where that is not known. */
  public boolean agrees() {
    return isKnown() && Math.abs(difference) <= ours.getAsDouble() + theirs + rounding;
  }
}
