package org.palimpsest.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;

/**
 * The append-only file of numbered lines, one JSON object each. Line {@code n} has {@code seq} =
 * {@code n}; a torn last line is cut off on opening. Belongs to the process that holds the run's
 * lock.
 */
final class Journal {

  private final Disk disk;
  private final Path file;
  private final Consumer<JournalEntry> reader;
  private final List<String> pending = new ArrayList<>();
  private long bytes;
  private long next;

  /**
   * Opens it, or begins an empty one.
   *
   * @param reader is shown every line of the journal once: those there and later those appended
   */
  Journal(Disk disk, Path file, Consumer<JournalEntry> reader) {
    this.disk = disk;
    this.file = file;
    this.reader = reader;
    JournalReader there = new JournalReader(file);
    for (var some = there.next(); !some.isEmpty(); some = there.next()) {
      some.forEach(line -> reader.accept(line.entry()));
      next += some.size();
    }
    bytes = there.position();
    cutHalfWritten();
  }

  /** The number that the next new line gets. */
  long next() {
    return next + pending.size();
  }

  /** Numbers new lines without writing them. */
  List<String> number(List<JournalEntry> entries) {
    List<String> lines = new ArrayList<>();
    for (JournalEntry entry : entries) {
      ObjectNode line = Json.object();
      line.put("seq", next() + lines.size());
      line.setAll(entry.json());
      lines.add(Json.line(line));
    }
    return lines;
  }

  /**
   * Appends those lines whose numbers are not there yet, and forces them onto the disk. Lines that
   * could not be written stay first in turn.
   */
  void append(List<String> lines) {
    for (String line : lines) {
      long number = number(line);
      if (number > next()) {
        throw new IllegalStateException(
            "%s: line %d is to follow line %d".formatted(file, number, next() - 1));
      }
      if (number == next()) {
        pending.add(line);
      }
    }
    if (pending.isEmpty()) {
      return;
    }
    cutHalfWritten();
    String text = String.join("\n", pending) + "\n";
    disk.append(file, text);
    bytes += text.getBytes(StandardCharsets.UTF_8).length;
    List<String> written = List.copyOf(pending);
    pending.clear();
    for (String line : written) {
      reader.accept(JournalReader.parse(file, next, line).entry());
      next++;
    }
  }

  private void cutHalfWritten() {
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
