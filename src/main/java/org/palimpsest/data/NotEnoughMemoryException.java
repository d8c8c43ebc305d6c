package org.palimpsest.data;

/** Images do not fit into the memory that Java may use. The message says what helps. */
public final class NotEnoughMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotEnoughMemoryException(String message) {
    super(message);
  }
}
