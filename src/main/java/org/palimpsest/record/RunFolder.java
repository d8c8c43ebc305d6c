package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.Event;
import org.palimpsest.experiment.Results.RunStorage;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.experiment.provenance.Provenance;

/** A run's folder: its tables, its summary and its journal. */
final class RunFolder implements RunStorage {

  static final String JOURNAL = "journal.jsonl";

  private static final Set<String> ONCE = Set.of("run", "params", "dataset");

  private final Disk disk;
  private final Path folder;
  private final Reporter reporter;
  private final Journal journal;
  private final SystemSampler sampler = new SystemSampler();
  private final Set<String> points = new HashSet<>();
  private final Set<String> types = new HashSet<>();
  private String uuid = UUID.randomUUID().toString().replace("-", "");
  private long started;
  private boolean finished;

  RunFolder(Disk disk, RunInfo run, Reporter reporter) {
    this.disk = disk;
    this.folder = run.folder();
    this.reporter = reporter;
    this.journal = new Journal(disk, folder.resolve(JOURNAL), this::seen);
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public String uuid() {
    return uuid;
  }

  @Override
  public Optional<Provenance.Data> data() {
    return ProvenanceFile.data(folder);
  }

  @Override
  public long started() {
    return started;
  }

  @Override
  public List<String> write(List<? extends Event.Lasting> events) {
    List<ObjectNode> entries = new ArrayList<>();
    for (Event.Lasting event : events) {
      for (ObjectNode entry : write(event)) {
        if (isNew(entry)) {
          entries.add(entry);
        }
      }
    }
    return journal.number(entries);
  }

  @Override
  public void append(List<String> lines) {
    journal.append(lines);
  }

  private List<ObjectNode> write(Event.Lasting event) {
    if (event instanceof Event.RunStarted begun) {
      return started(begun);
    } else if (event instanceof Event.RunResumed resumed) {
      ObjectNode file = provenance(resumed.provenance());
      ObjectNode now = ProvenanceFile.continued(file, resumed.provenance(), resumed.time());
      disk.replace(folder.resolve(ProvenanceFile.NAME), Json.pretty(now));
      return List.of(Entries.resumed(resumed.time()));
    } else if (event instanceof Event.BlockFinished block) {
      return List.of(Entries.block(block, sampler.sample()));
    } else if (event instanceof Event.StageReused reused) {
      return reused(reused);
    } else if (event instanceof Event.SessionFinished session) {
      return session(session);
    } else if (event instanceof Event.RunFinished complete) {
      return complete(complete);
    } else if (event instanceof Event.RunStopped stopped) {
      return stopped(stopped);
    }
    throw new IllegalArgumentException("unknown event " + event);
  }

  private List<ObjectNode> started(Event.RunStarted event) {
    disk.replace(folder.resolve("experiment.conf"), event.config().file(event.run().seed()));
    disk.replace(
        folder.resolve(ProvenanceFile.NAME), Json.pretty(ProvenanceFile.of(event.provenance())));
    return List.of(
        Entries.run(event, uuid),
        Entries.params(event.config().flat()),
        Entries.tags(event.tags()),
        Entries.dataset(event),
        Entries.artifact("experiment.conf"),
        Entries.artifact(ProvenanceFile.NAME));
  }

  /** A run that fails before it has begun leaves no line: the first has to say which run it is. */
  private List<ObjectNode> stopped(Event.RunStopped event) {
    String status = event.failure().isPresent() ? "FAILED" : "KILLED";
    return types.contains("run") ? List.of(Entries.end(status, event.time())) : List.of();
  }

  private List<ObjectNode> reused(Event.StageReused event) {
    Path file = folder.resolve(ProvenanceFile.NAME);
    disk.replace(file, Json.pretty(ProvenanceFile.withReused(Json.read(file), event.all())));
    List<String> stages =
        event.all().stream()
            .map(stage -> "%s of session %d".formatted(stage.stage(), stage.session()))
            .toList();
    return List.of(
        Entries.tags(Map.of("palimpsest.reused_stage", String.join(", ", stages))),
        Entries.artifact(ProvenanceFile.NAME));
  }

  private List<ObjectNode> session(Event.SessionFinished event) {
    String session = "session-%02d".formatted(event.result().session());
    disk.replace(folder.resolve("sessions.csv"), Tables.sessions(event.results()));
    disk.replace(folder.resolve("accuracy-matrix.csv"), Tables.accuracyMatrix(event.results()));
    disk.createFolder(folder.resolve("confusion"));
    String confusion = "confusion/" + session + ".csv";
    disk.replace(folder.resolve(confusion), Tables.confusion(event.predictions()));
    disk.createFolder(folder.resolve("predictions"));
    String predictions = "predictions/" + session + ".csv.gz";
    disk.replace(folder.resolve(predictions), out -> Tables.predictions(event.predictions(), out));
    List<ObjectNode> entries = new ArrayList<>();
    entries.add(Entries.session(event));
    entries.addAll(
        Entries.artifacts(List.of("sessions.csv", "accuracy-matrix.csv", confusion, predictions)));
    event
        .map()
        .ifPresent(
            map -> {
              disk.createFolder(folder.resolve("embeddings"));
              String embeddings = "embeddings/" + session + ".json";
              disk.replace(folder.resolve(embeddings), EmbeddingFile.text(map));
              entries.add(Entries.artifact(embeddings));
            });
    return entries;
  }

  private List<ObjectNode> complete(Event.RunFinished event) {
    List<String> paths = new ArrayList<>(IllustrationFiles.write(disk, folder, event.pictures()));
    disk.replace(folder.resolve(SummaryFile.NAME), SummaryFile.text(event.summary()));
    paths.add(SummaryFile.NAME);
    paths.addAll(reporter.report(folder));
    int last = event.summary().sessions().size() - 1;
    paths.add("checkpoints/session-%02d/state.safetensors".formatted(last));
    List<ObjectNode> entries = new ArrayList<>();
    entries.add(Entries.finals(event));
    entries.addAll(Entries.artifacts(paths));
    entries.add(Entries.end("FINISHED", event.time()));
    return entries;
  }

  private ObjectNode provenance(Provenance otherwise) {
    Path file = folder.resolve(ProvenanceFile.NAME);
    return Files.exists(file) ? Json.read(file) : ProvenanceFile.of(otherwise);
  }

  /**
   * Whether an entry says something that the journal lacks. After a damaged checkpoint, blocks are
   * done again that the journal has had already; their values are the same.
   */
  private boolean isNew(ObjectNode entry) {
    String type = entry.path("type").asText();
    if (ONCE.contains(type)) {
      return !types.contains(type);
    }
    if (!type.equals("metrics")) {
      return true;
    }
    ArrayNode metrics = (ArrayNode) entry.path("metrics");
    for (int i = metrics.size() - 1; i >= 0; i--) {
      if (points.contains(point(metrics.get(i)))) {
        metrics.remove(i);
      }
    }
    return !metrics.isEmpty();
  }

  private void seen(JsonNode line) {
    String type = line.path("type").asText();
    types.add(type);
    finished = type.equals("end") && line.path("status").asText().equals("FINISHED");
    if (type.equals("run")) {
      uuid = line.path("run_uuid").asText();
      started = line.path("started").asLong();
    }
    line.path("metrics").forEach(metric -> points.add(point(metric)));
  }

  private static String point(JsonNode metric) {
    return metric.path("key").asText() + "@" + metric.path("step").asLong();
  }
}
