package org.palimpsest.record;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.palimpsest.method.Trial;

/**
 * {@code tuning.csv}: what a run tried to choose its settings, one row a trial, in order: ahead of
 * which session, with which setting, right answers and questions about held-out images, and whether
 * it was taken; only of runs that chose.
 */
final class TuningFile {

  static final String NAME = "tuning.csv";

  private static final List<String> HEADER =
      List.of("session", "setting", "correct", "total", "taken");

  private TuningFile() {}

  static String text(List<Trial> trials) {
    StringBuilder csv = new StringBuilder(CsvTable.line(HEADER));
    for (Trial trial : trials) {
      csv.append(
          CsvTable.line(
              List.of(
                  Integer.toString(trial.session()),
                  trial.setting(),
                  Long.toString(trial.correct()),
                  Long.toString(trial.total()),
                  Boolean.toString(trial.taken()))));
    }
    return csv.toString();
  }

  /** How many trials there were, and what was taken. */
  static Map<String, String> tags(List<Trial> trials) {
    String taken =
        trials.stream()
            .filter(Trial::taken)
            .map(trial -> "session %d: %s".formatted(trial.session(), trial.setting()))
            .collect(Collectors.joining("; "));
    return Map.of(
        "palimpsest.tuning.trials",
        Integer.toString(trials.size()),
        "palimpsest.tuning.taken",
        taken);
  }
}
