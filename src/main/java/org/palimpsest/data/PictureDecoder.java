package org.palimpsest.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG and JPEG, and is strict about damage. Java's own readers fill in what is missing from
 * a truncated JPEG, and do not look at a PNG's checksums.
 *
 * <p>An image is grey if its format says so (or its palette has nothing but grey); 16 bits a sample
 * become 8; transparency and orientation tags are ignored, as the field's loaders do.
 */
final class PictureDecoder {

  /** What is wrong with an image. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String found) {
      super(found);
    }
  }

  private static final long PNG = 0x89504e470d0a1a0aL;
  private static final int JPEG = 0xffd8ff;
  private static final int END = 0x49454e44; // IEND
  private static final int MOST_PIXELS = 1 << 26;

  private PictureDecoder() {}

  static Picture decode(byte[] file) throws DamagedException {
    String format = format(file);
    if (format.equals("png")) {
      checkChunks(file);
    }
    List<String> warnings = new ArrayList<>();
    try {
      return picture(read(file, format, warnings), warnings);
    } catch (IOException | RuntimeException e) {
      // Java's readers throw unchecked exceptions of many kinds at malformed content.
      throw new DamagedException(
          "a %s that cannot be decoded (%s)".formatted(format, DataException.reason(e)));
    }
  }

  private static String format(byte[] file) throws DamagedException {
    if (file.length >= 8 && ByteBuffer.wrap(file).getLong() == PNG) {
      return "png";
    }
    if (file.length >= 4 && ByteBuffer.wrap(file).getInt() >>> 8 == JPEG) {
      return "jpeg";
    }
    throw new DamagedException(
        file.length == 0 ? "an empty file" : "%,d bytes of another format".formatted(file.length));
  }

  /** Each chunk of a PNG is length, type, content and a checksum over the last two. */
  private static void checkChunks(byte[] file) throws DamagedException {
    ByteBuffer chunks = ByteBuffer.wrap(file).position(8);
    while (chunks.remaining() >= 12) {
      int length = chunks.getInt();
      int start = chunks.position();
      if (length < 0 || length > chunks.remaining() - 8) {
        break;
      }
      int type = chunks.getInt();
      chunks.position(start + 4 + length);
      CRC32 crc = new CRC32();
      crc.update(file, start, 4 + length);
      if ((int) crc.getValue() != chunks.getInt()) {
        throw new DamagedException("a png with a wrong checksum at byte %,d".formatted(start));
      }
      if (type == END) {
        return;
      }
    }
    throw new DamagedException("a png of %,d bytes that is cut off".formatted(file.length));
  }

  private static BufferedImage read(byte[] file, String format, List<String> warnings)
      throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    ImageReader reader = readers.next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw new IOException("%,d pixels, at most %,d".formatted(pixels, MOST_PIXELS));
      }
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  private static Picture picture(BufferedImage image, List<String> warnings)
      throws DamagedException {
    if (!warnings.isEmpty()) {
      throw new DamagedException("a damaged image (" + warnings.get(0) + ")");
    }
    int height = image.getHeight();
    int width = image.getWidth();
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return fromPalette(image, palette);
    }
    if (model.getNumColorComponents() == 1) {
      // Not getRGB: it takes grey for linear light and brightens it.
      return new Picture(1, height, width, grey(image.getRaster(), model.getComponentSize(0)));
    }
    byte[] pixels = new byte[3 * height * width];
    colours(image.getRGB(0, 0, width, height, null, 0, width), pixels);
    return new Picture(3, height, width, pixels);
  }

  private static byte[] grey(Raster raster, int bits) {
    int[] samples = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    byte[] pixels = new byte[samples.length];
    int brightest = (1 << bits) - 1;
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (bits == 8 ? samples[i] : Math.round(samples[i] * 255.0 / brightest));
    }
    return pixels;
  }

  private static Picture fromPalette(BufferedImage image, IndexColorModel palette) {
    int height = image.getHeight();
    int width = image.getWidth();
    int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
    boolean grey = true;
    for (int i = 0; i < palette.getMapSize(); i++) {
      grey &= palette.getRed(i) == palette.getGreen(i) && palette.getGreen(i) == palette.getBlue(i);
    }
    byte[] pixels = new byte[(grey ? 1 : 3) * rgb.length];
    if (grey) {
      for (int i = 0; i < rgb.length; i++) {
        pixels[i] = (byte) rgb[i];
      }
    } else {
      colours(rgb, pixels);
    }
    return new Picture(grey ? 1 : 3, height, width, pixels);
  }

  private static void colours(int[] rgb, byte[] pixels) {
    for (int i = 0; i < rgb.length; i++) {
      pixels[i] = (byte) (rgb[i] >> 16);
      pixels[rgb.length + i] = (byte) (rgb[i] >> 8);
      pixels[2 * rgb.length + i] = (byte) rgb[i];
    }
  }
}
