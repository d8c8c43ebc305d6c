package org.palimpsest.report;

/** A file of a run folder is not as it should be; the message names the file and the place. */
final class FormatException extends Exception {

  private static final long serialVersionUID = 1L;

  FormatException(String message) {
    super(message);
  }
}
