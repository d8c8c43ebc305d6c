package org.palimpsest.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;
import org.palimpsest.method.State;

/**
 * A run's checkpoints: {@code session-NN} after each session, kept for good; the two latest within
 * a session under {@code in-progress}, so that a damaged one costs a single block; and {@code
 * finished}, without a state, once the run is complete.
 */
final class CheckpointStore {

  private static final int FORMAT = 1;
  private static final int KEPT_IN_PROGRESS = 2;
  private static final Pattern SESSION = Pattern.compile("session-(\\d+)");
  private static final Pattern IN_PROGRESS =
      Pattern.compile("session-(\\d+)-stage-(\\d+)-block-(\\d+)");

  /**
   * Everything that going on needs.
   *
   * @param next what to do next
   * @param finished whether the run is complete
   * @param state of the learner; empty before it has learnt anything and when the run is complete
   * @param journal all its lines, so that none is lost with it
   * @param files of the run that were written so far, with their SHA-256
   * @param ledger of the run so far
   */
  record Checkpoint(
      Position next,
      boolean finished,
      Optional<State> state,
      List<String> journal,
      Map<String, String> files,
      Ledger.Snapshot ledger) {
    Checkpoint {
      journal = List.copyOf(journal);
      files = Collections.unmodifiableMap(new TreeMap<>(files)); // equal runs, equal bytes
    }
  }

  private record Candidate(Path folder, Position next, boolean finished) {}

  private final Disk disk;
  private final Path root;
  private final Path inProgress;

  CheckpointStore(Disk disk, Path root) {
    this.disk = disk;
    this.root = root;
    this.inProgress = root.resolve("in-progress");
  }

  /** Saves a point within a session; older such points are deleted afterwards. */
  void saveInProgress(Checkpoint checkpoint) {
    Position next = checkpoint.next();
    String name =
        String.format(
            Locale.ROOT,
            "session-%02d-stage-%d-block-%05d",
            next.session(),
            next.stage(),
            next.block());
    write(checkpoint, inProgress.resolve(name));
    List<Candidate> points = candidates(inProgress, IN_PROGRESS);
    for (int i = 0; i < points.size() - KEPT_IN_PROGRESS; i++) {
      disk.delete(points.get(i).folder());
    }
  }

  /** Saves the end of a session for good. */
  void saveSession(Checkpoint checkpoint) {
    write(
        checkpoint,
        root.resolve(String.format(Locale.ROOT, "session-%02d", checkpoint.next().session() - 1)));
  }

  /** Marks the run as complete; points within sessions are deleted. */
  void saveFinished(Checkpoint checkpoint) {
    write(checkpoint, root.resolve("finished"));
    disk.delete(inProgress);
  }

  /**
   * The checkpoint to go on from; empty if there is none.
   *
   * @throws CheckpointException if it is damaged; it has been set aside then, and the next call
   *     finds the one before
   */
  Optional<Checkpoint> latest() {
    Optional<Candidate> latest =
        Stream.of(
                candidates(root, Pattern.compile("finished")),
                candidates(root, SESSION),
                candidates(inProgress, IN_PROGRESS))
            .flatMap(List::stream)
            .max(Comparator.comparing(Candidate::finished).thenComparing(Candidate::next));
    return latest.map(this::read);
  }

  /** The folder of the last session that was learnt to its end. */
  static Optional<Path> lastSession(Path root) {
    List<Candidate> sessions = candidates(root, SESSION);
    return sessions.isEmpty()
        ? Optional.empty()
        : Optional.of(sessions.get(sessions.size() - 1).folder());
  }

  private void write(Checkpoint checkpoint, Path folder) {
    ObjectNode manifest = Json.object();
    manifest.put("format", FORMAT);
    manifest.set("next", Json.MAPPER.valueToTree(checkpoint.next()));
    manifest.set("journal", Json.MAPPER.valueToTree(checkpoint.journal()));
    manifest.set("run_files", Json.MAPPER.valueToTree(new TreeMap<>(checkpoint.files())));
    manifest.set("ledger", Json.MAPPER.valueToTree(checkpoint.ledger()));
    Path above = Disk.parent(folder);
    disk.createFolder(above);
    // Left behind where a point is reached again after a later one turned out to be damaged.
    disk.delete(folder);
    SealedFolder.write(disk, above.resolve(".partial"), folder, manifest, checkpoint.state());
  }

  private Checkpoint read(Candidate candidate) {
    try {
      return parse(candidate);
    } catch (SealedFolder.DamagedException | IOException e) {
      Path aside = SealedFolder.setAside(disk, candidate.folder());
      throw new CheckpointException(candidate.folder(), String.valueOf(e.getMessage()), aside);
    }
  }

  private static Checkpoint parse(Candidate candidate)
      throws SealedFolder.DamagedException, IOException {
    SealedFolder.Content content = SealedFolder.read(candidate.folder());
    JsonNode manifest = content.manifest();
    if (manifest.path("format").asInt() != FORMAT) {
      throw new SealedFolder.DamagedException(
          "format %s, this version reads %s".formatted(manifest.path("format"), FORMAT));
    }
    List<String> journal = new ArrayList<>();
    manifest.path("journal").forEach(line -> journal.add(line.asText()));
    Map<String, String> files = new LinkedHashMap<>();
    manifest
        .path("run_files")
        .properties()
        .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
    return new Checkpoint(
        Json.MAPPER.treeToValue(manifest.path("next"), Position.class),
        candidate.finished(),
        content.state(),
        journal,
        files,
        Json.MAPPER.treeToValue(manifest.path("ledger"), Ledger.Snapshot.class));
  }

  /** By rising position; names that are no checkpoint's, such as those set aside, are left out. */
  private static List<Candidate> candidates(Path folder, Pattern names) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Candidate> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        Matcher name = names.matcher(entry.getFileName().toString());
        if (name.matches()) {
          found.add(new Candidate(entry, position(name), name.groupCount() == 0));
        }
      }
    } catch (IOException e) {
      throw StorageException.at(folder, e);
    }
    found.sort(Comparator.comparing(Candidate::next));
    return found;
  }

  private static Position position(Matcher name) {
    return switch (name.groupCount()) {
      case 1 -> new Position(Integer.parseInt(name.group(1)) + 1, 0, 0);
      case 3 ->
          new Position(
              Integer.parseInt(name.group(1)),
              Integer.parseInt(name.group(2)),
              Integer.parseInt(name.group(3)));
      default -> Position.START;
    };
  }
}
