package org.palimpsest.method.tuning;

import java.util.List;

/**
 * Which settings are tried, one after another, and which is taken. What has been measured so far is
 * all that it goes by: the same accuracies give the same choice, hence a search cut short goes on
 * from the accuracies alone.
 */
public interface Search {

  /** What to do next. */
  sealed interface Move {

    /** Learn with this setting and measure the accuracy on held-out images. */
    record Try(Setting setting) implements Move {}

    /**
     * The search is over.
     *
     * @param trial which of the trials, from 0, had the setting that is taken
     * @param setting that is taken
     */
    record Take(int trial, Setting setting) implements Move {}
  }

  /** The most trials that there can be, at least 1. */
  int most();

  /**
   * The next move.
   *
   * @param accuracies of the trials so far on held-out images, in [0, 1], the first trial first
   * @return never a trial after {@link #most()} of them
   */
  Move next(List<Double> accuracies);

  /** Position of the highest value, the first at a tie. */
  static int best(List<Double> values) {
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      best = values.get(i) > values.get(best) ? i : best;
    }
    return best;
  }
}
