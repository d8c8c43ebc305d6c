package org.palimpsest.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLostException;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;

/**
 * The append-only file of numbered lines, one JSON object each. Line {@code n} has {@code seq} =
 * {@code n}. Belongs to the process that holds the run's lock.
 *
 * <p>A torn last line is cut off on opening. A checkpoint brings back the lines that it has where
 * others stand there, or none: a loss of power leaves files short, empty or full of zeros, and a
 * digit changes on a bad disk.
 */
final class Journal {

  private final Disk disk;
  private final Path file;
  private final List<String> lines = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private Optional<DamagedFileException> damage = Optional.empty();
  private JournalFacts facts = new JournalFacts();
  private long bytes;
  private boolean halfWritten;

  /** Opens it, or begins an empty one. */
  Journal(Disk disk, Path file) {
    this.disk = disk;
    this.file = file;
    read(
        Files.exists(file)
            ? DamagedFileException.reading(file, () -> Files.readAllBytes(file))
            : new byte[0]);
    if (damage.isEmpty()) {
      cut();
    }
  }

  private void read(byte[] content) {
    int start = 0;
    for (int i = 0; i < content.length && damage.isEmpty(); i++) {
      if (content[i] == '\n') {
        try {
          String line = JournalReader.text(file, lines.size(), content, start, i);
          start = i + 1;
          add(line);
          bytes = start;
        } catch (DamagedFileException e) {
          damage = Optional.of(e);
        }
      }
    }
  }

  private void add(String line) {
    facts.add(JournalReader.parse(file, lines.size(), line).entry());
    lines.add(line);
  }

  /** What the lines say that are there by now. */
  JournalFacts facts() {
    return facts;
  }

  /** The number that the next new line gets. */
  long next() {
    return (long) lines.size() + pending.size();
  }

  /** Every line so far, in order. */
  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    all.addAll(pending);
    return all;
  }

  /** Numbers new lines without writing them. */
  List<String> number(List<JournalEntry> entries) {
    List<String> numbered = new ArrayList<>();
    for (JournalEntry entry : entries) {
      ObjectNode line = Json.object();
      line.put("seq", next() + numbered.size());
      line.setAll(entry.json());
      numbered.add(Json.line(line));
    }
    return numbered;
  }

  /**
   * Takes over what a checkpoint has of the journal, in place of what stands there; whatever is
   * damaged behind that is left out. A copy of a journal that was not as written is kept beside it.
   *
   * @param known lines from the first on; empty if there is no checkpoint
   * @return whether other lines stood there
   * @throws DamagedFileException if a line is damaged and there is no checkpoint
   */
  boolean restore(List<String> known) {
    int both = Math.min(known.size(), lines.size());
    boolean differs = !known.subList(0, both).equals(lines.subList(0, both));
    if (damage.isEmpty() && !differs) {
      append(known);
      return false;
    }
    if (known.isEmpty()) {
      throw damage.orElseThrow();
    }
    disk.copy(file, file.resolveSibling(file.getFileName() + ".damaged"));
    List<String> all = new ArrayList<>(known);
    all.addAll(lines.subList(both, lines.size()));
    String text = String.join("\n", all) + "\n";
    disk.replace(file, text);
    bytes = text.getBytes(StandardCharsets.UTF_8).length;
    damage = Optional.empty();
    facts = new JournalFacts();
    lines.clear();
    all.forEach(this::add);
    return true;
  }

  /**
   * Appends those lines whose numbers are not there yet, and forces them onto the disk. Lines that
   * could not be written stay first in turn.
   *
   * @throws FolderLostException if the file is not as this process left it
   * @throws DamagedFileException if a line of it is damaged and was not restored
   */
  void append(List<String> more) {
    if (damage.isPresent()) {
      throw damage.get();
    }
    for (String line : more) {
      long number = number(line);
      if (number > next()) {
        throw new DamagedFileException(
            file,
            "line %d is missing, and no checkpoint has it; the next one known is line %d"
                .formatted(next() + 1, number + 1));
      }
      if (number == next()) {
        pending.add(line);
      }
    }
    if (pending.isEmpty()) {
      return;
    }
    if (halfWritten) {
      cut();
    }
    requireOwn();
    String text = String.join("\n", pending) + "\n";
    halfWritten = true;
    disk.append(file, text);
    halfWritten = false;
    bytes += text.getBytes(StandardCharsets.UTF_8).length;
    List<String> written = List.copyOf(pending);
    pending.clear();
    written.forEach(this::add);
  }

  /** A lock does not keep others out everywhere, nor anybody from deleting a folder. */
  private void requireOwn() {
    try {
      long now = Files.exists(file) ? Files.size(file) : 0;
      if (now != bytes) {
        throw new FolderLostException(
            file, "has %d bytes where this process left %d".formatted(now, bytes));
      }
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  private void cut() {
    try {
      if (Files.exists(file) && Files.size(file) > bytes) {
        disk.truncate(file, bytes);
      }
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  private long number(String line) {
    try {
      return Json.MAPPER.readTree(line).path("seq").asLong(-1);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("%s: no line of it: %s".formatted(file, line), e);
    }
  }
}
