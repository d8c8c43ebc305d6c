package org.palimpsest.sweep;

import java.nio.file.Path;

/**
 * Why a cell's process ended before its run had come where it was to.
 *
 * @param exitCode of the process; 128 and more for a signal
 * @param message for people
 */
public record Failure(int exitCode, String message) {

  /** What the program says with its exit code when it was asked to stop. */
  static final int INTERRUPTED = 130;

  /** By a signal that it did not live to answer. */
  static final int TERMINATED = 128 + 15;

  private static final int SIGKILL = 128 + 9;

  /** Whether somebody asked the process alone to stop: nothing has to be put right then. */
  public boolean isInterruption() {
    return exitCode == INTERRUPTED;
  }

  /** By the exit code and what the process said last. */
  static Failure of(int exitCode, Path log) {
    String why =
        switch (exitCode) {
          case SIGKILL -> "killed by signal 9, perhaps for lack of memory";
          case INTERRUPTED -> "interrupted by a signal that the sweep did not send";
          default -> "exit code %d, %s".formatted(exitCode, CellLog.complaint(log));
        };
    return new Failure(exitCode, why + "; see " + log);
  }
}
