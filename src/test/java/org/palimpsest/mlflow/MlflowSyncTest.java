package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.mlflow.MlflowSync.Result;
import org.palimpsest.mlflow.MlflowSync.RunReport;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.JournalEntry.Status;
import org.palimpsest.record.NotesFile;
import org.palimpsest.record.WrittenRun;

/** What arrives on a real server, from journals of all kinds. */
@ExtendWith(SharedMlflow.class)
class MlflowSyncTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path results;
  private String experiment;
  private String uuid;
  private String uri;
  private Inspector inspector;

  @BeforeEach
  void connect(RealMlflow mlflow) {
    experiment = "sync " + UUID.randomUUID();
    uuid = UUID.randomUUID().toString().replace("-", "");
    uri = mlflow.uri();
    inspector = new Inspector(uri);
  }

  private JournalWriter smallRun() throws IOException {
    return JournalWriter.smallRun(results.resolve("seed-1"), experiment, uuid);
  }

  @Test
  void bringsEverythingOver() throws Exception {
    JournalWriter journal = smallRun();
    journal.end(Status.FINISHED);
    RunReport report = Sending.sync(uri, journal.folder());
    assertThat(report.why()).isEmpty();
    assertThat(report.result()).isEqualTo(Result.SENT);
    assertThat(report.metrics()).isEqualTo(journal.points().size());
    assertThat(report.artifacts()).isEqualTo(3);
    inspector.assertWhole(journal);

    JsonNode run = inspector.theRun(journal);
    JsonNode info = run.path("info");
    assertThat(info.path("run_name").asText()).isEqualTo("seed-1");
    assertThat(info.path("status").asText()).isEqualTo("FINISHED");
    assertThat(info.path("start_time").asLong()).isEqualTo(1_763_770_000_000L);
    assertThat(info.path("end_time").asLong()).isEqualTo(1_763_770_100_000L);
    assertThat(Inspector.params(run))
        .isEqualTo(Map.of("learner.head", "task-adaptive", "training.lambda", "0.5"));
    assertThat(Inspector.tags(run))
        .containsEntry("palimpsest.learner", "reconstruction")
        .containsEntry("palimpsest.group", "a group")
        .containsEntry("palimpsest.run_uuid", uuid);
  }

  @Test
  void whatAPersonNotedFollowsARunThatIsThere() throws Exception {
    JournalWriter journal = smallRun();
    journal.end(Status.FINISHED);
    Sending.sync(uri, journal.folder());
    assertThat(Inspector.tags(inspector.theRun(journal))).doesNotContainKey("palimpsest.tags");

    new NotesFile(Optional.of("*keep*"), new TreeSet<>(List.of("thesis", "best")))
        .write(new Disk(), journal.folder());
    assertThat(Sending.sync(uri, journal.folder()).result()).isEqualTo(Result.SENT);
    assertThat(Inspector.tags(inspector.theRun(journal)))
        .containsEntry("mlflow.note.content", "*keep*")
        .containsEntry("palimpsest.tags", "best, thesis");
    assertThat(Sending.sync(uri, journal.folder()).result()).isEqualTo(Result.WAS_THERE);
  }

  @Test
  void runsThatDifferHaveAViewOfWhatDiffers() throws Exception {
    List<Path> folders = new ArrayList<>();
    for (String head : List.of("prototype", "linear")) {
      Path folder = Files.createDirectories(results.resolve(head));
      String id = UUID.randomUUID().toString().replace("-", "");
      var accuracy = new JournalEntry.Measurement("final/accuracy_seen", 0.5, 0);
      WrittenRun.append(
          folder,
          List.of(
              new JournalEntry.Started(id, experiment, head + " seed-1", 1_763_770_000_000L),
              new JournalEntry.Parameters(
                  Map.of("name", head, "learner.head", head, "training.epochs", "3")),
              new JournalEntry.Metrics(1_763_770_000_500L, List.of(accuracy))));
      folders.add(folder);
    }
    MlflowSync sync = new MlflowSync(TrackingServer.of(uri, Map.of()), MlflowSync.Options.DEFAULT);
    sync.run(folders.subList(0, 1), report -> {});
    assertThat(sync.swept()).as("one run differs from none").isEmpty();
    List<RunReport> reports = sync.run(folders, report -> {});
    String id = reports.get(0).experimentId().orElseThrow();
    assertThat(sync.swept()).containsExactly(id);

    TrackingServer server = TrackingServer.of(uri, Map.of());
    TrackingApi api = new TrackingApi(new HttpTransport(server), Duration.ofSeconds(30));
    assertThat(api.experiment(id).getTagsList())
        .filteredOn(tag -> tag.getKey().equals("mlflow.sharedViewState.palimpsest"))
        .singleElement()
        .satisfies(
            tag -> {
              JsonNode view = JSON.readTree(tag.getValue());
              JsonNode section = view.path("compareRunSections").path(0);
              assertThat(section.path("columns").asInt()).as("the whole width").isOne();
              assertThat(section.path("cardHeight").asInt()).isEqualTo(520);
              JsonNode chart = view.path("compareRunCharts").path(0);
              assertThat(chart.path("type").asText()).isEqualTo("PARALLEL");
              assertThat(chart.path("selectedParams"))
                  .extracting(JsonNode::asText)
                  .containsExactly("learner.head");
              assertThat(chart.path("selectedMetrics"))
                  .extracting(JsonNode::asText)
                  .containsExactly("final/accuracy_seen");
            });
    assertThat(server.sweepPage(id)).endsWith("&viewStateShareKey=palimpsest");
  }

  @Test
  void timesStandBehindWhatTheyWereSpentOn() throws Exception {
    JournalWriter journal = smallRun();
    JournalEntry.Measurement seconds = new JournalEntry.Measurement("time/wall_seconds", 3, 0);
    WrittenRun.append(
        journal.folder(), List.of(new JournalEntry.Metrics(1_763_770_000_500L, List.of(seconds))));
    Sending.sync(uri, journal.folder());
    String run = Inspector.runId(inspector.theRun(journal));
    assertThat(inspector.history(run, "system/time_wall_seconds"))
        .extracting(JournalWriter.Point::value)
        .containsExactly(3.0);
  }

  @Test
  void namesDataSetsAsInputsWithTheirWholeDigest() throws Exception {
    JournalWriter journal = new JournalWriter(results.resolve("seed-1"), experiment, uuid);
    String digest = "fedcba9876543210".repeat(4);
    journal.dataset("cifar100", digest, "training");
    journal.dataset("cifar100", digest, "evaluation");
    assertThat(Sending.sync(uri, journal.folder()).why()).isEmpty();

    Map<String, JsonNode> byContext = new HashMap<>();
    for (JsonNode input : inspector.theRun(journal).path("inputs").path("dataset_inputs")) {
      byContext.put(input.path("tags").path(0).path("value").asText(), input.path("dataset"));
    }
    assertThat(byContext).containsOnlyKeys("training", "evaluation");
    JsonNode training = Objects.requireNonNull(byContext.get("training"));
    assertThat(training.path("name").asText()).isEqualTo("cifar100");
    assertThat(digest).startsWith(training.path("digest").asText());
    assertThat(training.path("digest").asText()).hasSize(36);
    JsonNode profile = JSON.readTree(training.path("profile").asText());
    assertThat(profile.path("digest").asText()).isEqualTo(digest);
    assertThat(profile.path("images").asInt()).isEqualTo(50000);
  }

  @Test
  void asksOnceAndSendsNothingWhenAllIsThere() throws Exception {
    JournalWriter journal = smallRun();
    journal.end(Status.FINISHED);
    try (FaultyProxy proxy = new FaultyProxy(uri)) {
      Sending.sync(proxy.uri(), journal.folder());
      proxy.forget();
      assertThat(Sending.sync(proxy.uri(), journal.folder()).result()).isEqualTo(Result.WAS_THERE);
      assertThat(proxy.requests()).containsExactly("POST /api/2.0/mlflow/runs/search");
    }
  }

  @Test
  void goesOnWithAResumedRun() throws Exception {
    JournalWriter journal = smallRun();
    journal.end(Status.KILLED);
    Sending.sync(uri, journal.folder());
    String before = Inspector.runId(inspector.theRun(journal));
    assertThat(status(journal)).isEqualTo("KILLED");

    journal.resumed();
    journal.session(4);
    journal.artifact("sessions.csv", "session,accuracy_seen\n0,0.9\n4,0.5\n");
    Sending.sync(uri, journal.folder());
    assertThat(status(journal)).isEqualTo("RUNNING");

    journal.end(Status.FINISHED);
    Sending.sync(uri, journal.folder());
    assertThat(status(journal)).isEqualTo("FINISHED");
    assertThat(Inspector.runId(inspector.theRun(journal))).isEqualTo(before);
    inspector.assertWhole(journal);
  }

  private String status(JournalWriter journal) throws Exception {
    return inspector.theRun(journal).path("info").path("status").asText();
  }

  @Test
  void uploadsAFileAgainThatChangedWithoutALineInTheJournal() throws Exception {
    JournalWriter journal = smallRun();
    journal.end(Status.FINISHED);
    Sending.sync(uri, journal.folder());
    Files.writeString(journal.folder().resolve("sessions.csv"), "changed\n");
    assertThat(Sending.sync(uri, journal.folder()).artifacts()).isEqualTo(1);
    inspector.assertWhole(journal);
  }

  @Test
  void keepsWholeWhatMlflowCannotHold() throws Exception {
    String face = "\uD83D\uDE00";
    Map<String, String> params = new LinkedHashMap<>();
    params.put("long", "ä" + "x".repeat(9_999));
    params.put("just fits", face.repeat(6000));
    params.put("a@b", "1");
    params.put("a#b", "2");
    params.put("", "empty name");
    params.put("empty value", "");
    params.put("größe/精度", "ünïcode " + face);
    params.put("nul", "a\0b");
    Map<String, String> tags =
        Map.of("mlflow.note.content", "n".repeat(8_001), "50%", "of " + face);
    JournalWriter journal = new JournalWriter(results.resolve("ünï " + face), experiment, uuid);
    journal.params(params);
    journal.tags(tags);
    journal.metrics(
        1_763_770_000_001L, 0, Map.of("größe/精度", 0.25, "plain", 1e-300, "big", -1.5e300));
    journal.artifact("plots/ä " + face + ".txt", face);
    journal.end(Status.FINISHED);
    journal.raw(
        "{\"seq\":6,\"type\":\"metrics\",\"timestamp\":1763770000002,\"metrics\":["
            + "{\"key\":\"acc@1\",\"value\":0.5,\"step\":0},{\"key\":\"acc#1\",\"value\":0.75,\"step\":0},"
            + "{\"key\":\"undefined\",\"value\":\"NaN\",\"step\":0}]}\n");

    RunReport report = Sending.sync(uri, journal.folder());
    assertThat(report.why()).isEmpty();
    inspector.assertWhole(journal);
    JsonNode run = inspector.theRun(journal);
    assertThat(run.path("info").path("run_name").asText()).isEqualTo("ünï " + face);
    Map<String, String> stored = Inspector.params(run);
    assertThat(stored)
        .hasSize(params.size())
        .containsEntry("just fits", face.repeat(6000))
        .containsEntry("empty value", "")
        .containsEntry("größe/精度", "ünïcode " + face)
        .containsEntry("nul", "a\uFFFDb");
    assertThat(stored.get("long"))
        .hasSize(6000)
        .endsWith("[cut: 10000 characters; whole in as-recorded/params.json]");
    assertThat(stored.keySet().stream().filter(key -> key.startsWith("a_b-"))).hasSize(2);
    assertThat(json(run, "as-recorded/params.json"))
        .isEqualTo(
            Map.of(
                "long",
                params.get("long"),
                "a@b",
                "1",
                "a#b",
                "2",
                "",
                "empty name",
                "nul",
                "a\0b"));
    assertThat(json(run, "as-recorded/tags.json")).isEqualTo(tags);
    Map<String, String> names = json(run, "as-recorded/metric-names.json");
    assertThat(names.values()).containsExactlyInAnyOrder("acc@1", "acc#1");
    for (Map.Entry<String, String> name : names.entrySet()) {
      assertThat(inspector.history(Inspector.runId(run), name.getKey()))
          .extracting(JournalWriter.Point::value)
          .containsExactly(name.getValue().equals("acc@1") ? 0.5 : 0.75);
    }
    assertThat(run.path("data").path("metrics").toString()).doesNotContain("undefined");
  }

  private Map<String, String> json(JsonNode run, String path) throws Exception {
    Map<String, String> map = new HashMap<>();
    JSON.readTree(new String(inspector.artifact(run, path), StandardCharsets.UTF_8))
        .properties()
        .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
  }

  @Test
  void takesMoreOfEverythingThanOneRequestHolds() throws Exception {
    JournalWriter journal = new JournalWriter(results.resolve("seed-1"), experiment, uuid);
    Map<String, String> params = new LinkedHashMap<>();
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int i = 0; i < 101; i++) {
      params.put("p" + i, "v".repeat(5000) + i);
    }
    for (int i = 0; i < 1001; i++) {
      metrics.put("m" + i % 20 + "/" + i, i / 7.0);
    }
    journal.params(params);
    journal.metrics(1_763_770_000_001L, 3, metrics);
    assertThat(Sending.sync(uri, journal.folder()).why()).isEmpty();
    JsonNode run = inspector.theRun(journal);
    assertThat(Inspector.params(run)).isEqualTo(params);
    Map<String, Double> stored = new HashMap<>();
    run.path("data")
        .path("metrics")
        .forEach(m -> stored.put(m.path("key").asText(), m.path("value").asDouble()));
    assertThat(stored).isEqualTo(metrics);
  }

  @Test
  void survivesALostOrDamagedMemory() throws Exception {
    JournalWriter journal = smallRun();
    Sending.sync(uri, journal.folder());
    Path memory = journal.folder().resolve(SyncStateFile.NAME);
    Files.writeString(memory, "{\"version\":1,\"servers\":{\"");
    assertThat(Sending.sync(uri, journal.folder()).why()).isEmpty();
    Files.delete(memory);
    journal.session(7);
    assertThat(Sending.sync(uri, journal.folder()).why()).isEmpty();
    inspector.assertWhole(journal);
  }

  @Test
  void reportsWhatTheServerRefusesAndSendsTheRest() throws Exception {
    JournalWriter journal = smallRun();
    Sending.sync(uri, journal.folder());
    String id = Inspector.runId(inspector.theRun(journal));
    var param = JSON.createObjectNode().put("run_id", id).put("key", "late").put("value", "1");
    inspector.post("runs/log-parameter", param);
    journal.params(Map.of("late", "2", "later", "3"));
    journal.session(4);
    RunReport report = Sending.sync(uri, journal.folder());
    assertThat(report.result()).isEqualTo(Result.FAILED);
    assertThat(report.why()).singleElement().asString().startsWith("parameter late: ");
    inspector.assertWhole(journal);
    assertThat(Inspector.params(inspector.theRun(journal))).containsEntry("later", "3");
    assertThat(Sending.sync(uri, journal.folder()).why()).as("said again").isEqualTo(report.why());
  }

  @Test
  void givesAChangedParameterAnotherName() throws Exception {
    JournalWriter journal = smallRun();
    journal.params(Map.of("training.lambda", "0.7", "learner.head", "task-adaptive"));
    assertThat(Sending.sync(uri, journal.folder()).why()).isEmpty();
    assertThat(Inspector.params(inspector.theRun(journal)))
        .hasSize(3)
        .containsEntry("training.lambda", "0.5")
        .containsEntry("training.lambda changed at " + (journal.lines() - 1), "0.7");
  }

  @Test
  void reportsAFileThatIsNotThereAndOneThatIsNotTheRuns() throws Exception {
    JournalWriter journal = smallRun();
    Files.delete(journal.folder().resolve("sessions.csv"));
    assertThat(Sending.sync(uri, journal.folder()).why().toString()).contains("sessions.csv");
    Files.writeString(results.resolve("private.txt"), "not for anybody");
    Files.writeString(journal.folder().resolve("sessions.csv"), "back");
    journal.announce("../private.txt");
    RunReport report = Sending.sync(uri, journal.folder());
    assertThat(report.result()).isEqualTo(Result.FAILED);
    assertThat(report.why().toString()).contains("outside of its folder");
  }

  @Test
  void leavesAnEmptyJournalAndReportsADamagedOne() throws Exception {
    Path empty = Files.createDirectories(results.resolve("empty"));
    Files.writeString(empty.resolve("journal.jsonl"), "{\"seq\":0,\"ty");
    assertThat(Sending.sync(uri, empty).result()).isEqualTo(Result.EMPTY);
    JournalWriter damaged = smallRun();
    damaged.raw("\0\0\0\0\n");
    RunReport report = Sending.sync(uri, damaged.folder());
    assertThat(report.result()).isEqualTo(Result.FAILED);
    assertThat(report.why().toString())
        .contains("journal.jsonl: damaged: line " + (damaged.lines() + 1));
  }

  @Test
  void doesNotWaitForARunThatAnotherProcessIsSending() throws Exception {
    JournalWriter journal = smallRun();
    try (FolderLock lock =
        FolderLock.tryAcquire(journal.folder().resolve(MlflowSync.LOCK)).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(Sending.sync(uri, journal.folder()).result()).isEqualTo(Result.BUSY);
    }
    assertThat(Sending.sync(uri, journal.folder()).result()).isEqualTo(Result.SENT);
  }
}
