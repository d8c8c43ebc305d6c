package org.palimpsest.sweep;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.disk.StorageException;
import org.palimpsest.experiment.Validation;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.JournalReader;

/**
 * How far a run has come, by its journal.
 *
 * @param begun whether there is a journal
 * @param finished whether it is complete
 * @param sessions finished
 * @param validation accuracy on held-out images after each session that has one, in [0, 1]
 * @param finals metrics of a complete run by full name, in its order
 * @param wallSeconds that a complete run took; empty before
 */
public record RunState(
    boolean begun,
    boolean finished,
    int sessions,
    Map<Integer, Double> validation,
    Map<String, Double> finals,
    OptionalDouble wallSeconds) {

  /** Not begun. */
  static final RunState NONE =
      new RunState(false, false, 0, Map.of(), Map.of(), OptionalDouble.empty());

  private static final String SESSION = "session/classes_seen";
  private static final String VALIDATION = "session/" + Validation.ACCURACY;
  private static final String FINAL = "final/";
  private static final String WALL = "time/wall_seconds";

  public RunState {
    validation = Collections.unmodifiableMap(new TreeMap<>(validation));
    finals = Collections.unmodifiableMap(new LinkedHashMap<>(finals));
  }

  /** On held-out images after the last session that has them; null if none has. */
  @Nullable Double lastValidation() {
    return validation.isEmpty()
        ? null
        : List.copyOf(validation.values()).get(validation.size() - 1);
  }

  /**
   * Reads a run's journal, which may be growing: a last line that is not complete does not count.
   *
   * @throws StorageException if it cannot be read
   */
  static RunState of(Path run) {
    List<JournalEntry> journal = JournalReader.all(run);
    boolean finished = false;
    int sessions = 0;
    Map<Integer, Double> validation = new TreeMap<>();
    Map<String, Double> finals = new LinkedHashMap<>();
    OptionalDouble wall = OptionalDouble.empty();
    for (JournalEntry entry : journal) {
      finished =
          entry instanceof JournalEntry.Ended end && end.status() == JournalEntry.Status.FINISHED;
      if (!(entry instanceof JournalEntry.Metrics metrics)) {
        continue;
      }
      for (JournalEntry.Measurement metric : metrics.values()) {
        int step = (int) metric.step();
        switch (metric.key()) {
          case SESSION -> sessions = Math.max(sessions, step + 1);
          case VALIDATION -> validation.put(step, metric.value());
          case WALL -> wall = OptionalDouble.of(metric.value());
          default -> {
            if (metric.key().startsWith(FINAL)) {
              finals.put(metric.key().substring(FINAL.length()), metric.value());
            }
          }
        }
      }
    }
    return new RunState(!journal.isEmpty(), finished, sessions, validation, finals, wall);
  }
}
