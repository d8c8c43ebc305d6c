package org.palimpsest.method.tuning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.tensor.Require;

/**
 * One key after another: first the first value of every key, then the other values of the first
 * key, of which the best stays, then those of the second, and so on; the earlier one at a tie. It
 * needs the sum of the lengths where a grid needs their product, and misses what two keys do only
 * together.
 *
 * @param axes at least one key with at least one value
 */
public record CoordinateSearch(Map<String, List<String>> axes) implements Search {

  public CoordinateSearch {
    Require.atLeast(1, axes.size(), "keys");
    Map<String, List<String>> inOrder = new LinkedHashMap<>();
    axes.forEach((key, values) -> inOrder.put(key, List.copyOf(values)));
    axes = Collections.unmodifiableMap(inOrder);
  }

  @Override
  public int most() {
    return 1 + axes.values().stream().mapToInt(values -> values.size() - 1).sum();
  }

  @Override
  public Move next(List<Double> accuracies) {
    Setting best = new Setting(Map.of());
    for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
      best = best.with(axis.getKey(), axis.getValue().get(0));
    }
    if (accuracies.isEmpty()) {
      return new Move.Try(best);
    }
    int bestTrial = 0;
    int trial = 1;
    for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
      List<Setting> tried = new ArrayList<>();
      for (String value : axis.getValue().subList(1, axis.getValue().size())) {
        tried.add(best.with(axis.getKey(), value));
      }
      for (Setting setting : tried) {
        if (trial == accuracies.size()) {
          return new Move.Try(setting);
        }
        if (accuracies.get(trial) > accuracies.get(bestTrial)) {
          bestTrial = trial;
          best = setting;
        }
        trial++;
      }
    }
    return new Move.Take(bestTrial, best);
  }
}
