package org.palimpsest.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.Problem;
import org.palimpsest.data.NotEnoughMemoryException;
import org.palimpsest.disk.StorageException;
import org.slf4j.LoggerFactory;

/** Tells a person why a command ended: what is wrong and, only if asked for, the stack trace. */
final class Failures {

  private static final int MOST_PROBLEMS = 200;

  private final PrintStream err;
  private volatile boolean debug;

  Failures(PrintStream err) {
    this.err = err;
  }

  /** From now on stack traces are shown. */
  void showStackTraces() {
    debug = true;
  }

  /**
   * Shows and logs a failure.
   *
   * @return the exit code
   */
  int report(Throwable failure) {
    int code = ExitCodes.of(failure);
    if (failure instanceof ConfException wrong) {
      configuration(wrong.problems());
      LoggerFactory.getLogger(Failures.class).info("the command failed: {}", wrong.getMessage());
    } else {
      err.println("palimpsest: " + message(failure, code));
      log(failure, code);
    }
    if (debug) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      err.print(trace.toString()); // as one text, from which secrets are taken
    }
    err.flush();
    return code;
  }

  private void configuration(List<Problem> problems) {
    problems.stream().limit(MOST_PROBLEMS).forEach(err::println);
    if (problems.size() > MOST_PROBLEMS) {
      err.println("... and %d more".formatted(problems.size() - MOST_PROBLEMS));
    }
    err.println(
        problems.size() == 1
            ? "1 problem; nothing was run."
            : problems.size() + " problems; nothing was run.");
  }

  private static String message(Throwable failure, int code) {
    if (failure instanceof OutOfMemoryError) {
      return "out of memory ("
          + failure.getMessage()
          + "). Everything up to the last checkpoint is safe; run the same command again, with a"
          + " smaller batch-size or more memory.";
    }
    if (code == ExitCodes.OUT_OF_SPACE) {
      return shortage(failure);
    }
    String text = String.valueOf(failure.getMessage());
    return code == ExitCodes.BUG ? "this is a bug: " + failure : text;
  }

  /** Where the failure itself says no more than that some class could not be made ready. */
  private static String shortage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StorageException || cause instanceof NotEnoughMemoryException) {
        return String.valueOf(cause.getMessage());
      }
      String shortage = ExitCodes.shortage(cause);
      if (!shortage.isEmpty()) {
        return "%s: %s. Everything finished before is safe".formatted(shortage, cause.getMessage());
      }
    }
    return String.valueOf(failure.getMessage());
  }

  private void log(Throwable failure, int code) {
    if (code != ExitCodes.BUG) {
      LoggerFactory.getLogger(Failures.class).info("the command failed", failure);
      return;
    }
    LoggerFactory.getLogger(Failures.class).error("a bug", failure);
    boolean logged = !Logs.file().isEmpty() && Files.exists(Path.of(Logs.file()));
    err.println(
        logged
            ? "The log has the details: " + Logs.file()
            : "No log could be written; --debug shows the details.");
  }
}
