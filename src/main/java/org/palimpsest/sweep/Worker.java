package org.palimpsest.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.palimpsest.disk.StorageException;

/**
 * A process that runs cells one after another, so that only the first of them waits for the program
 * to start. It is told a {@link CellTask} on its standard input and answers with an exit code. The
 * system closes its input when this process ends, however it ends: a worker never outlives its
 * sweep. Belongs to one thread.
 */
final class Worker {

  /** After this long a process of its own costs a cell nothing that counts. */
  private static final long SHARED_NANOS = TimeUnit.SECONDS.toNanos(120);

  /** How a line begins that is an answer, and nothing that a library has to say. */
  private static final String ANSWER = "exit ";

  private final Process process;
  private final Writer tasks;
  private final BufferedReader answers;
  private final Path log;
  private final long born = System.nanoTime();
  private int cells;

  private Worker(Process process, Path log) {
    this.process = process;
    this.log = log;
    tasks = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a process.
   *
   * @param log for what it says outside of any cell, such as the last words of a library
   */
  static Worker start(List<String> command, Map<String, String> environment, Path log) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      return new Worker(builder.start(), log);
    } catch (IOException e) {
      throw StorageException.at(log, e);
    }
  }

  /** The answer to a task. */
  static String answer(int exitCode) {
    return ANSWER + exitCode;
  }

  /** Begins a cell; it must have none. */
  void begin(CellTask task) {
    cells++;
    try {
      tasks.write(task.line() + "\n");
      tasks.flush();
    } catch (IOException e) {
      // It has ended; the next look finds its exit code.
      process.destroy();
    }
  }

  /** Whether it runs its first cell, and nothing earlier can be to blame for what it does. */
  boolean isFresh() {
    return cells <= 1;
  }

  /** Whether it may run another cell, now that it has ended one well. */
  boolean lasts() {
    return process.isAlive() && System.nanoTime() - born < SHARED_NANOS;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Exit code of the cell that it runs, or of itself if it has ended; empty while it works. */
  OptionalInt exitCode(Path cellLog) {
    try {
      boolean alive = process.isAlive(); // before reading: what it said last is not to be missed
      while (answers.ready()) {
        String line = answers.readLine();
        if (line != null && line.startsWith(ANSWER)) {
          return OptionalInt.of(Integer.parseInt(line.substring(ANSWER.length())));
        }
      }
      if (alive) {
        return OptionalInt.empty();
      }
    } catch (IOException | NumberFormatException e) {
      process.destroyForcibly();
      return OptionalInt.empty(); // ends, and is seen to have ended
    }
    quote(cellLog);
    return OptionalInt.of(process.exitValue());
  }

  /** What the process said last helps whoever reads the log of the cell that it ended with. */
  private void quote(Path cellLog) {
    String last = CellLog.lastLine(log);
    if (!last.isEmpty()) {
      try {
        Files.writeString(
            cellLog,
            "palimpsest: the process ended, saying: %s%n".formatted(last),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw StorageException.at(cellLog, e);
      }
    }
  }

  /** Asks the cell to stop at its next step, and the process to end. */
  void stop() {
    process.destroy();
  }

  /** Lets a process that has nothing to do end. */
  void dismiss() {
    try {
      tasks.close();
    } catch (IOException e) {
      process.destroy();
    }
  }

  /** Waits for its end, and ends it for good where that takes too long. */
  void await(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
