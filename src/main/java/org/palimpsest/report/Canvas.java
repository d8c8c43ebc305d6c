package org.palimpsest.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * An image to draw on in logical pixels, two real ones each, so that print and phones stay sharp.
 */
final class Canvas implements AutoCloseable {

  static {
    // Pictures are made on machines without a display; Java must not look for one.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  static final int SCALE = 2;
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);

  private final BufferedImage image;
  private final Graphics2D graphics;

  Canvas(int width, int height, Color background) {
    image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setColor(background);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /**
   * Why nothing can be drawn here, if so: Java without a font, which is common on bare servers,
   * fails at the first text, in ways that differ between Java's versions.
   */
  static Optional<String> hindrance() {
    try (Canvas canvas = new Canvas(1, 1, Color.WHITE)) {
      canvas.width("x", TEXT);
      return Optional.empty();
    } catch (RuntimeException | LinkageError | InternalError e) {
      return Optional.of(
          "plots are left out, since Java finds no font to write with; install fontconfig and any"
              + " font, such as the packages fontconfig and fonts-dejavu-core ("
              + e
              + ")");
    }
  }

  Graphics2D graphics() {
    return graphics;
  }

  BufferedImage image() {
    return image;
  }

  void fill(Color color, double x, double y, double width, double height) {
    graphics.setColor(color);
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  double width(String text, Font font) {
    return graphics.getFontMetrics(font).getStringBounds(text, graphics).getWidth();
  }

  /**
   * Writes text of which the point is at {@code align}: 0 the left end, 0.5 the middle, 1 the
   * right.
   */
  void write(String text, Font font, Color color, double x, double middle, double align) {
    graphics.setFont(font);
    graphics.setColor(color);
    FontMetrics metrics = graphics.getFontMetrics(font);
    double baseline = middle + (metrics.getAscent() - metrics.getDescent()) / 2.0;
    graphics.drawString(text, (float) (x - align * width(text, font)), (float) baseline);
  }

  /** Writes a heading in the middle above a figure, and a second line below it. */
  void title(String title, String subtitle, Theme theme, double width) {
    write(fit(title, TITLE, width - 24), TITLE, theme.text(), width / 2, 24, 0.5);
    write(subtitle, SMALL, theme.faint(), width / 2, 46, 0.5);
  }

  /** Writes upwards; otherwise as {@link #write}, the ends being lower and upper. */
  void writeUp(String text, Font font, Color color, double middle, double y, double align) {
    AffineTransform before = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, middle, y);
    write(text, font, color, middle, y, align);
    graphics.setTransform(before);
  }

  /** The text, cut with an ellipsis if it is wider than that. */
  String fit(String text, Font font, double width) {
    if (width(text, font) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 1 && width(text.substring(0, end) + "\u2026", font) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "\u2026";
  }

  @Override
  public void close() {
    graphics.dispose();
  }
}
