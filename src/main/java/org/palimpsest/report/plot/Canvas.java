package org.palimpsest.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * What figures are drawn on, in logical pixels; the same drawing gives a PNG, an SVG or a PDF. Own
 * code: no chart library draws both alike with values to point at, or sets texts where we need
 * them.
 */
public abstract class Canvas implements AutoCloseable {

  static {
    // Pictures are made on machines without a display; Java must not look for one.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);

  private final Theme theme;
  private final Print print;
  private final Graphics2D ruler;

  Canvas(Theme theme, Print print) {
    this.theme = theme;
    this.print = print;
    ruler = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    ruler.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
  }

  /**
   * Why nothing can be drawn here, if so: Java without a font, which is common on bare servers,
   * fails at the first text, in ways that differ between Java's versions.
   */
  public static Optional<String> hindrance() {
    try (Canvas canvas = new SvgCanvas(Theme.LIGHT, Print.USUAL)) {
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

  Theme theme() {
    return theme;
  }

  Print print() {
    return print;
  }

  /** Sets the size, before anything is drawn; texts can be measured earlier. */
  abstract void begin(double width, double height);

  abstract void fill(Color color, Shape shape);

  abstract void draw(Color color, BasicStroke stroke, Shape shape);

  /**
   * Writes text that begins, has its middle, or ends at {@code x}.
   *
   * @param align 0, 0.5 or 1
   * @param up whether the text goes upwards, turned about {@code (x, middle)}
   */
  abstract void text(
      String text, Font font, Color color, double x, double middle, double align, boolean up);

  /** Draws everything that {@code part} draws, moved. */
  abstract void moved(double right, double down, Runnable part);

  /** What a reader learns who points at a place; nothing on paper. */
  abstract void hover(double x, double y, double width, double height, String text);

  void fill(Color color, double x, double y, double width, double height) {
    fill(color, new Rectangle2D.Double(x, y, width, height));
  }

  void line(Color color, double thickness, double x1, double y1, double x2, double y2) {
    BasicStroke stroke =
        new BasicStroke((float) thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    draw(color, stroke, new Line2D.Double(x1, y1, x2, y2));
  }

  double width(String text, Font font) {
    return ruler.getFontMetrics(print.of(font)).getStringBounds(text, ruler).getWidth();
  }

  FontMetrics metrics(Font font) {
    return ruler.getFontMetrics(print.of(font));
  }

  /** Writes text of which the point is at {@code align}: 0 the left end, 1 the right. */
  void write(String text, Font font, Color color, double x, double middle, double align) {
    text(text, font, color, x, middle, align, false);
  }

  /** Writes upwards; otherwise as {@link #write}, the ends being lower and upper. */
  void writeUp(String text, Font font, Color color, double middle, double y, double align) {
    text(text, font, color, middle, y, align, true);
  }

  /** Writes a heading in the middle above a figure, and a second line below it. */
  void title(String title, String subtitle, double width) {
    write(fit(title, TITLE, width - 24), TITLE, theme.text(), width / 2, 24, 0.5);
    if (!subtitle.isEmpty()) {
      write(fit(subtitle, SMALL, width - 24), SMALL, theme.faint(), width / 2, 46, 0.5);
    }
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
    ruler.dispose();
  }
}
