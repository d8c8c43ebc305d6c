package org.palimpsest.report.plot;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * Pairs of numbers in the same unit, such as published ones and ours: equal ones lie on the
 * diagonal.
 *
 * @param subtitle what the errors are, or empty
 * @param groups at least one point in all
 */
public record DiagonalPlot(
    String title, String subtitle, String xTitle, String yTitle, List<Group> groups)
    implements Figure.Painting {

  private static final int WIDTH = 680;
  private static final int SIDE = 520;
  private static final int BOTTOM = 62;

  public DiagonalPlot {
    groups = List.copyOf(groups);
  }

  /** Points of one colour and marker. */
  public record Group(String name, List<Point> points) {
    public Group {
      points = List.copyOf(points);
    }
  }

  /**
   * A pair.
   *
   * @param xError half the width of its interval
   * @param yError half the height of its interval
   * @param text for whoever points at it
   */
  public record Point(
      double x, OptionalDouble xError, double y, OptionalDouble yError, String text) {}

  private record Frame(double left, double top, Axis axis) {
    double x(double value) {
      return left + SIDE * axis.place(value);
    }

    double y(double value) {
      return top + SIDE * (1 - axis.place(value));
    }

    double left(double value) {
      return x(Math.max(axis.low(), value));
    }

    double right(double value) {
      return x(Math.min(axis.high(), value));
    }

    double low(double value) {
      return y(Math.max(axis.low(), value));
    }

    double high(double value) {
      return y(Math.min(axis.high(), value));
    }
  }

  @Override
  public void paint(Canvas canvas) {
    Axis axis = axis();
    double widest = 0;
    for (double tick : axis.ticks()) {
      widest = Math.max(widest, canvas.width(Numbers.compact(tick), Canvas.TEXT));
    }
    double left = 46 + widest;
    double legend = subtitle.isEmpty() ? 44 : 66;
    List<String> names = groups.stream().map(Group::name).toList();
    double top = legend + Marks.legendHeight(canvas, names, left, WIDTH - 8) + 10;
    Frame frame = new Frame(left, top, axis);
    canvas.begin(WIDTH, top + SIDE + BOTTOM);
    canvas.title(title, subtitle, WIDTH);
    Marks.legend(canvas, names, false, true, left, legend, WIDTH - 8);
    axes(canvas, frame);
    for (int i = 0; i < groups.size(); i++) {
      for (Point point : groups.get(i).points) {
        point(canvas, frame, point, i);
      }
    }
  }

  private void axes(Canvas canvas, Frame frame) {
    Theme theme = canvas.theme();
    double right = frame.left + SIDE;
    double bottom = frame.top + SIDE;
    for (double tick : frame.axis.ticks()) {
      String label = Numbers.compact(tick);
      canvas.line(theme.grid(), 1, frame.left, frame.y(tick), right, frame.y(tick));
      canvas.write(label, Canvas.TEXT, theme.text(), frame.left - 8, frame.y(tick), 1);
      canvas.line(theme.grid(), 1, frame.x(tick), frame.top, frame.x(tick), bottom);
      canvas.write(label, Canvas.TEXT, theme.text(), frame.x(tick), bottom + 16, 0.5);
    }
    canvas.line(theme.faint(), 1.4, frame.left, bottom, right, frame.top);
    canvas.write(xTitle, Canvas.TEXT, theme.text(), frame.left + SIDE / 2.0, bottom + 44, 0.5);
    canvas.writeUp(yTitle, Canvas.TEXT, theme.text(), 18, frame.top + SIDE / 2.0, 0.5);
  }

  private static void point(Canvas canvas, Frame frame, Point point, int series) {
    Theme theme = canvas.theme();
    double x = frame.x(point.x);
    double y = frame.y(point.y);
    double up = point.yError.orElse(0);
    if (up > 0) {
      canvas.line(
          theme.series(series), 1.2, x, frame.low(point.y - up), x, frame.high(point.y + up));
    }
    double across = point.xError.orElse(0);
    if (across > 0) {
      canvas.line(
          theme.series(series),
          1.2,
          frame.left(point.x - across),
          y,
          frame.right(point.x + across),
          y);
    }
    Marks.marker(canvas, series, x, y);
    canvas.hover(x - 8, y - 8, 16, 16, point.text);
  }

  /**
   * The same for both directions, so that the diagonal is one; from the points alone, as an error
   * may be far wider than all of them. Percentages end at 0 and 100.
   */
  private Axis axis() {
    double[] values =
        groups.stream()
            .flatMap(group -> group.points.stream())
            .flatMapToDouble(point -> DoubleStream.of(point.x, point.y))
            .sorted()
            .toArray();
    double low = values[0];
    double high = values[values.length - 1];
    double room = Math.max(0.02 * (high - low), 1e-3);
    boolean percent = low >= 0 && high <= 100;
    return Axis.linear(
        percent ? Math.max(0, low - room) : low - room,
        percent ? Math.min(100, high + room) : high + room,
        11);
  }
}
