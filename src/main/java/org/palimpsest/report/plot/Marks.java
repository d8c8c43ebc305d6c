package org.palimpsest.report.plot;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * How series are told apart: by colour, dashes and markers at once, so that grey print is enough.
 */
public final class Marks {

  private static final float[][] DASHES = {{1, 0}, {9, 4}, {3, 3}, {9, 3, 3, 3}, {14, 4}, {2, 5}};

  private static final List<Shape> MARKERS =
      List.of(
          new Ellipse2D.Double(-4, -4, 8, 8),
          new Rectangle2D.Double(-3.6, -3.6, 7.2, 7.2),
          polygon(0, -4.8, 4.8, 3.8, -4.8, 3.8),
          polygon(0, -5.2, 5.2, 0, 0, 5.2, -5.2, 0),
          polygon(0, 4.8, 4.8, -3.8, -4.8, -3.8));

  private static final int LEGEND_ROW = 22;
  private static final double LEGEND_LINE = 34;

  private Marks() {}

  static void marker(Canvas canvas, int index, double x, double y) {
    AffineTransform at = AffineTransform.getTranslateInstance(x, y);
    canvas.fill(
        canvas.theme().series(index),
        at.createTransformedShape(MARKERS.get(index % MARKERS.size())));
  }

  /** A marker for a point among very many. */
  static void small(Canvas canvas, int index, double x, double y) {
    AffineTransform at = AffineTransform.getTranslateInstance(x, y);
    at.scale(0.55, 0.55);
    canvas.fill(
        canvas.theme().series(index),
        at.createTransformedShape(MARKERS.get(index % MARKERS.size())));
  }

  static BasicStroke stroke(int index) {
    return new BasicStroke(
        2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES[index % DASHES.length], 0);
  }

  /**
   * Which mark is whose, in rows from {@code left} on.
   *
   * @param lines whether the marks are lines
   * @param markers whether the marks are markers
   */
  static void legend(
      Canvas canvas,
      List<String> names,
      boolean lines,
      boolean markers,
      double left,
      double top,
      double right) {
    if (names.size() < 2) {
      return;
    }
    double x = left;
    double y = top + LEGEND_ROW / 2.0;
    for (int i = 0; i < names.size(); i++) {
      double width = width(canvas, names.get(i), right - left);
      if (x > left && x + width > right) {
        x = left;
        y += LEGEND_ROW;
      }
      if (lines) {
        canvas.draw(canvas.theme().series(i), stroke(i), polyline(x, y, x + LEGEND_LINE, y));
      }
      if (markers) {
        marker(canvas, i, x + LEGEND_LINE / 2, y);
      }
      canvas.write(
          canvas.fit(names.get(i), Canvas.SMALL, right - left - LEGEND_LINE - 7),
          Canvas.SMALL,
          canvas.theme().text(),
          x + LEGEND_LINE + 7,
          y,
          0);
      x += width;
    }
  }

  /** How high the legend is. */
  static int legendHeight(Canvas canvas, List<String> names, double left, double right) {
    if (names.size() < 2) {
      return 0;
    }
    int rows = 1;
    double x = left;
    for (String name : names) {
      double width = width(canvas, name, right - left);
      if (x > left && x + width > right) {
        x = left;
        rows++;
      }
      x += width;
    }
    return rows * LEGEND_ROW;
  }

  private static double width(Canvas canvas, String name, double most) {
    return Math.min(most, LEGEND_LINE + 7 + canvas.width(name, Canvas.SMALL) + 22);
  }

  static Path2D polyline(double... corners) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < corners.length; i += 2) {
      add(path, corners[i], corners[i + 1]);
    }
    return path;
  }

  static void add(Path2D path, double x, double y) {
    if (path.getCurrentPoint() == null) {
      path.moveTo(x, y);
    } else {
      path.lineTo(x, y);
    }
  }

  private static Shape polygon(double... corners) {
    Path2D path = polyline(corners);
    path.closePath();
    return path;
  }
}
