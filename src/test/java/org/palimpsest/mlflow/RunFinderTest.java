package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.mlflow.MlflowSync.Options;
import org.palimpsest.mlflow.MlflowSync.Result;
import org.palimpsest.mlflow.MlflowSync.RunReport;
import org.palimpsest.record.JournalEntry.Status;

/** Which run of a server a journal goes to, when runs there were deleted, doubled or lost. */
@ExtendWith(SharedMlflow.class)
class RunFinderTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path results;
  private String experiment;
  private String uuid;
  private String uri;
  private Inspector inspector;

  @BeforeEach
  void connect(RealMlflow mlflow) {
    experiment = "find " + UUID.randomUUID();
    uuid = UUID.randomUUID().toString().replace("-", "");
    uri = mlflow.uri();
    inspector = new Inspector(uri);
  }

  private JournalWriter smallRun() throws IOException {
    return JournalWriter.smallRun(results.resolve("seed-1"), experiment, uuid);
  }

  @Test
  void saysThatAnExperimentWasDeletedAndBringsItBackOnRequest() throws Exception {
    JournalWriter journal = smallRun();
    Sending.sync(uri, journal.folder());
    String id = inspector.experiment(experiment).path("experiment_id").asText();
    inspector.post("experiments/delete", JSON.createObjectNode().put("experiment_id", id));
    journal.session(4);
    journal.end(Status.FINISHED);

    RunReport refused = Sending.sync(uri, journal.folder());
    assertThat(refused.result()).isEqualTo(Result.FAILED);
    assertThat(refused.why())
        .singleElement()
        .asString()
        .contains("experiment \"" + experiment + "\"", "was deleted", "--restore");

    Options restore = new Options(true, false);
    assertThat(Sending.sync(uri, journal.folder(), restore, Sending.QUICK).why()).isEmpty();
    inspector.assertWhole(journal);
  }

  @Test
  void refusesToRecreateADeletedExperimentForANewRun() throws Exception {
    Sending.sync(uri, smallRun().folder());
    String id = inspector.experiment(experiment).path("experiment_id").asText();
    inspector.post("experiments/delete", JSON.createObjectNode().put("experiment_id", id));
    JournalWriter other = JournalWriter.smallRun(results.resolve("seed-2"), experiment, uuid + "2");
    assertThat(Sending.sync(uri, other.folder()).why().toString()).contains("was deleted");
    assertThat(Sending.sync(uri, other.folder(), new Options(true, false), Sending.QUICK).why())
        .isEmpty();
    inspector.assertWhole(other);
  }

  @Test
  void leavesADeletedRunAloneUnlessAskedToRestoreIt() throws Exception {
    JournalWriter journal = smallRun();
    Sending.sync(uri, journal.folder());
    String id = Inspector.runId(inspector.theRun(journal));
    inspector.post("runs/delete", JSON.createObjectNode().put("run_id", id));
    assertThat(Sending.sync(uri, journal.folder()).why().toString())
        .contains("run " + id + " was deleted");
    assertThat(inspector.runs(journal, "ACTIVE_ONLY")).isEmpty();
    Sending.sync(uri, journal.folder(), new Options(true, false), Sending.QUICK);
    inspector.assertWhole(journal);
  }

  @Test
  void keepsOneOfSeveralRunsWithTheSameUuid() throws Exception {
    JournalWriter journal = smallRun();
    Sending.sync(uri, journal.folder());
    JsonNode first = inspector.theRun(journal);
    for (int i = 0; i < 2; i++) {
      // What a request leaves that reached the server after its sender had given up.
      var late = JSON.createObjectNode();
      late.put("experiment_id", first.path("info").path("experiment_id").asText());
      late.putArray("tags").addObject().put("key", "palimpsest.run_uuid").put("value", uuid);
      inspector.post("runs/create", late);
    }
    assertThat(inspector.runs(journal, "ACTIVE_ONLY")).hasSize(3);
    assertThat(Sending.sync(uri, journal.folder()).why()).isEmpty();
    inspector.assertWhole(journal);
    assertThat(inspector.runs(journal, "DELETED_ONLY"))
        .hasSize(2)
        .allSatisfy(
            run ->
                assertThat(Inspector.tags(run))
                    .containsEntry(
                        "palimpsest.duplicate_of", Inspector.runId(inspector.theRun(journal))));
  }

  @Test
  void sendsAllAgainToAServerThatForgotTheRun() throws Exception {
    JournalWriter journal = smallRun();
    Sending.sync(uri, journal.folder());
    SyncStateFile file = new SyncStateFile(journal.folder(), TrackingServer.of(uri, Map.of()));
    SyncState known = file.load(uuid).orElseThrow();
    file.save(
        new SyncState(
            uuid,
            known.experimentId(),
            "0".repeat(32),
            known.artifactUri(),
            99,
            "FINISHED at 1",
            Map.of("sessions.csv", "?"),
            List.of()));
    assertThat(Sending.sync(uri, journal.folder()).result()).isEqualTo(Result.SENT);
    inspector.assertWhole(journal);
  }
}
