package org.palimpsest.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;

/**
 * Reads a journal line by line while it may still grow. A last line without its line break is left
 * for later: it is being written, or was torn by a crash and will be cut off by its owner.
 */
public final class JournalReader {

  private static final int BUFFER = 4 << 20;
  private static final int SHOWN = 80;

  private final Path file;
  private long position;
  private long lines;

  /**
   * A line.
   *
   * @param seq its number, rising by one from 0
   */
  public record Line(long seq, JournalEntry entry) {}

  /** Begins at the first line of a file, which need not be there yet. */
  public JournalReader(Path file) {
    this.file = file;
  }

  /**
   * All that a run's journal holds now; nothing if it has none.
   *
   * @throws DamagedFileException naming the line that is not a journal's
   */
  public static List<JournalEntry> all(Path runFolder) {
    JournalReader reader = new JournalReader(runFolder.resolve(RunFolders.JOURNAL));
    List<JournalEntry> entries = new ArrayList<>();
    for (List<Line> some = reader.next(); !some.isEmpty(); some = reader.next()) {
      some.forEach(line -> entries.add(line.entry()));
    }
    return entries;
  }

  /**
   * Reads complete lines that were not read before, at most about four megabytes of them.
   *
   * @return the next lines, none if there are no further complete ones
   * @throws DamagedFileException if a line is not a journal's, or lines are missing
   * @throws StorageException if the file cannot be read
   */
  public List<Line> next() {
    byte[] bytes = completeLines();
    List<Line> read = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        read.add(parse(file, lines, text(file, lines, bytes, start, i)));
        lines++;
        start = i + 1;
      }
    }
    position += bytes.length;
    return read;
  }

  /** Bytes of the lines that were read. */
  long position() {
    return position;
  }

  private byte[] completeLines() {
    if (!Files.exists(file)) {
      return new byte[0];
    }
    DamagedFileException.requireFile(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long available = channel.size() - position;
      if (available < 0) {
        throw new DamagedFileException(file, "it became shorter than what was read of it");
      }
      for (int wanted = BUFFER; ; wanted *= 2) {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(available, wanted));
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
          read = channel.read(buffer, position + buffer.position());
        }
        int end = buffer.position();
        while (end > 0 && buffer.get(end - 1) != '\n') {
          end--;
        }
        // A line longer than the buffer needs a larger one, unless it is the torn last one.
        if (end > 0 || available <= wanted || wanted > Integer.MAX_VALUE / 2) {
          return Arrays.copyOf(buffer.array(), end);
        }
      }
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  /**
   * The text of the line that is to have number {@code seq}.
   *
   * @param end its line break
   * @throws DamagedFileException if it is not UTF-8, which a lenient reader would show as something
   *     else than what stands there
   */
  static String text(Path file, long seq, byte[] bytes, int start, int end) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw new DamagedFileException(file, "line %d is not UTF-8 text".formatted(seq + 1));
    }
  }

  /**
   * Parses the line that is to have number {@code seq}.
   *
   * @throws DamagedFileException if it is another
   */
  static Line parse(Path file, long seq, String text) {
    try {
      JsonNode json = Json.MAPPER.readTree(text);
      if (json.path("seq").asLong(-1) != seq) {
        throw new IllegalArgumentException(
            "has seq %s where %d has to follow".formatted(json.path("seq"), seq));
      }
      return new Line(seq, JournalEntry.of(json, seq == 0));
    } catch (JsonProcessingException e) {
      String start = text.substring(0, Math.min(SHOWN, text.length()));
      throw new DamagedFileException(
          file, "line %d is not a JSON object: %s".formatted(seq + 1, start));
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, "line %d %s".formatted(seq + 1, e.getMessage()));
    }
  }
}
