package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.record.AccuracyMatrixFile;
import org.palimpsest.record.ConfigurationFile;
import org.palimpsest.record.ConfusionFile;
import org.palimpsest.record.EpisodesFile;
import org.palimpsest.record.IllustrationFiles;
import org.palimpsest.record.JournalEntry.Status;
import org.palimpsest.record.NotesFile;
import org.palimpsest.record.ProvenanceFile;
import org.palimpsest.record.RunFolders;
import org.palimpsest.record.SessionsFile;
import org.palimpsest.record.SummaryFacts;
import org.palimpsest.record.SummaryFile;

/**
 * What a run left in its folder, as far as it is there. A run that was broken off lacks some of it;
 * what is missing or damaged is named in {@code notes} and left out.
 *
 * @param folder of the run, absolute
 * @param configuration text of {@code experiment.conf}
 * @param confusion after the last session that has one
 * @param confusionSession that session
 * @param episodes of an episodic run, setting by setting
 * @param remarks of a person
 * @param notes for the reader of the page
 */
record RunFiles(
    Path folder,
    Optional<SessionsFile> sessions,
    Optional<AccuracyMatrixFile> matrix,
    Optional<ConfusionFile> confusion,
    OptionalInt confusionSession,
    List<EpisodeCounts> episodes,
    Optional<SummaryFacts> summary,
    Optional<Map<String, String>> provenance,
    Optional<JournalFacts> journal,
    Optional<String> configuration,
    List<IllustrationFiles.Shown> pictures,
    NotesFile remarks,
    List<String> notes) {

  RunFiles {
    episodes = List.copyOf(episodes);
    pictures = List.copyOf(pictures);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a run folder.
   *
   * @throws NoSuchFileException if there is no such folder
   * @throws IOException if a file is there and cannot be read
   */
  static RunFiles read(Path folder) throws IOException {
    Path run = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(run)) {
      throw new NoSuchFileException(run.toString(), null, "is not the folder of a run");
    }
    List<String> notes = new ArrayList<>();
    OptionalInt last = ConfusionFile.lastSession(run);
    return new RunFiles(
        run,
        part(run, SessionsFile.NAME, () -> SessionsFile.read(run), notes),
        part(run, AccuracyMatrixFile.NAME, () -> AccuracyMatrixFile.read(run), notes),
        confusion(run, last, notes),
        last,
        episodes(run, notes),
        part(run, SummaryFile.NAME, () -> SummaryFacts.read(run), notes),
        part(run, ProvenanceFile.NAME, () -> ProvenanceFile.flat(run), notes),
        part(run, RunFolders.JOURNAL, () -> JournalFacts.read(run), notes),
        part(run, ConfigurationFile.NAME, () -> ConfigurationFile.text(run), notes),
        illustrations(run, notes),
        remarks(run, notes),
        notes);
  }

  /** The run's id, which is the folder's name. */
  String id() {
    return String.valueOf(folder.getFileName());
  }

  /** Whether the run came to its end. */
  boolean finished() {
    Optional<Status> status = journal.flatMap(JournalFacts::status);
    return status.isPresent() ? status.get() == Status.FINISHED : summary.isPresent();
  }

  /** Of an episodic run there is none, and that is no lack. */
  private static Optional<ConfusionFile> confusion(Path run, OptionalInt last, List<String> notes) {
    return Files.exists(run.resolve(EpisodesFile.NAME))
        ? Optional.empty()
        : part(
            run,
            last.isPresent() ? ConfusionFile.name(last.getAsInt()) : "confusion/session-NN.csv",
            () -> ConfusionFile.read(run, last.orElse(0)),
            notes);
  }

  private static List<EpisodeCounts> episodes(Path run, List<String> notes) {
    return Files.exists(run.resolve(EpisodesFile.NAME))
        ? part(run, EpisodesFile.NAME, () -> EpisodesFile.read(run), notes).orElse(List.of())
        : List.of();
  }

  /** Illustrations are a learner's choice, so that having none is no lack. */
  private static List<IllustrationFiles.Shown> illustrations(Path run, List<String> notes) {
    return Files.exists(run.resolve(IllustrationFiles.CAPTIONS))
        ? part(run, IllustrationFiles.CAPTIONS, () -> IllustrationFiles.read(run), notes)
            .orElse(List.of())
        : List.of();
  }

  private static NotesFile remarks(Path run, List<String> notes) {
    return Files.exists(run.resolve(NotesFile.NAME))
        ? part(run, NotesFile.NAME, () -> NotesFile.read(run), notes).orElse(NotesFile.NOTHING)
        : NotesFile.NOTHING;
  }

  private static <T> Optional<T> part(
      Path run, String name, Supplier<T> reader, List<String> notes) {
    if (!Files.exists(run.resolve(name))) {
      notes.add(name + " is missing");
      return Optional.empty();
    }
    try {
      return Optional.of(reader.get());
    } catch (DamagedFileException e) {
      notes.add("%s: %s".formatted(name, e.why()));
      return Optional.empty();
    }
  }
}
