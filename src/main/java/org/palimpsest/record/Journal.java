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
import java.util.function.Consumer;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLostException;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;

/**
 * The append-only file of numbered lines, one JSON object each. Line {@code n} has {@code seq} =
 * {@code n}. Belongs to the process that holds the run's lock.
 *
 * <p>A torn last line is cut off on opening. So is everything from the first line on that is not a
 * journal's, once a checkpoint has brought back what stood there: a loss of power leaves files
 * short, empty or full of zeros.
 */
final class Journal {

  private final Disk disk;
  private final Path file;
  private final Consumer<JournalEntry> reader;
  private final List<String> lines = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private Optional<DamagedFileException> damage = Optional.empty();
  private long bytes;
  private boolean halfWritten;

  /**
   * Opens it, or begins an empty one.
   *
   * @param reader is shown every line of the journal once: those there and later those appended
   */
  Journal(Disk disk, Path file, Consumer<JournalEntry> reader) {
    this.disk = disk;
    this.file = file;
    this.reader = reader;
    try {
      read(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
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
          reader.accept(JournalReader.parse(file, lines.size(), line).entry());
          lines.add(line);
          bytes = start;
        } catch (DamagedFileException e) {
          damage = Optional.of(e);
        }
      }
    }
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
   * Takes over what a checkpoint has of the journal, and leaves nothing else behind a damaged line.
   *
   * @param known lines from the first on; empty if there is no checkpoint
   * @throws DamagedFileException if a line is damaged and there is no checkpoint
   */
  void restore(List<String> known) {
    if (damage.isPresent() && known.isEmpty()) {
      throw damage.get();
    }
    if (damage.isPresent()) {
      disk.copy(file, file.resolveSibling(file.getFileName() + ".damaged"));
      damage = Optional.empty();
      cut();
    }
    append(known);
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
    for (String line : written) {
      reader.accept(JournalReader.parse(file, lines.size(), line).entry());
      lines.add(line);
    }
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
