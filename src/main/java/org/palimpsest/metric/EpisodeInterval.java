package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * Mean accuracy over many episodes with the 95 % interval that few-shot papers print: {@code mean
 * +- 1.96 s / sqrt(n)}. For a few seeds use {@link StudentInterval}.
 *
 * @param mean of the episodes' accuracies
 * @param halfWidth of the interval; empty for a single episode
 * @param episodes how many
 */
public record EpisodeInterval(double mean, OptionalDouble halfWidth, int episodes) {

  /** What the half width is, for tables. */
  public static final String FORMULA = "1.96 s / sqrt(episodes)";

  private static final double QUANTILE = 1.96;

  /**
   * The interval of some episodes.
   *
   * @param accuracies one per episode, at least one, finite
   * @throws IllegalArgumentException if there is none or one is not finite
   */
  public static EpisodeInterval of(double[] accuracies) {
    double mean = Moments.mean(accuracies);
    int n = accuracies.length;
    OptionalDouble half =
        n == 1
            ? OptionalDouble.empty()
            : OptionalDouble.of(QUANTILE * Moments.deviation(accuracies) / Math.sqrt(n));
    return new EpisodeInterval(mean, half, n);
  }
}
