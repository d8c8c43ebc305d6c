package org.palimpsest.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A page of vectors for print (ISO 32000-1). Texts are outlines, so that they look the same
 * everywhere and no font has to be embedded.
 */
public final class PdfCanvas extends VectorCanvas {

  private static final FontRenderContext OUTLINES = new FontRenderContext(null, true, true);

  private final StringBuilder content = new StringBuilder();
  private final SortedSet<Integer> alphas = new TreeSet<>();

  private PdfCanvas(Theme theme, Print print) {
    super(theme, print, 3);
  }

  /** Draws; the same figure always gives the same bytes. */
  public static byte[] paint(Figure.Painting painting, Theme theme, Print print) {
    try (PdfCanvas canvas = new PdfCanvas(theme, print)) {
      painting.paint(canvas);
      return canvas.file(print.points(canvas.width()));
    }
  }

  @Override
  void fill(Color color, Shape shape) {
    write(alpha(color), rgb(color), "rg", path(shape), rule(shape));
  }

  private static String rule(Shape shape) {
    return shape.getPathIterator(null).getWindingRule() == PathIterator.WIND_EVEN_ODD ? "f*" : "f";
  }

  @Override
  void draw(Color color, BasicStroke stroke, Shape shape) {
    write(
        alpha(color),
        rgb(color),
        "RG",
        number(stroke.getLineWidth()),
        "w 1 j",
        "[" + dashes(stroke) + "] 0 d",
        path(shape),
        "S");
  }

  @Override
  void text(
      String text, Font font, Color color, double x, double middle, double align, boolean up) {
    AffineTransform place = new AffineTransform();
    if (up) {
      place.rotate(-Math.PI / 2, x, middle);
    }
    place.translate(x - align * width(text, font), baseline(font, middle));
    Shape outline = print().of(font).createGlyphVector(OUTLINES, text).getOutline();
    fill(color, place.createTransformedShape(outline));
  }

  @Override
  void moved(double right, double down, Runnable part) {
    write("q 1 0 0 1", number(right), number(down), "cm");
    part.run();
    write("Q");
  }

  @Override
  void hover(double x, double y, double areaWidth, double areaHeight, String text) {
    // Paper has nothing to point at.
  }

  private void write(String... words) {
    content.append(String.join(" ", words)).append('\n');
  }

  private String alpha(Color color) {
    alphas.add(color.getAlpha());
    return "/A%s gs".formatted(color.getAlpha());
  }

  private String rgb(Color color) {
    return "%s %s %s"
        .formatted(
            number(color.getRed() / 255.0),
            number(color.getGreen() / 255.0),
            number(color.getBlue() / 255.0));
  }

  private String path(Shape shape) {
    StringBuilder path = new StringBuilder();
    double[] at = new double[6];
    double x = 0;
    double y = 0;
    for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
      int kind = i.currentSegment(at);
      if (kind == PathIterator.SEG_QUADTO) {
        // A quadratic curve is this cubic one.
        double[] cubic = {
          x + 2 * (at[0] - x) / 3,
          y + 2 * (at[1] - y) / 3,
          at[2] + 2 * (at[0] - at[2]) / 3,
          at[3] + 2 * (at[1] - at[3]) / 3,
          at[2],
          at[3]
        };
        System.arraycopy(cubic, 0, at, 0, 6);
        kind = PathIterator.SEG_CUBICTO;
      }
      int numbers =
          switch (kind) {
            case PathIterator.SEG_MOVETO, PathIterator.SEG_LINETO -> 2;
            case PathIterator.SEG_CUBICTO -> 6;
            default -> 0;
          };
      for (int n = 0; n < numbers; n++) {
        path.append(number(at[n])).append(' ');
      }
      path.append("ml?ch".charAt(kind)).append(' ');
      if (numbers > 0) {
        x = at[numbers - 2];
        y = at[numbers - 1];
      }
    }
    return path.toString().strip();
  }

  /** One page; lengths grow upwards in PDF and downwards here. */
  private byte[] file(double points) {
    String scale = number(points);
    String box = "0 0 %s %s".formatted(number(width() * points), number(height() * points));
    byte[] stream =
        deflated(
            "%s 0 0 -%s 0 %s cm\n%s".formatted(scale, scale, number(height() * points), content));
    StringBuilder states = new StringBuilder();
    for (int alpha : alphas) {
      String opacity = number(alpha / 255.0);
      states.append("/A%s << /ca %s /CA %s >> ".formatted(alpha, opacity, opacity));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Integer> offsets = new ArrayList<>();
    put(out, "%PDF-1.4\n");
    object(out, offsets, "<< /Type /Catalog /Pages 2 0 R >>");
    object(out, offsets, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    object(
        out,
        offsets,
        "<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << /ExtGState << %s>> >> >>"
            .formatted(box, states));
    offsets.add(out.size());
    put(out, "4 0 obj\n<< /Length %s /Filter /FlateDecode >>\nstream\n".formatted(stream.length));
    out.writeBytes(stream);
    put(out, "\nendstream\nendobj\n");
    int table = out.size();
    put(out, "xref\n0 %s\n0000000000 65535 f \n".formatted(offsets.size() + 1));
    offsets.forEach(offset -> put(out, String.format(Locale.ROOT, "%010d 00000 n \n", offset)));
    put(
        out,
        "trailer\n<< /Size %s /Root 1 0 R >>\nstartxref\n%s\n%%%%EOF\n"
            .formatted(offsets.size() + 1, table));
    return out.toByteArray();
  }

  private static void object(ByteArrayOutputStream out, List<Integer> offsets, String dictionary) {
    offsets.add(out.size());
    put(out, "%s 0 obj\n%s\nendobj\n".formatted(offsets.size(), dictionary));
  }

  private static void put(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] deflated(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("compressing in memory", e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }
}
