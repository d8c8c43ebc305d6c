package org.palimpsest.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Digests;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;
import org.palimpsest.experiment.Event;
import org.palimpsest.experiment.ModelCard;
import org.palimpsest.experiment.Results.RunStorage;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.experiment.provenance.Provenance;
import org.palimpsest.record.JournalEntry.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's folder: its tables, its summary and its journal. */
final class RunFolder implements RunStorage {

  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

  private static final Set<Class<?>> ONCE =
      Set.of(
          JournalEntry.Started.class,
          JournalEntry.Parameters.class,
          JournalEntry.DatasetUsed.class);

  /** What a process that was killed may have left newer than its last checkpoint. */
  private static final Set<String> WRITTEN_AGAIN =
      Set.of(SessionsFile.NAME, AccuracyMatrixFile.NAME, ProvenanceFile.NAME);

  private final Disk disk;
  private final Path folder;
  private final Reporter reporter;
  private final Journal journal;
  private final SystemSampler sampler = new SystemSampler();
  private final String newUuid = UUID.randomUUID().toString().replace("-", "");
  private final SortedMap<String, String> files = new TreeMap<>();

  RunFolder(Disk disk, RunInfo run, Reporter reporter) {
    this.disk = disk;
    this.folder = run.folder();
    this.reporter = reporter;
    this.journal = new Journal(disk, folder.resolve(RunFolders.JOURNAL));
  }

  @Override
  public boolean finished() {
    return journal.facts().finished();
  }

  @Override
  public String uuid() {
    return journal.facts().run().map(JournalEntry.Started::runUuid).orElse(newUuid);
  }

  @Override
  public Optional<Provenance.Data> data() {
    return ProvenanceFile.data(folder);
  }

  @Override
  public long started() {
    return journal.facts().run().map(JournalEntry.Started::startedMillis).orElse(0L);
  }

  @Override
  public List<String> write(List<? extends Event.Lasting> events) {
    List<JournalEntry> entries = new ArrayList<>();
    for (Event.Lasting event : events) {
      write(event).forEach(entry -> news(entry).ifPresent(entries::add));
    }
    return journal.number(entries);
  }

  @Override
  public List<String> lines() {
    return journal.lines();
  }

  @Override
  public Map<String, String> files() {
    return Collections.unmodifiableMap(new TreeMap<>(files));
  }

  @Override
  public void restore(
      List<String> lines, Map<String, String> known, boolean complete, String configuration) {
    known.forEach(
        (path, sha256) -> {
          if (complete || !WRITTEN_AGAIN.contains(path)) {
            files.put(path, sha256);
          }
        });
    if (damagedFile().filter(ConfigurationFile.NAME::equals).isPresent()) {
      put(ConfigurationFile.NAME, configuration);
    }
    requireIntact();
    if (journal.restore(lines)) {
      LOG.warn(
          "{} was not as written; its checkpoint has brought it back, a copy lies beside it",
          folder.resolve(RunFolders.JOURNAL));
    }
  }

  /** Files of earlier sessions are written once: what is lost of them is lost for good. */
  private void requireIntact() {
    damagedFile()
        .map(folder::resolve)
        .ifPresent(
            file -> {
              String why =
                  Files.exists(file) ? "it is not what was written there" : "it is missing";
              throw new DamagedFileException(file, why);
            });
  }

