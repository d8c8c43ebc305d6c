package org.palimpsest.report;

import java.awt.image.BufferedImage;
import java.util.List;

/** Horizontal bars with their value written at the end, one below the other. */
record BarPlot(String title, String axisTitle, List<Bar> bars) implements Figure.Painting {

  private static final int WIDTH = 680;
  private static final int TOP = 48;
  private static final int ROW = 34;
  private static final int BOTTOM = 40;
  private static final double LONGEST_NAME = 240;

  /**
   * One bar.
   *
   * @param value at least 0
   * @param text the value, for people
   */
  record Bar(String name, double value, String text) {}

  @Override
  public BufferedImage paint(Theme theme) {
    int height = TOP + ROW * bars.size() + BOTTOM;
    try (Canvas canvas = new Canvas(WIDTH, height, theme.background())) {
      canvas.title(title, "", theme, WIDTH);
      double names = 0;
      double texts = 0;
      double most = 0;
      for (Bar bar : bars) {
        names = Math.max(names, canvas.width(shown(canvas, bar), Canvas.TEXT));
        texts = Math.max(texts, canvas.width(bar.text, Canvas.TEXT));
        most = Math.max(most, bar.value);
      }
      double left = 20 + names;
      double room = WIDTH - left - texts - 32;
      for (int i = 0; i < bars.size(); i++) {
        Bar bar = bars.get(i);
        double y = TOP + i * ROW;
        double length = most == 0 ? 0 : room * bar.value / most;
        canvas.write(shown(canvas, bar), Canvas.TEXT, theme.text(), left - 8, y + ROW / 2.0, 1);
        canvas.fill(theme.series(0), left, y + 6, length > 0 ? Math.max(length, 1) : 0, ROW - 12.0);
        canvas.write(bar.text, Canvas.TEXT, theme.text(), left + length + 8, y + ROW / 2.0, 0);
      }
      canvas.write(axisTitle, Canvas.SMALL, theme.faint(), left, height - 20.0, 0);
      return canvas.image();
    }
  }

  private static String shown(Canvas canvas, Bar bar) {
    return canvas.fit(bar.name, Canvas.TEXT, LONGEST_NAME);
  }
}
