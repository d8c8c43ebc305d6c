package org.palimpsest.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.JournalEntry.DatasetUsed;
import org.palimpsest.record.JournalEntry.Status;
import org.palimpsest.record.JournalReader;

/**
 * What the page needs of {@code journal.jsonl}.
 *
 * @param experiment its name, empty if the journal does not say
 * @param name of the run, empty if the journal does not say
 * @param started milliseconds since 1970
 * @param status of the last end that no resumption followed
 * @param resumed how often the run was taken up again
 * @param params the configuration, flattened
 * @param tags such as {@code palimpsest.learner}
 * @param datasets in the order of the journal
 * @param curves {@code train/...} measurements by key and step
 */
record JournalFacts(
    String experiment,
    String name,
    OptionalLong started,
    Optional<Status> status,
    int resumed,
    Map<String, String> params,
    Map<String, String> tags,
    List<DatasetUsed> datasets,
    Map<String, Map<Integer, Double>> curves) {

  private static final String CURVES = "train/";

  /** Reads a run's journal as far as it is whole. */
  static JournalFacts read(Path run) {
    Fold fold = new Fold();
    JournalReader.all(run).forEach(fold::take);
    return fold.facts();
  }

  private static final class Fold {
    private String experiment = "";
    private String name = "";
    private OptionalLong started = OptionalLong.empty();
    private Optional<Status> status = Optional.empty();
    private int resumed;
    private final Map<String, String> params = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<DatasetUsed> datasets = new ArrayList<>();
    private final Map<String, Map<Integer, Double>> curves = new LinkedHashMap<>();

    void take(JournalEntry entry) {
      if (entry instanceof JournalEntry.Started run) {
        experiment = run.experiment();
        name = run.name();
        started = OptionalLong.of(run.startedMillis());
      } else if (entry instanceof JournalEntry.Parameters some) {
        params.putAll(some.values());
      } else if (entry instanceof JournalEntry.Tags some) {
        tags.putAll(some.values());
      } else if (entry instanceof DatasetUsed dataset) {
        datasets.add(dataset);
      } else if (entry instanceof JournalEntry.Metrics metrics) {
        metrics.values().forEach(this::measurement);
      } else if (entry instanceof JournalEntry.Resumed) {
        resumed++;
        status = Optional.empty();
      } else if (entry instanceof JournalEntry.Ended end) {
        status = Optional.of(end.status());
      }
    }

    private void measurement(JournalEntry.Measurement one) {
      if (one.key().startsWith(CURVES)) {
        curves
            .computeIfAbsent(one.key().substring(CURVES.length()), k -> new TreeMap<>())
            .put(Math.toIntExact(one.step()), one.value());
      }
    }

    JournalFacts facts() {
      return new JournalFacts(
          experiment, name, started, status, resumed, params, tags, datasets, curves);
    }
  }
}
