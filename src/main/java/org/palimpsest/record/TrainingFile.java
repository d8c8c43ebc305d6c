package org.palimpsest.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code training.csv}: what each block of a stage measured, such as loss, accuracy on training and
 * on held-out images, and learning rate; one row a block, in order. The journal has the same while
 * a run goes on.
 */
final class TrainingFile {

  static final String NAME = "training.csv";

  /** How the journal's keys of what blocks measure begin; the stage's name and {@code _} follow. */
  static final String KEYS = "train/";

  /** A row: which block of which stage in which session. */
  private record Block(int session, String stage, long running) {}

  private TrainingFile() {}

  /** The file's text; empty cells where a block measured no such thing. */
  static String text(List<JournalEntry> journal) {
    Map<Block, Map<String, Double>> rows = new LinkedHashMap<>();
    Set<String> measures = new LinkedHashSet<>();
    int session = 0;
    for (JournalEntry entry : journal) {
      if (entry instanceof JournalEntry.Metrics metrics) {
        for (JournalEntry.Measurement one : metrics.values()) {
          int end = one.key().indexOf('_');
          if (one.key().startsWith(KEYS) && end > 0) {
            String measure = one.key().substring(end + 1);
            String stage = one.key().substring(KEYS.length(), end);
            measures.add(measure);
            rows.computeIfAbsent(
                    new Block(session, stage, one.step()), block -> new LinkedHashMap<>())
                .put(measure, one.value());
          } else if (one.key().equals(Entries.CLASSES_SEEN)) {
            session = Math.toIntExact(one.step()) + 1;
          }
        }
      }
    }
    return text(rows, measures);
  }

  private static String text(Map<Block, Map<String, Double>> rows, Set<String> measures) {
    List<String> header = new ArrayList<>(List.of("session", "stage", "block"));
    header.addAll(measures);
    StringBuilder csv = new StringBuilder(CsvTable.line(header));
    Map<String, Long> firsts = new LinkedHashMap<>();
    rows.forEach(
        (block, values) -> {
          long first =
              firsts.computeIfAbsent(
                  block.session + " " + block.stage, sessionAndStage -> block.running);
          List<String> row = new ArrayList<>();
          row.add(Integer.toString(block.session));
          row.add(block.stage);
          row.add(Long.toString(block.running - first + 1));
          for (String measure : measures) {
            Double value = values.get(measure);
            row.add(value == null ? "" : CsvTable.plain(value));
          }
          csv.append(CsvTable.line(row));
        });
    return csv.toString();
  }
}
