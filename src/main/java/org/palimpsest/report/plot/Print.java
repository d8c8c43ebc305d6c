package org.palimpsest.report.plot;

import java.awt.Font;
import java.util.OptionalDouble;

/**
 * How figures are made ready for print.
 *
 * @param font family of all texts; what Java does not have is replaced by its own
 * @param scale of all texts, 0.5 to 3, 1 as on pages
 * @param width of vector files in millimetres, 10 to 2000; empty for 96 logical pixels an inch
 */
public record Print(String font, double scale, OptionalDouble width) {

  /** As on pages. */
  public static final Print USUAL = new Print(Font.SANS_SERIF, 1, OptionalDouble.empty());

  private static final double POINTS_PER_PIXEL = 0.75;
  private static final double POINTS_PER_MILLIMETRE = 72 / 25.4;

  public Print {
    if (!(scale >= 0.5 && scale <= 3)) {
      throw new IllegalArgumentException("texts %s times as large: 0.5 to 3".formatted(scale));
    }
    if (width.isPresent() && !(width.getAsDouble() >= 10 && width.getAsDouble() <= 2000)) {
      throw new IllegalArgumentException(
          "figures %s mm wide: 10 to 2000".formatted(width.getAsDouble()));
    }
  }

  Font of(Font usual) {
    return equals(USUAL)
        ? usual
        : new Font(font, usual.getStyle(), 1).deriveFont((float) (usual.getSize2D() * scale));
  }

  /** Points of 1/72 inch that a logical pixel takes in a figure so many of them wide. */
  double points(double pixels) {
    return width.isPresent()
        ? width.getAsDouble() * POINTS_PER_MILLIMETRE / pixels
        : POINTS_PER_PIXEL;
  }
}
