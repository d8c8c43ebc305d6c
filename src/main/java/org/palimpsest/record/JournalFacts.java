package org.palimpsest.record;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.record.JournalEntry.Status;

/** What the lines of a journal say of their run, as far as whoever goes on has to know it. */
final class JournalFacts {

  private final Set<String> points = new HashSet<>();
  private final Set<Class<?>> types = new HashSet<>();
  private Optional<JournalEntry.Started> run = Optional.empty();
  private boolean finished;

  /** Takes in the next line. */
  void add(JournalEntry entry) {
    types.add(entry.getClass());
    finished = entry instanceof JournalEntry.Ended end && end.status() == Status.FINISHED;
    if (entry instanceof JournalEntry.Started started) {
      run = Optional.of(started);
    } else if (entry instanceof JournalEntry.Metrics metrics) {
      metrics.values().forEach(one -> points.add(point(one)));
    }
  }

  /** Whether a line of this kind is there. */
  boolean has(Class<?> type) {
    return types.contains(type);
  }

  /** Whether this was measured before, at this step. */
  boolean has(JournalEntry.Measurement one) {
    return points.contains(point(one));
  }

  /** The run's first line; empty if there is none. */
  Optional<JournalEntry.Started> run() {
    return run;
  }

  /** Whether the last line is the end of a run that was not cut short. */
  boolean finished() {
    return finished;
  }

  private static String point(JournalEntry.Measurement one) {
    return one.key() + "@" + one.step();
  }
}
