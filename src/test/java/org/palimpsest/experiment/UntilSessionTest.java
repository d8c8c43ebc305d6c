package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are to stop after a session for now. */
class UntilSessionTest {

  @TempDir Path temp;

  @Test
  void aRunStopsAfterItsSessionAndLaterGoesOnAsIfItNeverHad() throws IOException {
    Trial whole = new Trial(temp.resolve("whole"));
    whole.run();

    Trial inParts = new Trial(temp.resolve("parts"));
    inParts.lastSession = OptionalInt.of(0);
    inParts.run();
    List<JsonNode> journal = inParts.journal();
    assertThat(journal.get(journal.size() - 1).get("status").asText()).isEqualTo("KILLED");
    assertThat(inParts.folder().resolve("checkpoints/session-00")).isDirectory();
    assertThat(inParts.folder().resolve("checkpoints/session-01")).doesNotExist();
    assertThat(inParts.folder().resolve("summary.json")).doesNotExist();

    inParts.run();
    assertThat(inParts.folder().resolve("checkpoints/session-01"))
        .as("it is there already and does not go beyond")
        .doesNotExist();

    inParts.lastSession = OptionalInt.of(1);
    inParts.run();
    assertThat(inParts.folder().resolve("checkpoints/session-01")).isDirectory();

    inParts.lastSession = OptionalInt.empty();
    inParts.run();
    assertThat(Trial.outcome(inParts.folder())).isEqualTo(Trial.outcome(whole.folder()));
  }

  @Test
  void afterTheLastSessionARunIsFinished() throws IOException {
    Trial trial = new Trial(temp);
    trial.lastSession = OptionalInt.of(2);
    trial.run();
    assertThat(trial.folder().resolve("summary.json")).isRegularFile();
  }

  @Test
  void whereNothingIsHeldOutThereIsNoValidationAccuracy() throws IOException {
    Trial trial = new Trial(temp);
    trial.run();
    assertThat(trial.journal().toString()).doesNotContain(Validation.ACCURACY);
  }
}
