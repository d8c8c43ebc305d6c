package org.palimpsest.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;

/** An image, two real pixels to each logical one, so that print and phones stay sharp. */
public final class RasterCanvas extends Canvas {

  private static final int SCALE = 2;

  private BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
  private Graphics2D graphics = image.createGraphics();

  private RasterCanvas(Theme theme, Print print) {
    super(theme, print);
  }

  /** Draws; the same theme always gives the same image. */
  public static BufferedImage paint(Figure.Painting painting, Theme theme) {
    return paint(painting, theme, Print.USUAL);
  }

  /** The same for print. */
  public static BufferedImage paint(Figure.Painting painting, Theme theme, Print print) {
    try (RasterCanvas canvas = new RasterCanvas(theme, print)) {
      painting.paint(canvas);
      return canvas.image;
    }
  }

  @Override
  void begin(double width, double height) {
    graphics.dispose();
    image =
        new BufferedImage(
            (int) Math.ceil(width) * SCALE,
            (int) Math.ceil(height) * SCALE,
            BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setColor(theme().background());
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  @Override
  void fill(Color color, Shape shape) {
    graphics.setColor(color);
    graphics.fill(shape);
  }

  @Override
  void draw(Color color, BasicStroke stroke, Shape shape) {
    graphics.setColor(color);
    graphics.setStroke(stroke);
    graphics.draw(shape);
  }

  @Override
  void text(
      String text, Font font, Color color, double x, double middle, double align, boolean up) {
    AffineTransform before = graphics.getTransform();
    if (up) {
      graphics.rotate(-Math.PI / 2, x, middle);
    }
    graphics.setFont(print().of(font));
    graphics.setColor(color);
    FontMetrics metrics = graphics.getFontMetrics(print().of(font));
    double baseline = middle + (metrics.getAscent() - metrics.getDescent()) / 2.0;
    graphics.drawString(text, (float) (x - align * width(text, font)), (float) baseline);
    graphics.setTransform(before);
  }

  @Override
  void moved(double right, double down, Runnable part) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(right, down);
    part.run();
    graphics.setTransform(before);
  }

  @Override
  void hover(double x, double y, double width, double height, String text) {
    // An image has nothing to point at.
  }

  @Override
  public void close() {
    super.close();
    graphics.dispose();
  }
}
