package org.palimpsest.record;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.FolderLock;

/**
 * A run in a line, by its journal.
 *
 * @param method its name, its terms' where it is composed, its head's and its encoder's; empty if
 *     the journal does not say
 * @param data name of the data set, empty if the journal does not say
 * @param average incremental accuracy in [0, 1], of a finished run
 * @param last accuracy over the classes seen, in [0, 1], after the last session that is done
 */
public record RunOutline(
    State state, String method, String data, OptionalDouble average, OptionalDouble last) {

  /** How far a run is. */
  public enum State {
    RUNNING("running"),
    FINISHED("finished"),
    /** The user stopped it, or its process died; the same command goes on. */
    INTERRUPTED("interrupted"),
    FAILED("failed");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** As shown. */
    public String text() {
      return text;
    }
  }

  /**
   * Reads a run's journal, which may be growing.
   *
   * @throws DamagedFileException if it is not a journal
   */
  public static RunOutline of(Path run) {
    State state = State.INTERRUPTED;
    String method = "";
    String data = "";
    Map<String, Double> values = new HashMap<>();
    for (JournalEntry entry : JournalReader.all(run)) {
      state = entry instanceof JournalEntry.Ended ended ? state(ended.status()) : State.INTERRUPTED;
      if (entry instanceof JournalEntry.Parameters parameters) {
        method = method(parameters.values());
      } else if (entry instanceof JournalEntry.DatasetUsed used && data.isEmpty()) {
        data = used.name();
      } else if (entry instanceof JournalEntry.Metrics metrics) {
        metrics.values().forEach(one -> values.put(one.key(), one.value()));
      }
    }
    if (state != State.FINISHED && FolderLock.holder(run).isPresent()) {
      state = State.RUNNING;
    }
    return new RunOutline(
        state,
        method,
        data,
        value(values, "final/average_incremental_accuracy"),
        value(values, "session/accuracy_seen"));
  }

  /** A method composed in the file has no name but that of its terms. */
  private static String method(Map<String, String> keys) {
    String name = keys.getOrDefault("learner.method", "");
    String parts =
        Stream.of(
                name.equals("composed") ? keys.getOrDefault("learner.terms", "") : "",
                keys.getOrDefault("learner.head", ""))
            .filter(part -> !part.isEmpty() && !part.equals("[]") && !part.equals(name))
            .collect(Collectors.joining(" "));
    String encoder = keys.getOrDefault("network.encoder.type", "");
    return (name + " " + parts).strip() + (encoder.isEmpty() ? "" : " on " + encoder);
  }

  private static State state(JournalEntry.Status status) {
    return switch (status) {
      case FINISHED -> State.FINISHED;
      case FAILED -> State.FAILED;
      case KILLED -> State.INTERRUPTED;
    };
  }

  private static OptionalDouble value(Map<String, Double> values, String key) {
    Double value = values.get(key);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
