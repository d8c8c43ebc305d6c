package org.palimpsest.sweep;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a cell said last, in its log. */
final class CellLog {

  private static final int TAIL_BYTES = 1 << 14;
  private static final String COMPLAINT = "palimpsest: ";

  private CellLog() {}

  /** What it said about its failure; otherwise the last line. */
  static String complaint(Path log) {
    List<String> lines = lines(log);
    return lines.stream()
        .filter(line -> line.startsWith(COMPLAINT))
        .reduce((first, last) -> last)
        .orElse(lines.isEmpty() ? "" : lines.get(lines.size() - 1))
        .strip();
  }

  /** Empty if it said nothing. */
  static String lastLine(Path log) {
    List<String> lines = lines(log);
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
  }

  private static List<String> lines(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL_BYTES));
      byte[] tail = new byte[(int) (file.length() - file.getFilePointer())];
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
    } catch (IOException e) {
      return List.of(); // only something to look at is lost
    }
  }
}
