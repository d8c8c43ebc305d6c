package org.palimpsest.record;

/** A file of a run folder is not as it should be; the message names the file and the place. */
public final class FormatException extends Exception {

  private static final long serialVersionUID = 1L;

  public FormatException(String message) {
    super(message);
  }
}
