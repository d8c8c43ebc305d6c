package org.palimpsest.mlflow;

import java.nio.file.Path;

/** A journal does not say what a journal has to say; the message names the file and the line. */
public final class JournalException extends RuntimeException {
  JournalException(Path file, String what) {
    super(file + ": " + what);
  }

  JournalException(Path file, long line, String what) {
    super("%s:%d: %s".formatted(file, line, what));
  }
}
