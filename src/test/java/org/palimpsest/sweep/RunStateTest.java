package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.JournalEntry.Measurement;
import org.palimpsest.record.JournalEntry.Status;
import org.palimpsest.record.WrittenRun;

class RunStateTest {

  @TempDir Path run;

  private void append(JournalEntry... entries) {
    WrittenRun.append(run, List.of(entries));
  }

  private void twoSessions() {
    append(
        new JournalEntry.Started("a", "e", "r", 0),
        new JournalEntry.Metrics(
            1,
            List.of(
                new Measurement("session/classes_seen", 6, 0),
                new Measurement("session/validation_accuracy", 0.5, 0))),
        new JournalEntry.Metrics(2, List.of(new Measurement("session/classes_seen", 8, 1))));
  }

  @Test
  void aRunWithoutAJournalHasNotBegun() {
    assertThat(RunState.of(run)).isEqualTo(RunState.NONE);
  }

  @Test
  void sessionsAndTheirValidationAreCounted() {
    twoSessions();
    RunState state = RunState.of(run);
    assertThat(state.begun()).isTrue();
    assertThat(state.finished()).isFalse();
    assertThat(state.sessions()).isEqualTo(2);
    assertThat(state.validation()).containsExactlyEntriesOf(Map.of(0, 0.5));
  }

  @Test
  void onlyALastLineThatSaysSoFinishesARun() throws IOException {
    twoSessions();
    append(new JournalEntry.Ended(Status.KILLED, 1));
    assertThat(RunState.of(run).finished()).isFalse();
    append(new JournalEntry.Resumed(2), new JournalEntry.Ended(Status.FINISHED, 3));
    assertThat(RunState.of(run).finished()).isTrue();
    String whole = Files.readString(run.resolve("journal.jsonl"));
    Files.writeString(run.resolve("journal.jsonl"), whole.strip());
    assertThat(RunState.of(run).finished()).as("torn").isFalse();
    Files.writeString(run.resolve("journal.jsonl"), whole);
    append(new JournalEntry.Resumed(4));
    assertThat(RunState.of(run).finished()).isFalse();
  }
}
