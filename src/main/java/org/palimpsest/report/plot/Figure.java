package org.palimpsest.report.plot;

/**
 * A picture of numbers.
 *
 * @param name of its file, without the ending
 * @param title as a heading
 * @param alternative what it shows, for those who cannot see it
 */
public record Figure(String name, String title, String alternative, Painting painting) {

  /** Draws, after setting the canvas's size; the same theme always gives the same drawing. */
  @FunctionalInterface
  public interface Painting {
    void paint(Canvas canvas);
  }
}
