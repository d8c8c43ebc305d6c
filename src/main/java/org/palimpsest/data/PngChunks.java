package org.palimpsest.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import org.palimpsest.data.PictureDecoder.DamagedException;

/**
 * A PNG by its chunks: length, type, content and a checksum over the last two each.
 *
 * @param grey whether it says that it is grey, or has nothing but grey in its palette
 * @param exif the content of an Exif block, a TIFF structure
 * @param pixelsAlone the same file with nothing but what its samples depend on: no transparency,
 *     profile, gamma or text
 */
@SuppressWarnings("ArrayRecordComponent") // on its way from the file to the decoder
record PngChunks(
    int height, int width, boolean grey, Optional<ByteBuffer> exif, byte[] pixelsAlone) {

  private static final int SIGNATURE = 8;
  private static final int ANCILLARY = 0x20; // of a type's first letter

  /**
   * Reads all chunks.
   *
   * @throws DamagedException if the file is cut off or a chunk that pixels depend on is altered
   */
  static PngChunks of(byte[] file) throws DamagedException {
    var kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13);
    ByteBuffer palette = ByteBuffer.allocate(0);
    Optional<ByteBuffer> exif = Optional.empty();
    ByteBuffer chunks = ByteBuffer.wrap(file).position(SIGNATURE);
    while (chunks.remaining() >= 12) {
      int start = chunks.position();
      int length = chunks.getInt();
      if (length < 0 || length > chunks.remaining() - 8) {
        break;
      }
      String type = new String(file, start + 4, 4, StandardCharsets.ISO_8859_1);
      ByteBuffer content = ByteBuffer.wrap(file, start + 8, length).slice();
      chunks.position(start + 8 + length);
      boolean whole = checksum(file, start + 4, 4 + length) == chunks.getInt();
      if ((file[start + 4] & ANCILLARY) != 0) {
        exif = whole && type.equals("eXIf") ? Optional.of(content) : exif;
        continue;
      }
      if (!whole) {
        throw new DamagedException("a png with a wrong checksum at byte %,d".formatted(start + 4));
      }
      kept.write(file, start, 12 + length);
      switch (type) {
        case "IHDR" -> header = content;
        case "PLTE" -> palette = content;
        case "IEND" -> {
          return of(header, palette, exif, kept.toByteArray());
        }
        default -> {} // IDAT
      }
    }
    throw new DamagedException("a png of %,d bytes that is cut off".formatted(file.length));
  }

  private static PngChunks of(
      ByteBuffer header, ByteBuffer palette, Optional<ByteBuffer> exif, byte[] pixelsAlone)
      throws DamagedException {
    if (header.remaining() < 13) {
      throw new DamagedException("a png whose header is cut off");
    }
    int colours = header.get(9);
    boolean grey = colours == 3 ? isGrey(palette) : (colours & 2) == 0;
    return new PngChunks(header.getInt(4), header.getInt(0), grey, exif, pixelsAlone);
  }

  private static boolean isGrey(ByteBuffer palette) {
    for (int i = 0; i + 2 < palette.remaining(); i += 3) {
      if (palette.get(i) != palette.get(i + 1) || palette.get(i) != palette.get(i + 2)) {
        return false;
      }
    }
    return true;
  }

  private static int checksum(byte[] file, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(file, from, length);
    return (int) crc.getValue();
  }
}
