package org.palimpsest.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * One quantity over several seeds.
 *
 * @param halfWidth half of the 95 % Student interval of the mean; empty for a single value
 */
record Spread(int n, double mean, OptionalDouble halfWidth) {

  private static final double UPPER_QUANTILE = 0.975;

  /** Of the values there are; empty if there are none. */
  static Optional<Spread> of(List<Double> values) {
    if (values.isEmpty()) {
      return Optional.empty();
    }
    SummaryStatistics statistics = new SummaryStatistics();
    values.forEach(statistics::addValue);
    int n = values.size();
    if (n == 1) {
      return Optional.of(new Spread(1, values.get(0), OptionalDouble.empty()));
    }
    double t = new TDistribution(null, n - 1.0).inverseCumulativeProbability(UPPER_QUANTILE);
    double half = t * statistics.getStandardDeviation() / Math.sqrt(n);
    return Optional.of(new Spread(n, statistics.getMean(), OptionalDouble.of(half)));
  }
}
