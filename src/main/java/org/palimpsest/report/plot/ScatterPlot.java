package org.palimpsest.report.plot;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Methods as points, with their intervals as crosses.
 *
 * @param subtitle what the points are means of, or empty
 * @param points at least one
 * @param logarithmic whether the horizontal axis is; all x have to be above 0 then
 */
public record ScatterPlot(
    String title,
    String subtitle,
    String xTitle,
    String yTitle,
    List<Point> points,
    boolean logarithmic)
    implements Figure.Painting {

  private static final int WIDTH = 680;
  private static final int PLOT = 320;
  private static final int BOTTOM = 62;
  private static final int RIGHT = 28;

  /**
   * A point.
   *
   * @param xHalf half the width of its interval
   * @param yHalf half the height of its interval
   * @param text its numbers, for people
   */
  public record Point(
      String name, double x, OptionalDouble xHalf, double y, OptionalDouble yHalf, String text) {

    double halfWidth() {
      return xHalf.orElse(0);
    }

    double halfHeight() {
      return yHalf.orElse(0);
    }
  }

  private record Frame(double left, double top, double width, Axis x, Axis y) {
    double x(double value) {
      return left + width * x.place(value);
    }

    double y(double value) {
      return top + PLOT * (1 - y.place(value));
    }
  }

  @Override
  public void paint(Canvas canvas) {
    Axis y = axis(false);
    double widest = 0;
    for (double tick : y.ticks()) {
      widest = Math.max(widest, canvas.width(label(tick), Canvas.TEXT));
    }
    double left = 46 + widest;
    double legend = subtitle.isEmpty() ? 44 : 66;
    List<String> names = points.stream().map(Point::name).toList();
    double top = legend + Marks.legendHeight(canvas, names, left, WIDTH - 8) + 10;
    Frame frame = new Frame(left, top, WIDTH - left - RIGHT, axis(true), y);
    canvas.begin(WIDTH, top + PLOT + BOTTOM);
    canvas.title(title, subtitle, WIDTH);
    Marks.legend(canvas, names, false, true, left, legend, WIDTH - 8);
    axes(canvas, frame);
    for (int i = 0; i < points.size(); i++) {
      point(canvas, frame, points.get(i), i);
    }
  }

  private void axes(Canvas canvas, Frame frame) {
    Theme theme = canvas.theme();
    double right = frame.left + frame.width;
    double bottom = frame.top + PLOT;
    for (double tick : frame.y.ticks()) {
      double y = frame.y(tick);
      canvas.line(tick == 0 ? theme.faint() : theme.grid(), 1, frame.left, y, right, y);
      canvas.write(label(tick), Canvas.TEXT, theme.text(), frame.left - 8, y, 1);
    }
    for (double tick : frame.x.ticks()) {
      double x = frame.x(tick);
      canvas.line(tick == 0 ? theme.faint() : theme.grid(), 1, x, frame.top, x, bottom);
      canvas.write(label(tick), Canvas.TEXT, theme.text(), x, bottom + 16, 0.5);
    }
    String scale = logarithmic ? ", logarithmic" : "";
    canvas.write(
        xTitle + scale, Canvas.TEXT, theme.text(), frame.left + frame.width / 2, bottom + 44, 0.5);
    canvas.writeUp(yTitle, Canvas.TEXT, theme.text(), 18, frame.top + PLOT / 2.0, 0.5);
  }

  private void point(Canvas canvas, Frame frame, Point point, int index) {
    Theme theme = canvas.theme();
    double x = frame.x(point.x);
    double y = frame.y(point.y);
    if (point.halfHeight() > 0) {
      double low = frame.y(point.y - point.halfHeight());
      canvas.line(theme.series(index), 1.2, x, low, x, frame.y(point.y + point.halfHeight()));
    }
    if (point.halfWidth() > 0 && !logarithmic) {
      double low = frame.x(point.x - point.halfWidth());
      canvas.line(theme.series(index), 1.2, low, y, frame.x(point.x + point.halfWidth()), y);
    }
    Marks.marker(canvas, index, x, y);
    canvas.hover(x - 8, y - 8, 16, 16, point.name + ": " + point.text);
  }

  private Axis axis(boolean horizontal) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Point point : points) {
      double value = horizontal ? point.x : point.y;
      double half = horizontal ? (logarithmic ? 0 : point.halfWidth()) : point.halfHeight();
      low = Math.min(low, value - half);
      high = Math.max(high, value + half);
    }
    if (horizontal && logarithmic) {
      return Axis.logarithmic(low / 1.2, high * 1.2);
    }
    // Points are compared by place, not by length: the axis need not begin at 0.
    double room = Math.max(0.05 * (high - low), 1e-3 * Math.max(1, Math.abs(high)));
    // No share is below nothing or above all.
    boolean share = (horizontal ? xTitle : yTitle).endsWith("(%)");
    return Axis.linear(
        low >= 0 ? Math.max(0, low - room) : low - room,
        share && high <= 100 ? Math.min(100, high + room) : high + room,
        8);
  }

  private static String label(double tick) {
    return Numbers.compact(tick);
  }
}
