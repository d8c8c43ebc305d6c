package org.palimpsest.mlflow;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palimpsest.disk.Json;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.JournalEntry.Status;
import org.palimpsest.record.RunFolders;

/** Writes run folders as a training run would, and knows what a server has to have afterwards. */
final class JournalWriter {

  /** A metric's value as the server stores it. */
  record Point(String key, double value, long step, long timestamp) {}

  private final Path folder;
  private final String runUuid;
  private final String experiment;
  private final List<Point> points = new ArrayList<>();
  private final List<String> artifacts = new ArrayList<>();
  private long seq;

  JournalWriter(Path folder, String experiment, String runUuid) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.experiment = experiment;
    this.runUuid = runUuid;
    line(
        new JournalEntry.Started(
            runUuid, experiment, folder.getFileName().toString(), 1_763_770_000_000L));
  }

  /** A small run of four sessions with everything that a run leaves. */
  static JournalWriter smallRun(Path folder, String experiment, String runUuid) throws IOException {
    JournalWriter journal = new JournalWriter(folder, experiment, runUuid);
    journal.params(Map.of("learner.head", "task-adaptive", "training.lambda", "0.5"));
    journal.tags(Map.of("palimpsest.learner", "reconstruction", "palimpsest.group", "a group"));
    journal.dataset("digits", "0123456789abcdef".repeat(4), "training");
    journal.artifact("experiment.conf", "name = " + experiment + "\n");
    for (int session = 0; session < 4; session++) {
      journal.session(session);
    }
    journal.artifact("sessions.csv", "session,accuracy_seen\n0,0.9\n");
    journal.artifact("confusion/session-00.csv", "a,b\n1,2\n");
    return journal;
  }

  Path folder() {
    return folder;
  }

  String experiment() {
    return experiment;
  }

  String runUuid() {
    return runUuid;
  }

  List<Point> points() {
    return List.copyOf(points);
  }

  List<String> artifacts() {
    return artifacts.stream().distinct().toList();
  }

  long lines() {
    return seq;
  }

  void session(int session) throws IOException {
    long time = 1_763_770_000_000L + 1000L * session;
    metrics(
        time,
        session,
        Map.of(
            "session/accuracy_seen",
            0.9 - 0.1 * session,
            "session/forgetting_from_earlier_peak",
            0.05 * session,
            "train/base_loss",
            3.21 / (session + 1)));
  }

  void metrics(long timestamp, long step, Map<String, Double> values) throws IOException {
    List<JournalEntry.Measurement> measured = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          measured.add(new JournalEntry.Measurement(key, value, step));
          points.add(new Point(key, value, step, timestamp));
        });
    line(new JournalEntry.Metrics(timestamp, measured));
  }

  void params(Map<String, String> params) throws IOException {
    line(new JournalEntry.Parameters(params));
  }

  void tags(Map<String, String> tags) throws IOException {
    line(new JournalEntry.Tags(tags));
  }

  void dataset(String name, String digest, String context) throws IOException {
    line(
        new JournalEntry.DatasetUsed(
            name,
            digest,
            context,
            Map.of("images", IntNode.valueOf(50000), "classes", IntNode.valueOf(100))));
  }

  void artifact(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    announce(path);
  }

  void announce(String path) throws IOException {
    line(new JournalEntry.ArtifactWritten(path));
    artifacts.add(path);
  }

  void resumed() throws IOException {
    line(new JournalEntry.Resumed(1_763_770_050_000L));
  }

  void end(Status status) throws IOException {
    line(new JournalEntry.Ended(status, 1_763_770_100_000L));
  }

  /** Appends text as it is, to tear or damage the journal. */
  void raw(String text) throws IOException {
    Files.writeString(
        folder.resolve(RunFolders.JOURNAL),
        text,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void line(JournalEntry entry) throws IOException {
    ObjectNode line = Json.object().put("seq", seq);
    line.setAll(entry.json());
    raw(Json.line(line) + "\n");
    seq++;
  }
}
