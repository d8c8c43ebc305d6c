package org.palimpsest.tensor;

/** Thrown where two shapes that have to fit do not; the message names both. */
public final class ShapeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public ShapeException(String message) {
    super(message);
  }
}
