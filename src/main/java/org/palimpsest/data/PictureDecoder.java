package org.palimpsest.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG, WebP, BMP, GIF and TIFF, and is strict about damage where it costs pixels:
 * Java's own readers fill in what is missing from a truncated JPEG, and do not look at a PNG's
 * checksums. A broken profile or text and stray bytes cost none, and are passed over.
 *
 * <p>One rule for all formats: samples as they are stored ({@link RawSamples}). An image is grey if
 * its format says so, or its palette has nothing but grey. Of several images the first is taken.
 * Which way up the camera was is followed only where that is asked for.
 */
final class PictureDecoder {

  /** What is wrong with an image. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String found) {
      super(found);
    }
  }

  /**
   * What is known of an image before it is decoded.
   *
   * @param format as ImageIO calls it
   * @param height as it is stored
   * @param width as it is stored
   * @param channels 1 for grey, 3 for red, green and blue
   * @param orientation by {@link Exif}
   */
  record Header(String format, int height, int width, int channels, int orientation) {

    long pixels() {
      return (long) height * width;
    }

    /** Every how many pixels one is taken, where a square of this size is wanted. */
    int step(OptionalInt size) {
      boolean costly = format.equals("jpeg") && size.isPresent();
      return costly ? Math.max(1, Math.min(height, width) / (SAMPLES_KEPT * size.getAsInt())) : 1;
    }

    /** Height and width once it stands upright, where that is asked for. */
    int[] size(boolean upright) {
      boolean lies = upright && orientation > 4;
      return new int[] {lies ? width : height, lies ? height : width};
    }
  }

  /** In each direction, for each pixel wanted: plenty for the filter that averages over them. */
  private static final int SAMPLES_KEPT = 4;

  private static final int MOST_PIXELS = 1 << 26;
  private static final long PNG = 0x89504e470d0a1a0aL;

  private PictureDecoder() {}

  /** Decodes as stored. */
  static Picture decode(byte[] file) throws DamagedException {
    return decode(file, OptionalInt.empty(), false);
  }

  /**
   * Decodes an image.
   *
   * @param size height and width that the centre square will be brought to: a far larger JPEG is
   *     then read at fewer pixels
   * @param upright whether the camera's orientation is followed
   */
  static Picture decode(byte[] file, OptionalInt size, boolean upright) throws DamagedException {
    Header header = header(file);
    Picture picture;
    try {
      picture =
          switch (header.format()) {
            case "jpeg" -> jpeg(JpegHeader.of(file), header.step(size));
            case "png" -> RawSamples.of(read(PngChunks.of(file).pixelsAlone(), "png"));
            default -> RawSamples.of(read(file, header.format()));
          };
    } catch (IOException | RuntimeException e) {
      throw broken(header.format(), e);
    }
    return upright ? picture.upright(header.orientation()) : picture;
  }

  /** Java's readers throw unchecked exceptions of many kinds at malformed content. */
  private static DamagedException broken(String format, Exception e) {
    return new DamagedException(
        "a %s that cannot be decoded (%s)".formatted(format, DataException.reason(e)));
  }

  /** What an image is, without decoding it. */
  static Header header(byte[] file) throws DamagedException {
    String format = format(file);
    Header header;
    try {
      header =
          switch (format) {
            case "jpeg" -> ofJpeg(JpegHeader.of(file));
            case "png" -> ofPng(PngChunks.of(file));
            default -> ofOther(file, format);
          };
    } catch (IOException | RuntimeException e) {
      throw broken(format, e);
    }
    if (header.pixels() < 1 || header.pixels() > MOST_PIXELS) {
      throw new DamagedException(
          "a %s of %,d pixels, 1 to %,d can be read"
              .formatted(format, header.pixels(), MOST_PIXELS));
    }
    return header;
  }

