package org.palimpsest.report;

import java.awt.image.BufferedImage;

/**
 * A picture of numbers.
 *
 * @param name of its file, without the ending
 * @param title as a heading
 * @param alternative what it shows, for those who cannot see it
 */
record Figure(String name, String title, String alternative, Painting painting) {

  /** Draws; the same theme always gives the same image. */
  @FunctionalInterface
  interface Painting {
    BufferedImage paint(Theme theme);
  }
}
