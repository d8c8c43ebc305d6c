package org.palimpsest.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.palimpsest.data.PictureDecoder.DamagedException;

/**
 * Takes a decoded image's samples as they are: no profile, gamma or transparency is applied,
 * whatever the format. More than 8 bits are scaled to 8 by the format's own maximum.
 */
final class RawSamples {

  private static final int HALF = 1 << 15;

  private RawSamples() {}

  /**
   * Of an image that a reader of Java's made.
   *
   * @throws DamagedException if it has neither grey, red, green and blue, nor inks
   */
  static Picture of(BufferedImage image) throws DamagedException {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return fromPalette(image.getRaster(), palette);
    }
    int type = image.getRaster().getTransferType();
    if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
      throw new DamagedException("an image of real numbers, which has no largest value");
    }
    int space = model.getColorSpace().getType();
    int colours = model.getNumColorComponents();
    if (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB) {
      return new Picture(
          colours, image.getHeight(), image.getWidth(), bands(image.getRaster(), model, colours));
    }
    if (space == ColorSpace.TYPE_CMYK && colours == 4) {
      byte[] inks = bands(image.getRaster(), model, colours);
      return ofInks(image.getHeight(), image.getWidth(), inks, false);
    }
    throw new DamagedException("an image of %s samples of another colour space".formatted(colours));
  }

  /**
   * Of a JPEG's components as they are stored, by libjpeg's conversion.
   *
   * <p>Source: ITU-T T.871 (JFIF), section 7; for inks, red is (255 - cyan)(255 - black) / 255.
   */
  static Picture of(Raster raster, JpegHeader header) throws DamagedException {
    int height = raster.getHeight();
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    byte[] samples = bytes(raster, bands);
    if (bands == 1) {
      return new Picture(1, height, width, samples);
    }
    if (bands != 3 && bands != 4) {
      throw new DamagedException("a jpeg of %s components".formatted(bands));
    }
    if (header.isYcc()) {
      toColours(samples, height * width, bands == 4);
    }
    return bands == 3
        ? new Picture(3, height, width, samples)
        : ofInks(height, width, samples, header.invertsInks());
  }

  private static byte[] bytes(Raster raster, int bands) {
    int plane = raster.getHeight() * raster.getWidth();
    byte[] samples = new byte[bands * plane];
    int[] row = new int[raster.getWidth()];
    for (int c = 0; c < bands; c++) {
      for (int y = 0; y < raster.getHeight(); y++) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, c, row);
        for (int x = 0; x < row.length; x++) {
          samples[c * plane + y * row.length + x] = (byte) row[x];
        }
      }
    }
    return samples;
  }

  private static byte[] bands(Raster raster, ColorModel model, int bands) {
    int plane = raster.getHeight() * raster.getWidth();
    byte[] samples = new byte[bands * plane];
    int[] row = new int[raster.getWidth()];
    for (int c = 0; c < bands; c++) {
      int bits = model.getComponentSize(c);
      double brightest = Math.pow(2, bits) - 1;
      for (int y = 0; y < raster.getHeight(); y++) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, c, row);
        for (int x = 0; x < row.length; x++) {
          long value = row[x] & 0xffffffffL;
          samples[c * plane + y * row.length + x] =
              (byte) (bits == 8 ? value : Math.round(value * 255.0 / brightest));
        }
      }
    }
    return samples;
  }

  private static Picture fromPalette(Raster raster, IndexColorModel palette) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    boolean grey = isGrey(palette);
    byte[] pixels = new byte[(grey ? 1 : 3) * height * width];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        int colour = palette.getRGB(row[x]);
        int at = y * width + x;
        pixels[at] = (byte) (grey ? colour : colour >> 16);
        if (!grey) {
          pixels[height * width + at] = (byte) (colour >> 8);
          pixels[2 * height * width + at] = (byte) colour;
        }
      }
    }
    return new Picture(grey ? 1 : 3, height, width, pixels);
  }

  /** Whether a palette has nothing but grey. */
  static boolean isGrey(IndexColorModel palette) {
    boolean grey = true;
    for (int i = 0; i < palette.getMapSize(); i++) {
      grey &= palette.getRed(i) == palette.getGreen(i) && palette.getGreen(i) == palette.getBlue(i);
    }
    return grey;
  }

  /** Luminance and chrominances become red, green and blue, or the inks that these are without. */
  private static void toColours(byte[] samples, int plane, boolean inks) {
    for (int i = 0; i < plane; i++) {
      int luminance = samples[i] & 0xff;
      int blue = (samples[plane + i] & 0xff) - 128;
      int red = (samples[2 * plane + i] & 0xff) - 128;
      int r = clamp(luminance + ((91_881 * red + HALF) >> 16));
      int g = clamp(luminance + ((-22_554 * blue - 46_802 * red + HALF) >> 16));
      int b = clamp(luminance + ((116_130 * blue + HALF) >> 16));
      samples[i] = (byte) (inks ? 255 - r : r);
      samples[plane + i] = (byte) (inks ? 255 - g : g);
      samples[2 * plane + i] = (byte) (inks ? 255 - b : b);
    }
  }

  private static Picture ofInks(int height, int width, byte[] inks, boolean inverted) {
    int plane = height * width;
    byte[] pixels = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      int black = inks[3 * plane + i] & 0xff;
      int light = inverted ? black : 255 - black;
      for (int c = 0; c < 3; c++) {
        int ink = inks[c * plane + i] & 0xff;
        int left = inverted ? ink : 255 - ink;
        pixels[c * plane + i] = (byte) Math.round(left * light / 255.0);
      }
    }
    return new Picture(3, height, width, pixels);
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
