package org.palimpsest.mlflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service.DatasetInput;
import org.mlflow.api.proto.Service.LogBatch;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.palimpsest.conf.Redaction;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Digests;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.JournalReader;
import org.palimpsest.record.NotesFile;
import org.palimpsest.record.RunFolders;

/**
 * Sends one journal to one run of a server, from what that run has acknowledged on. Values go first
 * and in the journal's order, then files, then the run's status, so that a run that looks finished
 * is whole.
 */
final class Replay {

  private final Path runFolder;
  private final TrackingApi api;
  private final ArtifactUploader uploader;
  private final SyncStateFile stateFile;
  private final BooleanSupplier isRunStillThere;
  private final JournalReader reader;
  private final Translation translation = new Translation();

  /** What is read and not yet acknowledged. */
  private final List<Pending> pending = new ArrayList<>();

  /** The run's files, by the path they have on the server. */
  private final Map<String, String> files = new LinkedHashMap<>();

  /** Those of them that may differ from what the server has. */
  private final Set<String> changed = new LinkedHashSet<>();

  private final Map<String, String> problems = new LinkedHashMap<>();
  private JournalEntry.@Nullable Ended end;
  private boolean statusKnown;
  private boolean hasSent;
  private long metricsSent;
  private long artifactsSent;
  private SyncState state;

  /**
   * @param isRunStillThere asks the server whether the run is neither deleted nor replaced
   */
  Replay(
      Path runFolder,
      TrackingApi api,
      SyncStateFile stateFile,
      SyncState state,
      BooleanSupplier isRunStillThere) {
    this.runFolder = runFolder;
    this.api = api;
    this.uploader = new ArtifactUploader(api);
    this.stateFile = stateFile;
    this.isRunStillThere = isRunStillThere;
    this.reader = new JournalReader(runFolder.resolve(RunFolders.JOURNAL));
    this.state = state;
  }

  /** One journal line, as what the server stores. */
  private record Pending(
      long seq,
      List<Param> params,
      List<RunTag> tags,
      List<DatasetInput> datasets,
      List<Metric> metrics) {

    int items() {
      return params.size() + tags.size() + metrics.size();
    }
  }

  SyncState state() {
    return state;
  }

  /** Why something of this run is not on the server although the server is there. */
  List<String> problems() {
    List<String> all = new ArrayList<>(state.refused());
    all.addAll(problems.values());
    return all;
  }

  /** Whether the server got anything that it did not have. */
  boolean hasSent() {
    return hasSent;
  }

  long metricsSent() {
    return metricsSent;
  }

  long artifactsSent() {
    return artifactsSent;
  }

  /**
   * Sends what the journal holds now. After an exception the same call goes on where it stopped.
   */
  void advance() {
    sendPending();
    for (List<JournalReader.Line> read = reader.next(); !read.isEmpty(); read = reader.next()) {
      read.forEach(this::translate);
      sendPending();
    }
    uploadChanged();
    sendNotes();
    sendStatus();
  }

  private void translate(JournalReader.Line line) {
    JournalEntry entry = line.entry();
    List<Param> params = List.of();
    List<RunTag> tags = List.of();
    List<DatasetInput> datasets = List.of();
    List<Metric> metrics = List.of();
    if (entry instanceof JournalEntry.Parameters parameters) {
      params = translation.parameters(line.seq(), parameters);
    } else if (entry instanceof JournalEntry.Tags some) {
      tags = translation.tags(some);
    } else if (entry instanceof JournalEntry.DatasetUsed dataset) {
      datasets = List.of(translation.dataset(dataset));
    } else if (entry instanceof JournalEntry.Metrics measured) {
      metrics = translation.metrics(measured);
    } else if (entry instanceof JournalEntry.ArtifactWritten written) {
      String path = translation.artifactPath(written);
      files.put(path, written.path());
      changed.add(path);
    } else if (entry instanceof JournalEntry.Ended ended) {
      end = ended;
      statusKnown = true;
      // A file may have changed after the line that announced it.
      changed.addAll(files.keySet());
    } else if (entry instanceof JournalEntry.Resumed) {
      end = null;
      statusKnown = true;
    }
    if (line.seq() > state.acknowledged()) {
      pending.add(new Pending(line.seq(), params, tags, datasets, metrics));
    }
  }

  private void sendPending() {
    while (!pending.isEmpty()) {
      int lines = 0;
      int items = 0;
      while (lines < pending.size()
          && (lines == 0 || items + pending.get(lines).items() <= Batches.ITEMS)) {
        items += pending.get(lines).items();
        lines++;
      }
      List<Pending> some = pending.subList(0, lines);
      send(some);
      save(state.acknowledging(some.get(lines - 1).seq()));
      some.clear();
    }
  }

