package org.palimpsest.report.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG, 8 bits a channel without transparency; the same image always gives the same bytes.
 *
 * <p>Figures have large plain areas, in which a row mostly repeats the one above: the filter "up"
 * for all rows is a few times faster than trying every filter, as {@code ImageIO} does, at the same
 * size.
 */
public final class Png {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int CHANNELS = 3;
  private static final byte FILTER_UP = 2;

  private Png() {}

  public static byte[] encode(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(image.getWidth())
            .putInt(image.getHeight())
            .put((byte) 8) // bits a channel
            .put((byte) 2) // red, green, blue
            .array(); // deflate, filters by row and no interlacing are all 0
    chunk(out, "IHDR", header);
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION);
    try {
      deflater.setInput(filtered(image));
      deflater.finish();
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        data.write(buffer, 0, deflater.deflate(buffer));
      }
      chunk(out, "IDAT", data.toByteArray());
    } finally {
      deflater.end();
    }
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  public static String dataUri(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  /** Whether a file begins as a PNG does. */
  public static boolean isPng(byte[] bytes) {
    return bytes.length > SIGNATURE.length
        && ByteBuffer.wrap(bytes, 0, SIGNATURE.length).equals(ByteBuffer.wrap(SIGNATURE));
  }

  /** Rows of differences to the row above, each after the number of its filter. */
  private static byte[] filtered(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rows = new byte[height * (1 + CHANNELS * width)];
    int[] above = new int[width];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      rows[at++] = FILTER_UP;
      for (int x = 0; x < width; x++) {
        rows[at++] = (byte) ((row[x] >> 16) - (above[x] >> 16));
        rows[at++] = (byte) ((row[x] >> 8) - (above[x] >> 8));
        rows[at++] = (byte) (row[x] - above[x]);
      }
      int[] done = above;
      above = row;
      row = done;
    }
    return rows;
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    out.writeBytes(name);
    out.writeBytes(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
  }
}
