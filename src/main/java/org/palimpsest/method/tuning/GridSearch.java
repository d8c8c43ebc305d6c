package org.palimpsest.method.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palimpsest.tensor.Require;

/**
 * Tries every setting of a grid and takes the best, the earlier one at a tie.
 *
 * @param settings in the order in which they are tried, at least one
 */
public record GridSearch(List<Setting> settings) implements Search {

  /** More trainings than anybody waits for; each setting is read as a configuration first. */
  public static final int MOST_SETTINGS = 10_000;

  public GridSearch {
    settings = List.copyOf(settings);
    Require.atLeast(1, settings.size(), "settings");
  }

  /** How many combinations there are, which may be more than can be made. */
  public static double combinations(Map<String, List<String>> valuesByKey) {
    return valuesByKey.values().stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
  }

  /**
   * Every combination of the values of some keys; the last key changes fastest.
   *
   * @param valuesByKey at least one value for each key
   */
  public static GridSearch of(Map<String, List<String>> valuesByKey) {
    List<Setting> settings = List.of(new Setting(Map.of()));
    for (Map.Entry<String, List<String>> axis : valuesByKey.entrySet()) {
      List<Setting> more = new ArrayList<>();
      for (Setting setting : settings) {
        axis.getValue().forEach(value -> more.add(setting.with(axis.getKey(), value)));
      }
      settings = more;
    }
    return new GridSearch(settings);
  }

  @Override
  public int most() {
    return settings.size();
  }

  @Override
  public Move next(List<Double> accuracies) {
    if (accuracies.size() < settings.size()) {
      return new Move.Try(settings.get(accuracies.size()));
    }
    int best = Search.best(accuracies);
    return new Move.Take(best, settings.get(best));
  }
}
