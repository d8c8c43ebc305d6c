package org.palimpsest.report.compare;

/** What was asked for cannot be compared, or is not there; the message says what would be right. */
public final class RefusedComparisonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedComparisonException(String message) {
    super(message);
  }
}