  private static String format(byte[] file) throws DamagedException {
    if (file.length >= 8 && ByteBuffer.wrap(file).getLong() == PNG) {
      return "png";
    }
    String start = new String(file, 0, Math.min(12, file.length), StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u00ff\u00d8\u00ff")) {
      return "jpeg";
    }
    if (start.startsWith("RIFF") && start.endsWith("WEBP")) {
      return "webp";
    }
    if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
      return "gif";
    }
    if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
      return "tiff";
    }
    if (start.startsWith("BM")) {
      return "bmp";
    }
    if (file.length == 0) {
      throw new DamagedException("an empty file");
    }
    throw new DamagedException(
        UnreadKind.of(file)
            .map(kind -> kind + ", " + UnreadKind.ADVICE)
            .orElse("%,d bytes of another format".formatted(file.length)));
  }

  private static Header ofJpeg(JpegHeader header) {
    int orientation = header.exif().map(Exif::orientation).orElse(Exif.UPRIGHT);
    int channels = header.components().size() == 1 ? 1 : 3;
    return new Header("jpeg", header.height(), header.width(), channels, orientation);
  }

  private static Header ofPng(PngChunks chunks) {
    int orientation = chunks.exif().map(Exif::orientation).orElse(Exif.UPRIGHT);
    return new Header("png", chunks.height(), chunks.width(), chunks.grey() ? 1 : 3, orientation);
  }

  private static Header ofOther(byte[] file, String format) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      ColorModel model = reader.getImageTypes(0).next().getColorModel();
      boolean grey =
          model instanceof IndexColorModel palette
              ? RawSamples.isGrey(palette)
              : model.getNumColorComponents() == 1;
      return new Header(
          format, reader.getHeight(0), reader.getWidth(0), grey ? 1 : 3, orientation(file, format));
    } finally {
      reader.dispose();
    }
  }

  private static int orientation(byte[] file, String format) {
    Optional<ByteBuffer> exif =
        switch (format) {
          case "tiff" -> Optional.of(ByteBuffer.wrap(file));
          case "webp" -> exifOfWebp(ByteBuffer.wrap(file));
          default -> Optional.empty();
        };
    return exif.map(Exif::orientation).orElse(Exif.UPRIGHT);
  }

  /** A WebP is made of chunks: type, length (little-endian), content, padded to even length. */
  private static Optional<ByteBuffer> exifOfWebp(ByteBuffer file) {
    int at = 12;
    while (at + 8 <= file.limit()) {
      int length = Integer.reverseBytes(file.getInt(at + 4));
      if (length < 0 || length > file.limit() - at - 8) {
        break;
      }
      if (file.getInt(at) == 0x45584946) { // EXIF
        ByteBuffer block = file.slice(at + 8, length);
        boolean named = length > 6 && block.getInt(0) == 0x45786966; // "Exif", as in a JPEG
        return Optional.of(named ? block.slice(6, length - 6) : block);
      }
      at += 8 + length + (length & 1);
    }
    return Optional.empty();
  }

  private static Picture jpeg(JpegHeader header, int step) throws IOException, DamagedException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    List<String> warnings = new ArrayList<>();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(header.pixelsAlone()))) {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      ImageReadParam param = reader.getDefaultReadParam();
      if (step > 1) {
        param.setSourceSubsampling(step, step, step / 2, step / 2);
      }
      Picture picture = RawSamples.of(reader.readRaster(0, param), header);
      refuse(warnings.stream().filter(PictureDecoder::losesPixels).toList());
      return picture;
    } finally {
      reader.dispose();
    }
  }

  /** Bytes that nobody asked for, between what is needed, cost nothing. */
  private static boolean losesPixels(String warning) {
    return !warning.contains("extraneous bytes before marker");
  }

  private static BufferedImage read(byte[] file, String format)
      throws IOException, DamagedException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    List<String> warnings = new ArrayList<>();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      BufferedImage image = reader.read(0);
      refuse(warnings);
      return image;
    } finally {
      reader.dispose();
    }
  }

  private static void refuse(List<String> warnings) throws DamagedException {
    if (!warnings.isEmpty()) {
      throw new DamagedException("a damaged image (" + warnings.get(0) + ")");
    }
  }
}
