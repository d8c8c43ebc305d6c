package org.palimpsest.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.List;

/**
 * Curves over whole numbers such as sessions or epochs, each with its 95 % interval as a band.
 * Curves differ in colour, dashes and markers, so that grey print is enough.
 *
 * @param subtitle what the curves are means of, or empty
 * @param lines at least one, with at least one dot each
 * @param logarithmic whether the vertical axis is; all values have to be above 0 then
 */
public record LinePlot(
    String title,
    String subtitle,
    String xTitle,
    String yTitle,
    List<Line> lines,
    boolean logarithmic)
    implements Figure.Painting {

  private static final int WIDTH = 680;
  private static final int PLOT_HEIGHT = 300;
  private static final int BOTTOM = 62;
  private static final int RIGHT = 24;

  /** Beyond this, markers would hide the curve. */
  private static final int MOST_MARKERS = 30;

  /** One curve; values as they are to be shown. */
  public record Line(String name, List<Dot> dots) {}

  /** One value with the ends of its interval, which are the value itself where there is none. */
  public record Dot(int x, double y, double low, double high) {}

  /** Where the plot's area lies, and its axes. */
  private record Frame(double left, double top, double width, Axis x, Axis y) {
    double x(double value) {
      return left + width * x.place(value);
    }

    double y(double value) {
      return top + PLOT_HEIGHT * (1 - y.place(value));
    }
  }

  @Override
  public void paint(Canvas canvas) {
    Axis y = yAxis();
    double widest = 0;
    for (double tick : y.ticks()) {
      widest = Math.max(widest, canvas.width(label(tick), Canvas.TEXT));
    }
    double left = 46 + widest;
    double legend = subtitle.isEmpty() ? 44 : 66;
    List<String> names = lines.stream().map(Line::name).toList();
    double top = legend + Marks.legendHeight(canvas, names, left, WIDTH - 8);
    Frame frame = new Frame(left, top + 10, WIDTH - left - RIGHT, xAxis(), y);
    canvas.begin(WIDTH, (int) frame.top + PLOT_HEIGHT + BOTTOM);
    canvas.title(title, subtitle, WIDTH);
    boolean marked = lines.stream().allMatch(LinePlot::hasMarkers);
    Marks.legend(canvas, names, true, marked, left, legend, WIDTH - 8);
    axes(canvas, frame);
    for (int i = 0; i < lines.size(); i++) {
      band(canvas, lines.get(i), canvas.theme().series(i), frame);
    }
    for (int i = 0; i < lines.size(); i++) {
      curve(canvas, lines.get(i), i, frame);
    }
    for (Line line : lines) {
      hovers(canvas, line, frame);
    }
  }

  private Axis xAxis() {
    int first = Integer.MAX_VALUE;
    int last = Integer.MIN_VALUE;
    for (Line line : lines) {
      for (Dot dot : line.dots) {
        first = Math.min(first, dot.x);
        last = Math.max(last, dot.x);
      }
    }
    return Axis.whole(first, last, 13);
  }

  private Axis yAxis() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Line line : lines) {
      for (Dot dot : line.dots) {
        low = Math.min(low, dot.low);
        high = Math.max(high, dot.high);
      }
    }
    // Zero is always in view: a cut axis makes small differences look large.
    return logarithmic ? Axis.logarithmic(low, high) : Axis.around(low, high, 8);
  }

  private static String label(double tick) {
    return Numbers.bare(tick, Measure.Unit.NUMBER);
  }

  private void axes(Canvas canvas, Frame frame) {
    Theme theme = canvas.theme();
    double right = frame.left + frame.width;
    for (double tick : frame.y.ticks()) {
      double y = frame.y(tick);
      canvas.line(tick == 0 ? theme.faint() : theme.grid(), 1, frame.left, y, right, y);
      canvas.write(label(tick), Canvas.TEXT, theme.text(), frame.left - 8, y, 1);
    }
    double bottom = frame.top + PLOT_HEIGHT;
    canvas.line(theme.faint(), 1, frame.left, bottom, right, bottom);
    for (double tick : frame.x.ticks()) {
      double x = frame.x(tick);
      canvas.line(theme.faint(), 1, x, bottom, x, bottom + 5);
      canvas.write(label(tick), Canvas.TEXT, theme.text(), x, bottom + 16, 0.5);
    }
    double middle = frame.left + frame.width / 2;
    canvas.write(xTitle, Canvas.TEXT, theme.text(), middle, bottom + 44, 0.5);
    String scale = logarithmic ? ", logarithmic" : "";
    canvas.writeUp(
        yTitle + scale, Canvas.TEXT, theme.text(), 18, frame.top + PLOT_HEIGHT / 2.0, 0.5);
  }

  private static void band(Canvas canvas, Line line, Color color, Frame frame) {
    Path2D outline = new Path2D.Double();
    for (Dot dot : line.dots) {
      Marks.add(outline, frame.x(dot.x), frame.y(dot.high));
    }
    for (int i = line.dots.size() - 1; i >= 0; i--) {
      Marks.add(outline, frame.x(line.dots.get(i).x), frame.y(line.dots.get(i).low));
    }
    outline.closePath();
    Color clear = new Color(color.getRed(), color.getGreen(), color.getBlue(), 48);
    canvas.fill(clear, outline);
    if (line.dots.size() == 1) {
      Dot dot = line.dots.get(0);
      double x = frame.x(dot.x);
      canvas.line(clear, 8, x, frame.y(dot.low), x, frame.y(dot.high));
    }
  }

  private static void curve(Canvas canvas, Line line, int index, Frame frame) {
    Path2D path = new Path2D.Double();
    for (Dot dot : line.dots) {
      Marks.add(path, frame.x(dot.x), frame.y(dot.y));
    }
    BasicStroke stroke = Marks.stroke(index);
    canvas.draw(canvas.theme().series(index), stroke, path);
    if (hasMarkers(line)) {
      for (Dot dot : line.dots) {
        Marks.marker(canvas, index, frame.x(dot.x), frame.y(dot.y));
      }
    }
  }

  private void hovers(Canvas canvas, Line line, Frame frame) {
    for (Dot dot : line.dots) {
      String interval =
          dot.low < dot.high
              ? " (%s to %s)".formatted(Numbers.short4(dot.low), Numbers.short4(dot.high))
              : "";
      canvas.hover(
          frame.x(dot.x) - 7,
          frame.y(dot.y) - 7,
          14,
          14,
          "%s; %s %d: %s%s".formatted(line.name, xTitle, dot.x, Numbers.short4(dot.y), interval));
    }
  }

  private static boolean hasMarkers(Line line) {
    return line.dots.size() <= MOST_MARKERS;
  }
}
