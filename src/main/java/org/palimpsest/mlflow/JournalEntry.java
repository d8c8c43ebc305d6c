package org.palimpsest.mlflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of a run's {@code journal.jsonl}. */
sealed interface JournalEntry {

  /** The line's number in the journal, rising by one from 0. */
  long seq();

  /** The first line: which run this is. */
  record Started(long seq, String runUuid, String experiment, String name, long startedMillis)
      implements JournalEntry {}

  /** The flattened configuration. */
  record Parameters(long seq, Map<String, String> values) implements JournalEntry {
    public Parameters {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  record Tags(long seq, Map<String, String> values) implements JournalEntry {
    public Tags {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** A data set and what it is for; everything else that is known of it is in {@code profile}. */
  record DatasetUsed(long seq, String name, String digest, String context, String profile)
      implements JournalEntry {}

  /** Values measured at one moment. Values that are not finite numbers are left out. */
  record Metrics(long seq, long timestampMillis, List<Measurement> values) implements JournalEntry {
    public Metrics {
      values = List.copyOf(values);
    }
  }

  record Measurement(String key, double value, long step) {}

  /** A file, relative to the run's folder, that is new or has changed. */
  record ArtifactWritten(long seq, String path) implements JournalEntry {}

  record Resumed(long seq) implements JournalEntry {}

  /** The run stopped, as {@code FINISHED}, {@code FAILED} or {@code KILLED}. */
  record Ended(long seq, String status, long endedMillis) implements JournalEntry {}
}
