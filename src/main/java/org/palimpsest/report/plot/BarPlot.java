package org.palimpsest.report.plot;

import java.util.List;

/**
 * Horizontal bars with their value written at the end, one below the other, from 0.
 *
 * @param subtitle what the bars are means of, or empty
 */
public record BarPlot(String title, String subtitle, String axisTitle, List<Bar> bars)
    implements Figure.Painting {

  private static final int WIDTH = 680;
  private static final int TOP = 48;
  private static final int ROW = 34;
  private static final int BOTTOM = 40;
  private static final double LONGEST_NAME = 240;

  /**
   * One bar.
   *
   * @param value may be negative
   * @param low end of its interval, the value itself if it has none
   * @param high end of its interval
   * @param text the value, for people
   */
  public record Bar(String name, double value, double low, double high, String text) {
    public Bar(String name, double value, String text) {
      this(name, value, value, value, text);
    }
  }

  @Override
  public void paint(Canvas canvas) {
    Theme theme = canvas.theme();
    double top = subtitle.isEmpty() ? TOP : TOP + 18;
    double height = top + ROW * bars.size() + BOTTOM;
    canvas.begin(WIDTH, height);
    canvas.title(title, subtitle, WIDTH);
    double names = 0;
    double texts = 0;
    double most = 0;
    double least = 0;
    for (Bar bar : bars) {
      names = Math.max(names, canvas.width(shown(canvas, bar), Canvas.TEXT));
      texts = Math.max(texts, canvas.width(bar.text, Canvas.TEXT));
      most = Math.max(most, bar.high);
      least = Math.min(least, bar.low);
    }
    double left = 20 + names;
    double scale = most > least ? (WIDTH - left - texts - 32) / (most - least) : 0;
    double zero = left - least * scale;
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = top + i * ROW;
      double middle = y + ROW / 2.0;
      double from = zero + Math.min(0, bar.value) * scale;
      double length = bar.value == 0 ? 0 : Math.max(1, Math.abs(bar.value) * scale);
      canvas.write(shown(canvas, bar), Canvas.TEXT, theme.text(), left - 8, middle, 1);
      canvas.fill(theme.series(0), from, y + 6, length, ROW - 12.0);
      if (bar.low < bar.high) {
        whisker(canvas, zero + bar.low * scale, zero + bar.high * scale, middle);
      }
      double end = zero + Math.max(0, bar.high) * scale;
      canvas.write(bar.text, Canvas.TEXT, theme.text(), end + 8, middle, 0);
      canvas.hover(left, y, WIDTH - left, ROW, bar.name + ": " + bar.text);
    }
    canvas.write(axisTitle, Canvas.SMALL, theme.faint(), left, height - 20, 0);
  }

  private static void whisker(Canvas canvas, double low, double high, double middle) {
    canvas.line(canvas.theme().text(), 1.5, low, middle, high, middle);
    canvas.line(canvas.theme().text(), 1.5, low, middle - 5, low, middle + 5);
    canvas.line(canvas.theme().text(), 1.5, high, middle - 5, high, middle + 5);
  }

  private static String shown(Canvas canvas, Bar bar) {
    return canvas.fit(bar.name, Canvas.TEXT, LONGEST_NAME);
  }
}