  private Optional<String> damagedFile() {
    return files.entrySet().stream()
        .filter(file -> !intact(folder.resolve(file.getKey()), file.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean intact(Path file, String sha256) {
    return Files.isRegularFile(file) && digest(file).equals(sha256);
  }

  private static String digest(Path file) {
    try {
      return Digests.of(file);
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  @Override
  public void append(List<String> lines) {
    journal.append(lines);
  }

  private List<JournalEntry> write(Event.Lasting event) {
    if (event instanceof Event.RunStarted begun) {
      return started(begun);
    } else if (event instanceof Event.RunResumed resumed) {
      ObjectNode file = provenance(resumed.provenance());
      ObjectNode now = ProvenanceFile.continued(file, resumed.provenance(), resumed.time());
      put(ProvenanceFile.NAME, Json.pretty(now));
      return List.of(new JournalEntry.Resumed(resumed.time()));
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

  private List<JournalEntry> started(Event.RunStarted event) {
    put(ConfigurationFile.NAME, event.config().file(event.run().seed()));
    put(ProvenanceFile.NAME, Json.pretty(ProvenanceFile.of(event.provenance())));
    put(ModelCard.FILE, event.card().text());
    return List.of(
        Entries.run(event, uuid()),
        new JournalEntry.Parameters(event.config().flat()),
        new JournalEntry.Tags(event.tags()),
        Entries.dataset(event),
        new JournalEntry.ArtifactWritten(ConfigurationFile.NAME),
        new JournalEntry.ArtifactWritten(ProvenanceFile.NAME),
        new JournalEntry.ArtifactWritten(ModelCard.FILE));
  }

  /** A run that fails before it has begun leaves no line: the first has to say which run it is. */
  private List<JournalEntry> stopped(Event.RunStopped event) {
    Status status = event.failure().isPresent() ? Status.FAILED : Status.KILLED;
    return journal.facts().has(JournalEntry.Started.class)
        ? List.of(new JournalEntry.Ended(status, event.time()))
        : List.of();
  }

  private List<JournalEntry> reused(Event.StageReused event) {
    ObjectNode before = Json.read(folder.resolve(ProvenanceFile.NAME));
    put(ProvenanceFile.NAME, Json.pretty(ProvenanceFile.withReused(before, event.all())));
    List<String> stages =
        event.all().stream()
            .map(stage -> "%s of session %d".formatted(stage.stage(), stage.session()))
            .toList();
    return List.of(
        new JournalEntry.Tags(Map.of("palimpsest.reused_stage", String.join(", ", stages))),
        new JournalEntry.ArtifactWritten(ProvenanceFile.NAME));
  }

  private List<JournalEntry> session(Event.SessionFinished event) {
    int session = event.result().session();
    List<String> paths = new ArrayList<>();
    paths.add(put(SessionsFile.NAME, SessionsFile.text(event.results())));
    paths.add(put(AccuracyMatrixFile.NAME, AccuracyMatrixFile.text(event.results())));
    if (!event.predictions().isEmpty()) {
      paths.add(put(ConfusionFile.name(session), ConfusionFile.text(event.predictions())));
      paths.add(
          put(
              PredictionsFile.name(session),
              out -> PredictionsFile.write(event.predictions(), out)));
    }
    if (!event.episodes().isEmpty()) {
      paths.add(put(EpisodesFile.NAME, EpisodesFile.text(event.episodes())));
    }
    if (!event.curve().points().isEmpty()) {
      paths.add(put(AnytimeFile.NAME, AnytimeFile.text(event.curve())));
    }
    event
        .map()
        .ifPresent(map -> paths.add(put(EmbeddingFile.name(session), EmbeddingFile.text(map))));
    List<JournalEntry> entries = new ArrayList<>();
    entries.add(Entries.session(event));
    entries.addAll(Entries.artifacts(paths));
    return entries;
  }

  private String put(String name, String text) {
    return put(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Replaces a file of the folder, whose loss is noticed from now on, and returns its name. */
  private String put(String name, Disk.Content content) {
    Path file = folder.resolve(name);
    disk.createFolder(Disk.parent(file));
    disk.replace(file, content);
    files.put(name, digest(file));
    return name;
  }

  private List<JournalEntry> complete(Event.RunFinished event) {
    put(SessionsFile.NAME, SessionsFile.text(event.summary().sessions()));
    put(AccuracyMatrixFile.NAME, AccuracyMatrixFile.text(event.summary().sessions()));
    requireIntact();
    List<String> paths = new ArrayList<>(IllustrationFiles.write(disk, folder, event.pictures()));
    paths.forEach(path -> files.put(path, digest(folder.resolve(path))));
    if (!event.trials().isEmpty()) {
      paths.add(put(TuningFile.NAME, TuningFile.text(event.trials())));
    }
    paths.add(put(TrainingFile.NAME, TrainingFile.text(JournalReader.all(folder))));
    put(SummaryFile.NAME, SummaryFile.text(event.summary()));
    paths.add(SummaryFile.NAME);
    paths.addAll(reporter.report(disk, folder));
    int last = event.summary().sessions().size() - 1;
    paths.add(String.format(Locale.ROOT, "checkpoints/session-%02d/state.safetensors", last));
    List<JournalEntry> entries = new ArrayList<>();
    entries.add(Entries.finals(event));
    if (!event.trials().isEmpty()) {
      entries.add(new JournalEntry.Tags(TuningFile.tags(event.trials())));
    }
    entries.addAll(Entries.artifacts(paths));
    entries.add(new JournalEntry.Ended(Status.FINISHED, event.time()));
    return entries;
  }

  private ObjectNode provenance(Provenance otherwise) {
    Path file = folder.resolve(ProvenanceFile.NAME);
    return Files.exists(file) ? Json.read(file) : ProvenanceFile.of(otherwise);
  }

  /**
   * What of an entry the journal lacks. After a damaged checkpoint, blocks are done again that the
   * journal has had already; their values are the same.
   */
  private Optional<JournalEntry> news(JournalEntry entry) {
    if (entry instanceof JournalEntry.Metrics metrics) {
      List<JournalEntry.Measurement> fresh =
          metrics.values().stream().filter(one -> !journal.facts().has(one)).toList();
      return fresh.isEmpty()
          ? Optional.empty()
          : Optional.of(new JournalEntry.Metrics(metrics.timestampMillis(), fresh));
    }
    boolean there = ONCE.contains(entry.getClass()) && journal.facts().has(entry.getClass());
    return there ? Optional.empty() : Optional.of(entry);
  }
}
