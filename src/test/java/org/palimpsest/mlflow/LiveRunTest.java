package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.record.RunFolders;

/** A real experiment with its training, seen on a real server while it goes on and afterwards. */
@ExtendWith(SharedMlflow.class)
class LiveRunTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path work;

  @Test
  void everyMetricOfSessionsCsvIsOnTheServer(RealMlflow mlflow) throws Exception {
    String experiment = "live " + UUID.randomUUID();
    Inspector inspector = new Inspector(mlflow.uri());
    Path file = Path.of("experiments/digits-incremental.conf").toAbsolutePath();
    boolean seenLive = false;
    try (Program run =
        Program.start(
            work,
            "run",
            file.toString(),
            "mlflow.tracking-uri=\"" + mlflow.uri() + "\"",
            "mlflow.experiment=\"" + experiment + "\"",
            "mlflow.note=\"What the *test* is for\"",
            "training.base.epochs=8",
            "training.episodes.number=60")) {
      Path results = work.resolve("results/digits-incremental");
      while (run.isAlive() && !seenLive) {
        seenLive = isTraining(inspector, experiment) && run.isAlive();
        Thread.sleep(50);
      }
      assertThat(run.awaitEnd()).as(run.text()).isZero();
      assertThat(run.text()).contains("MLflow has this run");
      Path folder = RunFolders.below(List.of(results)).get(0);
      assertSame(inspector, experiment, folder);
    }
    assertThat(seenLive).as("the run was on the server, with values, while it trained").isTrue();
  }

  private static boolean isTraining(Inspector inspector, String experiment) throws Exception {
    JsonNode run;
    try {
      run = theRun(inspector, experiment);
    } catch (AssertionError e) {
      return false; // The server does not know the experiment yet.
    }
    return run.path("info").path("status").asText().equals("RUNNING")
        && run.path("data").path("metrics").toString().contains("train/base_loss");
  }

  private static JsonNode theRun(Inspector inspector, String experiment) throws Exception {
    String id = inspector.experiment(experiment).path("experiment_id").asText();
    var search = JSON.createObjectNode();
    search.putArray("experiment_ids").add(id);
    JsonNode runs = inspector.post("runs/search", search).path("runs");
    assertThat(runs.size()).as("runs of " + experiment).isEqualTo(1);
    return runs.get(0);
  }

  private static void assertSame(Inspector inspector, String experiment, Path folder)
      throws Exception {
    JsonNode run = theRun(inspector, experiment);
    assertThat(run.path("info").path("status").asText()).isEqualTo("FINISHED");
    assertThat(run.path("info").path("run_name").asText())
        .isEqualTo("digits-incremental " + folder.getFileName());
    List<JournalWriter.Point> expected = new ArrayList<>();
    List<JournalWriter.Point> stored = new ArrayList<>();
    List<String> lines = Files.readAllLines(folder.resolve("sessions.csv"));
    List<String> columns = List.of(lines.get(0).split(",", -1));
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = List.of(line.split(",", -1));
      long session = Long.parseLong(cells.get(0));
      for (int column = 1; column < columns.size(); column++) {
        if (!cells.get(column).isEmpty()) {
          double value = Double.parseDouble(cells.get(column));
          expected.add(new JournalWriter.Point(key(columns.get(column)), value, session, 0));
        }
      }
    }
    for (String column : columns.subList(1, columns.size())) {
      for (JournalWriter.Point point : inspector.history(Inspector.runId(run), key(column))) {
        stored.add(new JournalWriter.Point(point.key(), point.value(), point.step(), 0));
      }
    }
    assertThat(lines).as("a header, a base session and two novel ones").hasSize(4);
    assertThat(stored).containsExactlyInAnyOrderElementsOf(expected);

    for (JsonNode line : journal(folder)) {
      if (line.path("type").asText().equals("artifact")) {
        String path = line.path("path").asText();
        assertThat(inspector.artifact(run, path))
            .as(path)
            .isEqualTo(Files.readAllBytes(folder.resolve(path)));
      }
    }
    assertThat(Inspector.params(run))
        .containsEntry("learner.head", "task-adaptive")
        .containsEntry("training.base.epochs", "8");
    assertThat(Inspector.tags(run))
        .containsKeys("palimpsest.group", "palimpsest.git_commit", "mlflow.source.name")
        .containsEntry("mlflow.note.content", "What the *test* is for")
        .containsEntry("palimpsest.learner", "reconstruction");
    JsonNode input = run.path("inputs").path("dataset_inputs").path(0);
    assertThat(input.path("dataset").path("name").asText()).isEqualTo("digits");
    List<String> keys = new ArrayList<>();
    run.path("data").path("metrics").forEach(metric -> keys.add(metric.path("key").asText()));
    for (String section : List.of("train/", "session/", "final/", "system/time_", "system/")) {
      assertThat(keys).as(section).anyMatch(key -> key.startsWith(section));
    }
  }

  private static String key(String column) {
    return column.equals("seconds")
        ? "system/time_session_seconds"
        : "session/" + column.toLowerCase(Locale.ROOT);
  }

  private static List<JsonNode> journal(Path folder) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(RunFolders.JOURNAL))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
