package org.palimpsest.report.plot;

import java.awt.Color;
import java.util.List;

/**
 * Colours of a figure, apart from each other for colour-blind readers (after Okabe and Ito, 2008)
 * and in grey, and readable on their background.
 *
 * @param series of lines and bars, in the order of use
 * @param low to {@code middle} to {@code high}: a ramp of one hue whose lightness only rises or
 *     falls
 */
public record Theme(
    Color background,
    Color text,
    Color faint,
    Color grid,
    List<Color> series,
    Color low,
    Color middle,
    Color high) {

  public static final Theme LIGHT =
      new Theme(
          Color.WHITE,
          new Color(0x1f2328),
          new Color(0x59636e),
          new Color(0xd9dee3),
          List.of(
              new Color(0x0072b2),
              new Color(0x00805c),
              new Color(0xd55e00),
              new Color(0xa8578a),
              new Color(0x8a6d00),
              new Color(0x3b8fc4)),
          new Color(0xf2f6fa),
          new Color(0x5a9fd0),
          new Color(0x08306b));

  public static final Theme DARK =
      new Theme(
          new Color(0x161b22),
          new Color(0xe6edf3),
          new Color(0x9aa7b4),
          new Color(0x30363d),
          List.of(
              new Color(0x56b4e9),
              new Color(0x2fc49a),
              new Color(0xf08a3c),
              new Color(0xe59bc5),
              new Color(0xe6c229),
              new Color(0x9fc5e8)),
          new Color(0x1d2733),
          new Color(0x2f7fb8),
          new Color(0xd8edfb));

  /** The same with other colours of lines and bars. */
  Theme with(List<Color> other) {
    return new Theme(background, text, faint, grid, List.copyOf(other), low, middle, high);
  }

  Color series(int index) {
    return series.get(index % series.size());
  }

  /** The ramp's colour at a place in [0, 1]. */
  Color ramp(double place) {
    return place < 0.5 ? mix(low, middle, 2 * place) : mix(middle, high, 2 * place - 1);
  }

  /** Black or white text, whichever stands out more (relative luminance as in WCAG 2). */
  static Color textOn(Color background) {
    return luminance(background) > 0.18 ? Color.BLACK : Color.WHITE;
  }

  private static Color mix(Color from, Color to, double share) {
    return new Color(
        between(from.getRed(), to.getRed(), share),
        between(from.getGreen(), to.getGreen(), share),
        between(from.getBlue(), to.getBlue(), share));
  }

  private static int between(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }

  private static double luminance(Color color) {
    return 0.2126 * linear(color.getRed())
        + 0.7152 * linear(color.getGreen())
        + 0.0722 * linear(color.getBlue());
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
