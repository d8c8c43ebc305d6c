package org.palimpsest.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Right answers to each test episode of one setting.
 *
 * @param setting its name, such as {@code 5w1s}
 * @param correct right answers, episode by episode, at least one
 * @param totals queries of each episode, at least 1
 */
public record EpisodeCounts(String setting, List<Integer> correct, List<Integer> totals) {

  /** How the name of a setting's accuracy begins. */
  public static final String ACCURACY = "accuracy_";

  /** How that of half the width of its interval does. */
  public static final String HALF_WIDTH = "half_width_";

  public EpisodeCounts {
    correct = List.copyOf(correct);
    totals = List.copyOf(totals);
    if (correct.isEmpty() || correct.size() != totals.size()) {
      throw new IllegalArgumentException(
          "%s: %d episodes with right answers, %d with totals"
              .formatted(setting, correct.size(), totals.size()));
    }
    for (int i = 0; i < correct.size(); i++) {
      if (correct.get(i) < 0 || totals.get(i) < 1 || correct.get(i) > totals.get(i)) {
        throw new IllegalArgumentException(
            "%s: episode %d has %d right of %d"
                .formatted(setting, i, correct.get(i), totals.get(i)));
      }
    }
  }

  /** Each episode's share of right answers, in [0, 1]. */
  public double[] accuracies() {
    double[] accuracies = new double[correct.size()];
    for (int i = 0; i < accuracies.length; i++) {
      accuracies[i] = correct.get(i) / (double) totals.get(i);
    }
    return accuracies;
  }

  /** Mean over episodes and its interval. */
  public EpisodeInterval interval() {
    return EpisodeInterval.of(accuracies());
  }

  /**
   * Mean and half width of the 95 % interval of each setting, {@code accuracy_SETTING} and {@code
   * half_width_SETTING}; the half width of a single episode is left out.
   */
  public static Map<String, Double> metrics(List<EpisodeCounts> all) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (EpisodeCounts counts : all) {
      EpisodeInterval interval = counts.interval();
      metrics.put(ACCURACY + counts.setting, interval.mean());
      interval.halfWidth().ifPresent(half -> metrics.put(HALF_WIDTH + counts.setting, half));
    }
    return metrics;
  }
}
