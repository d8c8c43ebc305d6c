package org.palimpsest.sweep;

/**
 * A cell as it is shown.
 *
 * @param seconds that its process has run, or its whole run took; 0 if neither
 * @param detail what it is doing, or why it ended; may be empty
 */
public record Row(Cell cell, CellStatus status, double seconds, String detail) {

  /** {@code EXPERIMENT seed S}. */
  String name() {
    return "%s seed %d".formatted(cell.experiment(), cell.seed());
  }
}
