package org.palimpsest.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;

/** A vector drawing whose data points say their numbers when pointed at. */
public final class SvgCanvas extends VectorCanvas {

  /** Java's own sans-serif font, with which the layout is measured, where it is there. */
  private static final String FAMILY = "DejaVu Sans, Verdana, sans-serif";

  private final Html body = new Html();

  SvgCanvas(Theme theme, Print print) {
    super(theme, print, 2);
  }

  /**
   * Draws.
   *
   * @param alternative what the drawing shows, for those who cannot see it
   */
  public static Html paint(Figure.Painting painting, Theme theme, String alternative) {
    return paint(painting, theme, alternative, Print.USUAL);
  }

  /** The same for print. */
  public static Html paint(Figure.Painting painting, Theme theme, String alternative, Print print) {
    try (SvgCanvas canvas = new SvgCanvas(theme, print)) {
      painting.paint(canvas);
      boolean sized = print.width().isPresent();
      double points = print.points(canvas.width());
      Html svg = new Html();
      svg.open(
          "svg",
          "xmlns",
          "http://www.w3.org/2000/svg",
          "viewBox",
          "0 0 %s %s".formatted(canvas.number(canvas.width()), canvas.number(canvas.height())),
          "width",
          sized ? canvas.number(canvas.width() * points) + "pt" : canvas.number(canvas.width()),
          "height",
          sized ? canvas.number(canvas.height() * points) + "pt" : canvas.number(canvas.height()),
          "role",
          "img",
          "aria-label",
          alternative,
          "font-family",
          print.equals(Print.USUAL) ? FAMILY : print.font() + ", " + FAMILY);
      return svg.include(canvas.body).close().line();
    }
  }

  @Override
  void fill(Color color, Shape shape) {
    boolean clear = color.getAlpha() < 255;
    String opacity = clear ? number(color.getAlpha() / 255.0) : "1";
    if (shape instanceof Rectangle2D box) {
      body.empty(
          "rect",
          "x",
          number(box.getX()),
          "y",
          number(box.getY()),
          "width",
          number(box.getWidth()),
          "height",
          number(box.getHeight()),
          "fill",
          hex(color),
          "fill-opacity",
          opacity);
    } else {
      body.empty("path", "d", path(shape), "fill", hex(color), "fill-opacity", opacity);
    }
  }

  @Override
  void draw(Color color, BasicStroke stroke, Shape shape) {
    String dashes = dashes(stroke);
    body.empty(
        "path",
        "d",
        path(shape),
        "fill",
        "none",
        "stroke",
        hex(color),
        "stroke-width",
        number(stroke.getLineWidth()),
        "stroke-linejoin",
        "round",
        "stroke-dasharray",
        dashes.isEmpty() ? "none" : dashes);
  }

  @Override
  void text(
      String text, Font font, Color color, double x, double middle, double align, boolean up) {
    body.element(
        "text",
        text,
        "x",
        number(x),
        "y",
        number(baseline(font, middle)),
        "font-size",
        number(print().of(font).getSize2D()),
        "font-weight",
        font.isBold() ? "bold" : "normal",
        "fill",
        hex(color),
        "text-anchor",
        align == 0 ? "start" : align == 1 ? "end" : "middle",
        "transform",
        up ? "rotate(-90 %s %s)".formatted(number(x), number(middle)) : "rotate(0)");
  }

  @Override
  void moved(double right, double down, Runnable part) {
    body.open("g", "transform", "translate(%s %s)".formatted(number(right), number(down)));
    part.run();
    body.close();
  }

  @Override
  void hover(double x, double y, double areaWidth, double areaHeight, String text) {
    body.open(
        "rect",
        "class",
        "hot",
        "x",
        number(x),
        "y",
        number(y),
        "width",
        number(areaWidth),
        "height",
        number(areaHeight),
        "fill",
        hex(theme().text()),
        "fill-opacity",
        "0");
    body.element("title", text).close();
  }

  private String path(Shape shape) {
    StringBuilder path = new StringBuilder();
    double[] at = new double[6];
    for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
      int kind = i.currentSegment(at);
      int numbers =
          switch (kind) {
            case PathIterator.SEG_MOVETO, PathIterator.SEG_LINETO -> 2;
            case PathIterator.SEG_QUADTO -> 4;
            case PathIterator.SEG_CUBICTO -> 6;
            default -> 0;
          };
      path.append("MLQCZ".charAt(kind));
      for (int n = 0; n < numbers; n++) {
        path.append(n == 0 ? "" : " ").append(number(at[n]));
      }
    }
    return path.toString();
  }

  private static String hex(Color color) {
    return "#%02x%02x%02x".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }
}
