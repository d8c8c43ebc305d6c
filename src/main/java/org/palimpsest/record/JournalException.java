package org.palimpsest.record;

import java.nio.file.Path;

/** A journal has a line that nobody wrote there. */
public final class JournalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JournalException(Path file, long expected, String line) {
    super(
        "%s: damaged at line %d: expected a JSON object with \"seq\":%d, found: %s"
            .formatted(
                file, expected + 1, expected, line.substring(0, Math.min(80, line.length()))));
  }
}
