package org.palimpsest.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.palimpsest.data.PictureDecoder.DamagedException;

/**
 * What stands before the first scan of a JPEG, read by libjpeg's own rules.
 *
 * @param components ids of the components, in order
 * @param jfif whether it says that it is a JFIF file
 * @param adobe the colour transform that an Adobe marker names; empty if there is none
 * @param exif the content of an Exif block, a TIFF structure
 * @param pixelsAlone the same file without profiles, comments and other text: only what its samples
 *     depend on
 */
@SuppressWarnings("ArrayRecordComponent") // on its way from the file to the decoder
record JpegHeader(
    int height,
    int width,
    List<Integer> components,
    boolean jfif,
    Optional<Integer> adobe,
    Optional<ByteBuffer> exif,
    byte[] pixelsAlone) {

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;

  /**
   * Reads up to the first scan; stray bytes between segments are passed over.
   *
   * @throws DamagedException if there is no scan, or no size before it
   */
  static JpegHeader of(byte[] file) throws DamagedException {
    var kept = new ByteArrayOutputStream(file.length);
    kept.write(0xff);
    kept.write(SOI);
    int height = 0;
    int width = 0;
    List<Integer> components = List.of();
    boolean jfif = false;
    Optional<Integer> adobe = Optional.empty();
    Optional<ByteBuffer> exif = Optional.empty();
    int at = 2;
    while (at + 4 <= file.length) {
      int marker = file[at + 1] & 0xff;
      boolean stray = (file[at] & 0xff) != 0xff || marker == 0 || marker == 0xff;
      if (stray || marker == SOI) {
        at++;
        continue;
      }
      if (marker == EOI) {
        break;
      }
      if (marker == SOS) {
        if (components.isEmpty()) {
          break;
        }
        kept.write(file, at, file.length - at);
        return new JpegHeader(height, width, components, jfif, adobe, exif, kept.toByteArray());
      }
      int length = ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff);
      if (length < 2 || at + 2 + length > file.length) {
        break;
      }
      ByteBuffer content = ByteBuffer.wrap(file, at + 4, length - 2).slice();
      if (isFrame(marker) && content.remaining() >= 6) {
        height = content.getShort(1) & 0xffff;
        width = content.getShort(3) & 0xffff;
        components = components(content);
      } else if (marker == APP0) {
        jfif |= startsWith(content, "JFIF\0");
      } else if (marker == APP1 && startsWith(content, "Exif\0\0")) {
        exif = Optional.of(content.position(6).slice());
      } else if (marker == APP14 && startsWith(content, "Adobe") && content.remaining() >= 12) {
        adobe = Optional.of(content.get(11) & 0xff);
      }
      boolean text = marker == COMMENT || (marker >= APP1 && marker <= APP15 && marker != APP14);
      if (!text) {
        kept.write(file, at, 2 + length);
      }
      at += 2 + length;
    }
    throw new DamagedException("a jpeg of %,d bytes that is cut off".formatted(file.length));
  }

  /** Whether the first three components are luminance and two chrominances. */
  boolean isYcc() {
    if (components.size() == 4) {
      return adobe.orElse(0) == 2;
    }
    return jfif
        || adobe.map(transform -> transform == 1).orElse(!components.equals(List.of(82, 71, 66)));
  }

  /** Whether inks are stored as what is left of the paper, which Adobe's programs do. */
  boolean invertsInks() {
    return adobe.isPresent();
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static List<Integer> components(ByteBuffer frame) throws DamagedException {
    int count = frame.get(5) & 0xff;
    if (frame.remaining() < 6 + 3 * count) {
      throw new DamagedException("a jpeg whose frame is cut off");
    }
    Integer[] ids = new Integer[count];
    for (int c = 0; c < count; c++) {
      ids[c] = frame.get(6 + 3 * c) & 0xff;
    }
    return List.of(ids);
  }

  private static boolean startsWith(ByteBuffer content, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    return content.remaining() >= wanted.length
        && content.slice(0, wanted.length).equals(ByteBuffer.wrap(wanted));
  }
}
