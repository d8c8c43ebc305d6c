package org.palimpsest.sweep;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.palimpsest.disk.StorageException;

/**
 * A cell's process. It watches its standard input, which the system closes when this process ends,
 * however it ends: a cell never outlives its sweep.
 */
final class CellProcess {

  private static final int TAIL_BYTES = 1 << 14;
  private static final String COMPLAINT = "palimpsest: ";

  private final Cell cell;
  private final Goal goal;
  private final Path log;
  private final Process process;

  private CellProcess(Cell cell, Goal goal, Path log, Process process) {
    this.cell = cell;
    this.goal = goal;
    this.log = log;
    this.process = process;
  }

  /** Starts a process that appends all it says to a log. */
  static CellProcess start(
      Cell cell, Goal goal, List<String> command, Map<String, String> environment, Path log) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      return new CellProcess(cell, goal, log, builder.start());
    } catch (IOException e) {
      throw StorageException.at(log, e);
    }
  }

  Cell cell() {
    return cell;
  }

  /** What it was started for. */
  Goal goal() {
    return goal;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Of a process that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** Asks it to stop at its next step. */
  void stop() {
    process.destroy();
  }

  /** Waits for its end, and ends it for good where that takes too long. */
  void await(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** The last line that it said; empty if it said nothing. */
  String lastWords() {
    return lastLine(log);
  }

  /** What it said about its failure; otherwise the last line. */
  String complaint() {
    return complaint(log);
  }

  static String complaint(Path log) {
    List<String> lines = lines(log);
    return lines.stream()
        .filter(line -> line.startsWith(COMPLAINT))
        .reduce((first, last) -> last)
        .orElse(lines.isEmpty() ? "" : lines.get(lines.size() - 1))
        .strip();
  }

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
