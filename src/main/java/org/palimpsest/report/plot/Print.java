package org.palimpsest.report.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How figures are made ready for print.
 *
 * @param font family of all texts
 * @param scale of all texts, 0.5 to 3, 1 as on pages
 * @param width of vector files in millimetres, 10 to 2000; empty for 96 logical pixels an inch
 * @param colours of lines and bars in the order of use; empty for those of pages
 */
public record Print(String font, double scale, OptionalDouble width, List<Color> colours) {

  /** As on pages. */
  public static final Print USUAL =
      new Print(Font.SANS_SERIF, 1, OptionalDouble.empty(), List.of());

  private static final double POINTS_PER_PIXEL = 0.75;
  private static final double POINTS_PER_MILLIMETRE = 72 / 25.4;

  public Print {
    colours = List.copyOf(colours);
    if (!(scale >= 0.5 && scale <= 3)) {
      throw new IllegalArgumentException("texts %s times as large: 0.5 to 3".formatted(scale));
    }
    if (width.isPresent() && !(width.getAsDouble() >= 10 && width.getAsDouble() <= 2000)) {
      throw new IllegalArgumentException(
          "figures %s mm wide: 10 to 2000".formatted(width.getAsDouble()));
    }
  }

  /** Whether this machine has a family of letters, whatever the case of its name. */
  public static boolean hasFont(String family) {
    GraphicsEnvironment here = GraphicsEnvironment.getLocalGraphicsEnvironment();
    return Arrays.stream(here.getAvailableFontFamilyNames(Locale.ROOT))
        .anyMatch(family::equalsIgnoreCase);
  }

  /** The colours on white. */
  public Theme theme() {
    return colours.isEmpty() ? Theme.LIGHT : Theme.LIGHT.with(colours);
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