  private void send(List<Pending> lines) {
    List<Param> params = new ArrayList<>();
    Map<String, RunTag> tags = new LinkedHashMap<>();
    List<DatasetInput> datasets = new ArrayList<>();
    List<Metric> metrics = new ArrayList<>();
    for (Pending line : lines) {
      params.addAll(line.params());
      line.tags().forEach(tag -> tags.put(tag.getKey(), tag));
      datasets.addAll(line.datasets());
      metrics.addAll(line.metrics());
    }
    for (LogBatch batch : Batches.of(state.runId(), params, List.copyOf(tags.values()), metrics)) {
      send(batch);
      metricsSent += batch.getMetricsCount();
    }
    if (!datasets.isEmpty()) {
      sendDatasets(datasets);
    }
  }

  /** Sends a batch; of one that the server refuses for what is in it, everything but that. */
  private void send(LogBatch batch) {
    try {
      api.logBatch(batch);
    } catch (ServerRefusedException e) {
      if (!e.isAboutContent() || !isRunStillThere.getAsBoolean()) {
        throw e;
      }
      List<LogBatch> halves = Batches.halves(batch);
      if (halves.isEmpty()) {
        save(state.refusing(Batches.describe(batch) + ": " + e.getMessage()));
      }
      halves.forEach(this::send);
    }
  }

  private void sendDatasets(List<DatasetInput> datasets) {
    try {
      api.logInputs(state.runId(), datasets);
    } catch (ServerRefusedException e) {
      boolean unknownToOldServers = e.status() == 404 && !e.isMissing();
      if (!(e.isAboutContent() || unknownToOldServers) || !isRunStillThere.getAsBoolean()) {
        throw e;
      }
      save(state.refusing("data sets: " + e.getMessage()));
    }
  }

  private void uploadChanged() {
    AsRecorded asRecorded = translation.asRecorded();
    if (changed.isEmpty() && !asRecorded.hasGrown()) {
      return;
    }
    if (!ArtifactUploader.takesArtifacts(state.artifactUri())) {
      problems.put(
          "",
          "the server keeps artifacts at %s, where it lets nobody put them over HTTP; %d stay in %s"
              .formatted(
                  Redaction.of(state.artifactUri()),
                  files.size() + asRecorded.artifacts().size(),
                  runFolder));
      return;
    }
    for (String path : List.copyOf(changed)) {
      upload(path, () -> uploader.upload(inside(files.get(path)), uri(), path, there(path)));
      changed.remove(path);
    }
    asRecorded
        .artifacts()
        .forEach(
            (path, content) ->
                upload(path, () -> uploader.upload(content, uri(), path, there(path))));
    asRecorded.stored();
  }

  private interface Upload {
    Optional<String> run() throws NoSuchFileException;
  }

  private void upload(String path, Upload upload) {
    problems.remove(path);
    try {
      Optional<String> sent = upload.run();
      if (sent.isPresent()) {
        artifactsSent++;
        save(state.withArtifact(path, sent.get()));
      }
    } catch (NoSuchFileException e) {
      problems.put(path, path + " is named in the journal and is not in the run's folder");
    } catch (ServerRefusedException e) {
      if (e.status() == 401 || e.status() == 403) {
        throw e;
      }
      problems.put(path, path + ": " + e.getMessage());
    }
  }

  private String uri() {
    return state.artifactUri();
  }

  private String there(String path) {
    return state.artifacts().getOrDefault(path, "");
  }

  /** A file of the run's folder; a journal from elsewhere must not make us send any other. */
  private Path inside(@Nullable String path) throws NoSuchFileException {
    Path file = runFolder.resolve(path == null ? "" : path);
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try {
      if (!file.toRealPath().startsWith(runFolder.toRealPath())) {
        throw new DamagedFileException(
            runFolder.resolve(RunFolders.JOURNAL), "names a file outside of its folder: " + path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be found", e);
    }
    return file;
  }

  /** What a person wrote down; no line of the journal tells of it, and it may change. */
  private void sendNotes() {
    NotesFile notes = NotesFile.read(runFolder);
    if (notes.equals(NotesFile.NOTHING)) {
      return;
    }
    List<RunTag> tags = translation.notes(notes);
    String digest = Digests.of(tags.toString());
    if (!digest.equals(there(NotesFile.NAME))) {
      Batches.of(state.runId(), List.of(), tags, List.of()).forEach(this::send);
      save(state.withArtifact(NotesFile.NAME, digest));
    }
  }

  private void sendStatus() {
    if (!statusKnown) {
      return;
    }
    RunStatus status = end == null ? RunStatus.RUNNING : RunStatus.valueOf(end.status().name());
    long endMillis = end == null ? 0 : end.endedMillis();
    String wanted = SyncState.status(status, endMillis);
    if (!wanted.equals(state.status())) {
      api.updateRun(state.runId(), status, endMillis);
      save(state.withStatus(wanted));
    }
  }

  private void save(SyncState newer) {
    hasSent = true;
    stateFile.save(newer);
    state = newer;
  }
}
