package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;

/**
 * {@code notes.json}: what a person wrote down about a run. It is no part of the run: neither its
 * id nor any number depends on it, and it may be changed at any time.
 *
 * @param note free text, empty if it was taken back; absent if there never was one
 * @param tags words to find the run by, each as in {@link #isTag}
 */
public record NotesFile(Optional<String> note, SortedSet<String> tags) {

  public static final String NAME = "notes.json";

  /** Characters that a note may have. */
  public static final int LONGEST_NOTE = 5000;

  private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{N}._-]{1,64}");

  /** Of a run about which nothing was written down. */
  public static final NotesFile NOTHING = new NotesFile(Optional.empty(), new TreeSet<>());

  public NotesFile {
    if (note.filter(text -> text.length() > LONGEST_NOTE).isPresent()) {
      throw new IllegalArgumentException(
          "a note has at most %d characters".formatted(LONGEST_NOTE));
    }
    tags.stream()
        .filter(tag -> !isTag(tag))
        .findFirst()
        .ifPresent(
            tag -> {
              throw new IllegalArgumentException("\"%s\" is no word for a tag".formatted(tag));
            });
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }

  /** Whether a word can be a tag: 1 to 64 letters, digits, dots, dashes and underscores. */
  public static boolean isTag(String word) {
    return TAG.matcher(word).matches();
  }

  /** Another text. */
  public NotesFile withNote(String text) {
    return new NotesFile(Optional.of(text), tags);
  }

  /** These words, too. */
  public NotesFile with(Collection<String> words) {
    SortedSet<String> all = new TreeSet<>(tags);
    all.addAll(words);
    return new NotesFile(note, all);
  }

  /** Without these words. */
  public NotesFile without(Collection<String> words) {
    SortedSet<String> left = new TreeSet<>(tags);
    left.removeAll(words);
    return new NotesFile(note, left);
  }

  /** The text as a reader sees it: none, or not empty. */
  public Optional<String> shown() {
    return note.filter(text -> !text.isBlank());
  }

  /**
   * Reads what was written down about a run; nothing if nothing was.
   *
   * @throws DamagedFileException if the file is there and is something else
   */
  public static NotesFile read(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    return Files.exists(file)
        ? DamagedFileException.reading(file, () -> of(Json.read(file)))
        : NOTHING;
  }

  private static NotesFile of(ObjectNode json) {
    JsonNode note = json.path("note");
    SortedSet<String> tags = new TreeSet<>();
    if (!(note.isMissingNode() || note.isTextual()) || !json.path("tags").isArray()) {
      throw new IllegalArgumentException("a text \"note\" and a list \"tags\" are wanted");
    }
    json.path("tags").forEach(tag -> tags.add(tag.asText()));
    return new NotesFile(note.isTextual() ? Optional.of(note.textValue()) : Optional.empty(), tags);
  }

  /** Writes it into a run's folder. */
  public void write(Disk disk, Path runFolder) {
    ObjectNode json = Json.object();
    note.ifPresent(text -> json.put("note", text));
    var list = json.putArray("tags");
    tags.forEach(list::add);
    disk.replace(runFolder.resolve(NAME), Json.pretty(json));
  }
}
