package org.palimpsest.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Curves over whole numbers such as sessions or epochs, each with its 95 % interval as a band.
 * Curves differ in colour, dashes and markers, so that grey print is enough.
 *
 * @param subtitle what the curves are means of, or empty
 * @param lines at least one, with at least one dot each
 * @param logarithmic whether the vertical axis is; all values have to be above 0 then
 */
record LinePlot(
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
  private static final int LEGEND_ROW = 22;
  private static final double LEGEND_LINE = 34;

  /** Beyond this, markers would hide the curve. */
  private static final int MOST_MARKERS = 30;

  private static final float[][] DASHES = {{1, 0}, {9, 4}, {3, 3}, {9, 3, 3, 3}, {14, 4}, {2, 5}};

  private static final List<Shape> MARKERS =
      List.of(
          new Ellipse2D.Double(-4, -4, 8, 8),
          new Rectangle2D.Double(-3.6, -3.6, 7.2, 7.2),
          polygon(0, -4.8, 4.8, 3.8, -4.8, 3.8),
          polygon(0, -5.2, 5.2, 0, 0, 5.2, -5.2, 0),
          polygon(0, 4.8, 4.8, -3.8, -4.8, -3.8));

  /** One curve; values as they are to be shown. */
  record Line(String name, List<Dot> dots) {}

  /** One value with the ends of its interval, which are the value itself where there is none. */
  record Dot(int x, double y, double low, double high) {}

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
  public BufferedImage paint(Theme theme) {
    try (Canvas probe = new Canvas(1, 1, theme.background())) {
      Axis y = yAxis();
      double widest = 0;
      for (double tick : y.ticks()) {
        widest = Math.max(widest, probe.width(label(tick), Canvas.TEXT));
      }
      double left = 46 + widest;
      double top = (subtitle.isEmpty() ? 44 : 66) + legendRows(probe, left) * LEGEND_ROW;
      Frame frame = new Frame(left, top + 10, WIDTH - left - RIGHT, xAxis(), y);
      int height = (int) frame.top + PLOT_HEIGHT + BOTTOM;
      try (Canvas canvas = new Canvas(WIDTH, height, theme.background())) {
        canvas.title(title, subtitle, theme, WIDTH);
        legend(canvas, theme, left);
        axes(canvas, theme, frame);
        for (int i = 0; i < lines.size(); i++) {
          band(canvas.graphics(), lines.get(i), theme.series(i), frame);
        }
        for (int i = 0; i < lines.size(); i++) {
          curve(canvas.graphics(), lines.get(i), i, theme, frame);
        }
        return canvas.image();
      }
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
    return logarithmic
        ? Axis.logarithmic(low, high)
        : Axis.linear(Math.min(low, 0), Math.max(high, 0), 8);
  }

  private static String label(double tick) {
    return Numbers.bare(tick, Measure.Unit.NUMBER);
  }

  private void axes(Canvas canvas, Theme theme, Frame frame) {
    Graphics2D graphics = canvas.graphics();
    graphics.setStroke(new BasicStroke(1));
    for (double tick : frame.y.ticks()) {
      graphics.setColor(tick == 0 ? theme.faint() : theme.grid());
      double y = frame.y(tick);
      graphics.draw(new Line2D.Double(frame.left, y, frame.left + frame.width, y));
      canvas.write(label(tick), Canvas.TEXT, theme.text(), frame.left - 8, y, 1);
    }
    double bottom = frame.top + PLOT_HEIGHT;
    graphics.setColor(theme.faint());
    graphics.draw(new Line2D.Double(frame.left, bottom, frame.left + frame.width, bottom));
    for (double tick : frame.x.ticks()) {
      double x = frame.x(tick);
      graphics.setColor(theme.faint());
      graphics.draw(new Line2D.Double(x, bottom, x, bottom + 5));
      canvas.write(label(tick), Canvas.TEXT, theme.text(), x, bottom + 16, 0.5);
    }
    double middle = frame.left + frame.width / 2;
    canvas.write(xTitle, Canvas.TEXT, theme.text(), middle, bottom + 44, 0.5);
    String scale = logarithmic ? ", logarithmic" : "";
    canvas.writeUp(
        yTitle + scale, Canvas.TEXT, theme.text(), 18, frame.top + PLOT_HEIGHT / 2.0, 0.5);
  }

  private static void band(Graphics2D graphics, Line line, Color color, Frame frame) {
    Path2D outline = new Path2D.Double();
    for (Dot dot : line.dots) {
      add(outline, frame.x(dot.x), frame.y(dot.high));
    }
    for (int i = line.dots.size() - 1; i >= 0; i--) {
      add(outline, frame.x(line.dots.get(i).x), frame.y(line.dots.get(i).low));
    }
    outline.closePath();
    graphics.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 48));
    graphics.fill(outline);
    if (line.dots.size() == 1) {
      double x = frame.x(line.dots.get(0).x);
      graphics.setStroke(new BasicStroke(8, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
      Dot dot = line.dots.get(0);
      graphics.draw(new Line2D.Double(x, frame.y(dot.low), x, frame.y(dot.high)));
    }
  }

  private static void curve(Graphics2D graphics, Line line, int index, Theme theme, Frame frame) {
    Path2D path = new Path2D.Double();
    for (Dot dot : line.dots) {
      add(path, frame.x(dot.x), frame.y(dot.y));
    }
    graphics.setColor(theme.series(index));
    graphics.setStroke(stroke(index));
    graphics.draw(path);
    if (line.dots.size() <= MOST_MARKERS) {
      for (Dot dot : line.dots) {
        marker(graphics, index, frame.x(dot.x), frame.y(dot.y));
      }
    }
  }

  private void legend(Canvas canvas, Theme theme, double left) {
    if (lines.size() < 2) {
      return;
    }
    double x = left;
    double y = (subtitle.isEmpty() ? 44 : 66) + LEGEND_ROW / 2.0;
    for (int i = 0; i < lines.size(); i++) {
      double width = legendWidth(canvas, lines.get(i));
      if (x > left && x + width > WIDTH) {
        x = left;
        y += LEGEND_ROW;
      }
      canvas.graphics().setColor(theme.series(i));
      canvas.graphics().setStroke(stroke(i));
      canvas.graphics().draw(new Line2D.Double(x, y, x + LEGEND_LINE, y));
      if (lines.get(i).dots.size() <= MOST_MARKERS) {
        marker(canvas.graphics(), i, x + LEGEND_LINE / 2, y);
      }
      canvas.write(lines.get(i).name, Canvas.SMALL, theme.text(), x + LEGEND_LINE + 7, y, 0);
      x += width;
    }
  }

  private int legendRows(Canvas canvas, double left) {
    if (lines.size() < 2) {
      return 0;
    }
    int rows = 1;
    double x = left;
    for (Line line : lines) {
      double width = legendWidth(canvas, line);
      if (x > left && x + width > WIDTH) {
        x = left;
        rows++;
      }
      x += width;
    }
    return rows;
  }

  private static double legendWidth(Canvas canvas, Line line) {
    return LEGEND_LINE + 7 + canvas.width(line.name, Canvas.SMALL) + 22;
  }

  private static void marker(Graphics2D graphics, int index, double x, double y) {
    AffineTransform at = AffineTransform.getTranslateInstance(x, y);
    graphics.fill(at.createTransformedShape(MARKERS.get(index % MARKERS.size())));
  }

  private static BasicStroke stroke(int index) {
    return new BasicStroke(
        2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES[index % DASHES.length], 0);
  }

  private static Shape polygon(double... corners) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < corners.length; i += 2) {
      add(path, corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }

  private static void add(Path2D path, double x, double y) {
    if (path.getCurrentPoint() == null) {
      path.moveTo(x, y);
    } else {
      path.lineTo(x, y);
    }
  }
}
