package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {

  private static final String SESSIONS =
      """
      {"seq":0,"type":"run","run_uuid":"a"}
      {"seq":1,"type":"metrics","metrics":[{"key":"session/classes_seen","value":6.0,"step":0},\
      {"key":"session/validation_accuracy","value":0.5,"step":0}]}
      {"seq":2,"type":"metrics","metrics":[{"key":"session/classes_seen","value":8.0,"step":1}]}
      """;

  @TempDir Path run;

  private RunState of(String journal) throws IOException {
    Files.writeString(run.resolve("journal.jsonl"), journal);
    return RunState.of(run);
  }

  @Test
  void aRunWithoutAJournalHasNotBegun() {
    assertThat(RunState.of(run)).isEqualTo(RunState.NONE);
  }

  @Test
  void sessionsAndTheirValidationAreCounted() throws IOException {
    RunState state = of(SESSIONS);
    assertThat(state.begun()).isTrue();
    assertThat(state.finished()).isFalse();
    assertThat(state.sessions()).isEqualTo(2);
    assertThat(state.validation()).containsExactlyEntriesOf(java.util.Map.of(0, 0.5));
  }

  @Test
  void onlyALastLineThatSaysSoFinishesARun() throws IOException {
    String end = "{\"seq\":3,\"type\":\"end\",\"status\":\"FINISHED\",\"ended\":1}\n";
    assertThat(of(SESSIONS + end).finished()).isTrue();
    assertThat(of(SESSIONS + end.strip()).finished()).as("torn").isFalse();
    assertThat(of(SESSIONS + end.replace("FINISHED", "KILLED")).finished()).isFalse();
    assertThat(of(SESSIONS + end + "{\"seq\":4,\"type\":\"resumed\"}\n").finished()).isFalse();
  }
}
