package org.palimpsest.report.compare;

import java.nio.file.Path;

/** A file is no accuracy matrix; the message names file, line and value. */
public final class MatrixFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MatrixFileException(Path file, int line, String why) {
    super("%s:%d: %s".formatted(file, line, why));
  }

  MatrixFileException(Path file, String why) {
    super("%s: %s".formatted(file, why));
  }
}
