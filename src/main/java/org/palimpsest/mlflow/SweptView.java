package org.palimpsest.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.JournalReader;

/**
 * Parallel coordinates of what differs between runs and of what they came to. MLflow has no way to
 * begin with such a chart but that of a view that somebody shared, which is a tag of the
 * experiment; its form is that of MLflow 3.17.
 */
final class SweptView {

  /** Names the view in a page's address. */
  static final String NAME = "palimpsest";

  /** The experiment's tag that holds it. */
  static final String TAG = "mlflow.sharedViewState." + NAME;

  /** More axes are not to be told apart. */
  private static final int MOST_KEYS = 6;

  /** MLflow takes no longer value. */
  private static final int LONGEST = 5000;

  private static final String CHART = "palimpsest-swept";

  /** In pixels, across the whole page: axes of many runs are unreadable in a third of it. */
  private static final int CARD_HEIGHT = 520;

  /** Sorts before the other sections. */
  private static final String SECTION = "A sweep at a glance";

  /** Keys that differ where nothing was swept. */
  private static final Set<String> NAMES = Set.of("name", "seeds", "results");

  private static final List<String> METRICS =
      List.of(
          "final/average_incremental_accuracy",
          "final/accuracy_seen",
          "final/forgetting_from_earlier_peak");

  private SweptView() {}

  /**
   * The view of some runs of one experiment.
   *
   * @return the tag's value; empty if nothing differs or nothing was measured in all of them
   * @throws DamagedFileException if a journal is damaged
   */
  static Optional<String> of(Collection<Path> runs) {
    List<Map<String, String>> parameters = new ArrayList<>();
    Set<String> metrics = new TreeSet<>(METRICS);
    for (Path run : runs) {
      Map<String, String> own = new LinkedHashMap<>();
      Set<String> measured = new HashSet<>();
      for (JournalEntry entry : JournalReader.all(run)) {
        if (entry instanceof JournalEntry.Parameters some) {
          own.putAll(some.values());
        } else if (entry instanceof JournalEntry.Metrics some) {
          some.values().forEach(one -> measured.add(one.key()));
        }
      }
      if (measured.stream().anyMatch(METRICS::contains)) { // one that goes on has no results yet
        parameters.add(own);
        metrics.retainAll(measured);
      }
    }
    List<String> keys = swept(parameters);
    if (keys.isEmpty() || metrics.isEmpty()) {
      return Optional.empty();
    }
    String view = Json.line(view(keys, METRICS.stream().filter(metrics::contains).toList()));
    return view.length() <= LONGEST ? Optional.of(view) : Optional.empty();
  }

  /** Keys that all have and that differ; what only some have leaves an axis without a point. */
  private static List<String> swept(List<Map<String, String>> parameters) {
    Map<String, Set<String>> values = new TreeMap<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (Map<String, String> own : parameters) {
      own.forEach(
          (key, value) -> {
            values.computeIfAbsent(key, any -> new HashSet<>()).add(value);
            counts.merge(key, 1, Integer::sum);
          });
    }
    return values.keySet().stream()
        .filter(key -> !NAMES.contains(key) && !key.startsWith("mlflow."))
        .filter(key -> values.getOrDefault(key, Set.of()).size() > 1)
        .filter(key -> counts.getOrDefault(key, 0) == parameters.size())
        .limit(MOST_KEYS)
        .toList();
  }

  private static ObjectNode view(List<String> keys, List<String> metrics) {
    ObjectNode view = Json.object();
    ObjectNode chart =
        view.putArray("compareRunCharts")
            .addObject()
            .put("uuid", CHART)
            .put("type", "PARALLEL")
            .put("metricSectionId", SECTION)
            .put("deleted", false)
            .put("isGenerated", false)
            .put("showAllRuns", true);
    ArrayNode params = chart.putArray("selectedParams");
    keys.forEach(key -> params.add(MlflowLimits.key(key)));
    ArrayNode measures = chart.putArray("selectedMetrics");
    metrics.forEach(measures::add);
    view.putArray("compareRunSections")
        .addObject()
        .put("uuid", SECTION)
        .put("name", SECTION)
        .put("display", true)
        .put("columns", 1)
        .put("cardHeight", CARD_HEIGHT)
        .put("isReordered", false)
        .put("deleted", false)
        .put("isGenerated", false);
    return view;
  }
}
