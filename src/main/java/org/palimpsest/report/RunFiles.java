package org.palimpsest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.record.FormatException;
import org.palimpsest.record.JournalEntry.Status;
import org.palimpsest.record.RunFolders;

/**
 * What a run left in its folder, as far as it is there. A run that was broken off lacks some of it;
 * what is missing or damaged is named in {@code notes} and left out.
 *
 * @param folder of the run, absolute
 * @param configuration text of {@code experiment.conf}
 * @param confusion after the last session that has one
 * @param confusionSession that session
 * @param notes for the reader of the page
 */
record RunFiles(
    Path folder,
    Optional<SessionTable> sessions,
    Optional<SessionMatrix> matrix,
    Optional<Confusion> confusion,
    Optional<String> confusionSession,
    Optional<JsonNode> summary,
    Optional<JsonNode> provenance,
    Optional<JournalFacts> journal,
    Optional<String> configuration,
    List<Picture> pictures,
    List<String> notes) {

  RunFiles {
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
    Optional<String> lastConfusion = lastConfusion(run);
    return new RunFiles(
        run,
        part(run, "sessions.csv", SessionTable::read, notes),
        part(run, "accuracy-matrix.csv", SessionMatrix::read, notes),
        part(run, lastConfusion.orElse("confusion/session-NN.csv"), Confusion::read, notes),
        lastConfusion.map(name -> name.replaceAll("\\D", "").replaceFirst("^0+(?=\\d)", "")),
        part(run, "summary.json", Json::object, notes),
        part(run, "provenance.json", Json::object, notes),
        part(run, RunFolders.JOURNAL, (path, name) -> JournalFacts.read(run), notes),
        part(run, "experiment.conf", (path, name) -> Files.readString(path), notes),
        illustrations(run, notes),
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

  /** Illustrations are a learner's choice, so that having none is no lack. */
  private static List<Picture> illustrations(Path run, List<String> notes) throws IOException {
    String name = "illustrations/captions.json";
    return Files.exists(run.resolve(name))
        ? part(run, name, Picture::read, notes).orElse(List.of())
        : List.of();
  }

  private static Optional<String> lastConfusion(Path run) throws IOException {
    Path folder = run.resolve("confusion");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.matches("session-\\d{1,9}\\.csv"))
          .max((a, b) -> Integer.compare(number(a), number(b)))
          .map(name -> "confusion/" + name);
    }
  }

  private static int number(String name) {
    return Integer.parseInt(name.replaceAll("\\D", ""));
  }

  private interface Reader<T> {
    T read(Path path, String name) throws IOException, FormatException;
  }

  private static <T> Optional<T> part(Path run, String name, Reader<T> reader, List<String> notes)
      throws IOException {
    Path path = run.resolve(name);
    if (!Files.exists(path)) {
      notes.add(name + " is missing");
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(path, name));
    } catch (FormatException e) {
      notes.add(String.valueOf(e.getMessage()));
    } catch (DamagedFileException e) {
      notes.add("%s: %s".formatted(name, e.why()));
    } catch (CharacterCodingException e) {
      notes.add(name + " is not UTF-8 text");
    }
    return Optional.empty();
  }
}
