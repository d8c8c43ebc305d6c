package org.palimpsest.report.plot;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.FontMetrics;
import java.util.Locale;

/** A drawing that is written down as numbers. */
abstract class VectorCanvas extends Canvas {

  private final String format;
  private double width = 1;
  private double height = 1;

  /**
   * An empty drawing.
   *
   * @param decimals of every number
   */
  VectorCanvas(Theme theme, Print print, int decimals) {
    super(theme, print);
    format = "%." + decimals + "f";
  }

  final double width() {
    return width;
  }

  final double height() {
    return height;
  }

  @Override
  final void begin(double newWidth, double newHeight) {
    width = Math.ceil(newWidth);
    height = Math.ceil(newHeight);
    fill(theme().background(), 0, 0, width, height);
  }

  final double baseline(Font font, double middle) {
    FontMetrics metrics = metrics(font);
    return middle + (metrics.getAscent() - metrics.getDescent()) / 2.0;
  }

  final String number(double value) {
    String text = String.format(Locale.ROOT, format, value).replaceAll("\\.?0+$", "");
    return text.equals("-0") ? "0" : text;
  }

  /** Lengths of dashes and gaps; empty for a line without gaps. */
  final String dashes(BasicStroke stroke) {
    StringBuilder dashes = new StringBuilder();
    if (stroke.getDashArray() != null) {
      for (float dash : stroke.getDashArray()) {
        dashes.append(number(dash)).append(' ');
      }
    }
    String all = dashes.toString().strip();
    return all.equals("1 0") ? "" : all;
  }
}
