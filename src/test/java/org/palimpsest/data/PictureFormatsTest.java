package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.PictureDecoder.DamagedException;

/** One rule for the pixels of all formats: samples as they are stored. */
class PictureFormatsTest {

  private static byte[] jpegOf(Raster raster) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Four components without any marker that says what they are: inks. */
  private static byte[] inks(int cyan, int magenta, int yellow, int black) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, new int[] {cyan, magenta, yellow, black});
    }
    return jpegOf(raster);
  }

  private static byte[] inserted(byte[] jpeg, int marker, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(0xff);
    out.write(marker);
    out.write((content.length + 2) >> 8);
    out.write(content.length + 2);
    out.writeBytes(content);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private static byte[] adobe(int transform) {
    return new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
  }

  private static int[] colour(byte[] file) throws DamagedException {
    Picture picture = PictureDecoder.decode(file);
    int plane = picture.height() * picture.width();
    assertThat(picture.channels()).isEqualTo(3);
    return new int[] {
      picture.pixels()[0] & 0xff, picture.pixels()[plane] & 0xff, picture.pixels()[2 * plane] & 0xff
    };
  }

  private static void near(int[] found, int... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as(Arrays.toString(found)).isBetween(expected[i] - 2, expected[i] + 2);
    }
  }

  @Test
  void inksBecomeWhatIsLeftOfThePaper() throws Exception {
    near(colour(inks(127, 127, 127, 0)), 128, 128, 128);
    near(colour(inks(0, 0, 0, 127)), 128, 128, 128);
    near(colour(inks(0, 255, 255, 0)), 255, 0, 0);
    // (255 - 55) * (255 - 51) / 255 = 160
    near(colour(inks(55, 0, 0, 51)), 160, 204, 204);
  }

  @Test
  void adobeStoresInksAsWhatIsLeft() throws Exception {
    byte[] inverted = inserted(inks(255 - 55, 255, 255, 255 - 51), 0xee, adobe(0));
    near(colour(inverted), 160, 204, 204);
  }

  @Test
  void adobesLuminanceAndChrominanceOfInks() throws Exception {
    // Y = 128, no colour: cyan, magenta and yellow of 128 left; black 255 left.
    near(colour(inserted(inks(128, 128, 128, 255), 0xee, adobe(2))), 127, 127, 127);
  }

  private static BufferedImage noise(int type, int size) {
    var image = new BufferedImage(size, size, type);
    var random = new Random(3);
    for (int i = 0; i < size * size; i++) {
      image.setRGB(i % size, i / size, random.nextInt(1 << 24) | 0xff000000);
    }
    return image;
  }

  /** Java converts by libjpeg itself where there is no profile: the samples are to be the same. */
  @Test
  void coloursOfAJpegAreLibjpegs() throws Exception {
    byte[] file = Pictures.encode(noise(BufferedImage.TYPE_INT_RGB, 37), "jpg");
    BufferedImage java = ImageIO.read(new ByteArrayInputStream(file));
    Picture picture = PictureDecoder.decode(file);
    int plane = 37 * 37;
    for (int i = 0; i < plane; i++) {
      int rgb = java.getRGB(i % 37, i / 37);
      assertThat(picture.pixels()[i] & 0xff).isEqualTo((rgb >> 16) & 0xff);
      assertThat(picture.pixels()[plane + i] & 0xff).isEqualTo((rgb >> 8) & 0xff);
      assertThat(picture.pixels()[2 * plane + i] & 0xff).isEqualTo(rgb & 0xff);
    }
  }

  private static byte[] profile(byte[] icc) {
    byte[] content = new byte[14 + icc.length];
    System.arraycopy("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1), 0, content, 0, 14);
    System.arraycopy(icc, 0, content, 14, icc.length);
    return content;
  }

  @Test
  void aProfileChangesNoPixelAndABrokenOneIsNoDamage() throws Exception {
    byte[] file = Pictures.encode(noise(BufferedImage.TYPE_INT_RGB, 16), "jpg");
    byte[] pixels = PictureDecoder.decode(file).pixels();
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    assertThat(PictureDecoder.decode(inserted(file, 0xe2, profile(linear))).pixels())
        .isEqualTo(pixels);
    byte[] broken = Arrays.copyOf(linear, 50);
    assertThat(PictureDecoder.decode(inserted(file, 0xe2, profile(broken))).pixels())
        .isEqualTo(pixels);
    byte[] twice = inserted(inserted(file, 0xe2, profile(linear)), 0xe2, profile(broken));
    assertThat(PictureDecoder.decode(twice).pixels()).isEqualTo(pixels);
  }

  @Test
  void strayBytesAreNoDamage() throws Exception {
    byte[] file = Pictures.encode(noise(BufferedImage.TYPE_INT_RGB, 16), "jpg");
    byte[] pixels = PictureDecoder.decode(file).pixels();
    byte[] after = Arrays.copyOf(file, file.length + 100);
    assertThat(PictureDecoder.decode(after).pixels()).as("after the end").isEqualTo(pixels);
    var before = new ByteArrayOutputStream();
    before.write(file, 0, file.length - 2);
    before.writeBytes(new byte[] {1, 2, 3, 4, (byte) 0xff, (byte) 0xd9});
    assertThat(PictureDecoder.decode(before.toByteArray()).pixels())
        .as("before the end")
        .isEqualTo(pixels);
    var between = new ByteArrayOutputStream();
    between.write(file, 0, 20); // the first segment, JFIF, is 18 bytes
    between.writeBytes(new byte[] {0, 7, 0});
    between.write(file, 20, file.length - 20);
    assertThat(PictureDecoder.decode(between.toByteArray()).pixels())
        .as("between segments")
        .isEqualTo(pixels);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bmp", "gif", "tiff", "png"})
  void formatsWithoutLossGiveTheSamePixels(String format) throws Exception {
    var image = new BufferedImage(9, 5, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 45; i++) {
      image.setRGB(i % 9, i / 9, i % 2 == 0 ? 0x204060 : 0xfc8010);
    }
    Picture picture = PictureDecoder.decode(Pictures.encode(image, format));
    assertThat(picture.channels()).isEqualTo(3);
    assertThat(picture.height()).isEqualTo(5);
    assertThat(picture.width()).isEqualTo(9);
    near(
        new int[] {
          picture.pixels()[1] & 0xff, picture.pixels()[46] & 0xff, picture.pixels()[91] & 0xff
        },
        0xfc,
        0x80,
        0x10);
    var header = PictureDecoder.header(Pictures.encode(image, format));
    assertThat(header.channels()).isEqualTo(3);
    assertThat(header.height()).isEqualTo(5);
  }

  @Test
  void readsWebp() throws Exception {
    // One pixel, lossless.
    byte[] file = Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");
    Picture picture = PictureDecoder.decode(file);
    assertThat(picture.height()).isEqualTo(1);
    assertThat(picture.width()).isEqualTo(1);
    assertThat(picture.channels()).isEqualTo(PictureDecoder.header(file).channels());
    assertThatThrownBy(() -> PictureDecoder.decode(Arrays.copyOf(file, 24)))
        .isInstanceOf(DamagedException.class);
  }

  /** Little-endian, one directory with one entry: tag 0x0112, a short. */
  private static byte[] exif(int orientation) {
    return new byte[] {
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'I',
      'I',
      42,
      0,
      8,
      0,
      0,
      0,
      1,
      0,
      0x12,
      1,
      3,
      0,
      1,
      0,
      0,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0,
      0
    };
  }

  @Test
  void theCamerasNoteIsFollowedOnlyWhereAskedFor() throws Exception {
    var image = new BufferedImage(32, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 32; x++) {
        image.getRaster().setSample(x, y, 0, x < 16 ? 250 : 10); // bright on the left
      }
    }
    byte[] file = inserted(Pictures.encode(image, "jpg"), 0xe1, exif(6));
    Picture stored = PictureDecoder.decode(file);
    assertThat(stored.width()).isEqualTo(32);
    // Orientation 6: what is stored on the left belongs at the top.
    Picture upright = PictureDecoder.decode(file, OptionalInt.empty(), true);
    assertThat(upright.width()).isEqualTo(16);
    assertThat(upright.height()).isEqualTo(32);
    assertThat(upright.pixels()[0] & 0xff).isGreaterThan(240);
    assertThat(upright.pixels()[31 * 16] & 0xff).isLessThan(20);
    assertThat(PictureDecoder.header(file).size(true)).containsExactly(32, 16);
  }

  @Test
  void eachOrientationUndoesWhatTheCameraDid() {
    // The scene is 0 1 / 2 3 / 4 5; each row: how a camera stores it under that orientation.
    byte[][] stored = {
      {0, 1, 2, 3, 4, 5}, {1, 0, 3, 2, 5, 4}, {5, 4, 3, 2, 1, 0}, {4, 5, 2, 3, 0, 1},
      {0, 2, 4, 1, 3, 5}, {1, 3, 5, 0, 2, 4}, {5, 3, 1, 4, 2, 0}, {4, 2, 0, 5, 3, 1}
    };
    for (int orientation = 1; orientation <= 8; orientation++) {
      boolean lies = orientation > 4;
      Picture picture = new Picture(1, lies ? 2 : 3, lies ? 3 : 2, stored[orientation - 1]);
      assertThat(picture.upright(orientation).pixels())
          .as("orientation %s", orientation)
          .containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void alphaIsDroppedAndItsColoursStay() throws Exception {
    var image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00102030);
    for (String format : new String[] {"png", "tiff"}) {
      near(colour(Pictures.encode(image, format)), 0x10, 0x20, 0x30);
    }
  }

  /** Puts a chunk behind a PNG's header. */
  private static byte[] withChunk(byte[] png, String type, byte[] content) {
    int header = 8 + 25;
    byte[] body =
        ByteBuffer.allocate(4 + content.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(content)
            .array();
    CRC32 checksum = new CRC32();
    checksum.update(body);
    return ByteBuffer.allocate(png.length + 8 + body.length)
        .put(png, 0, header)
        .putInt(content.length)
        .put(body)
        .putInt((int) checksum.getValue())
        .put(png, header, png.length - header)
        .array();
  }

  @Test
  void neitherGammaNorProfileNorTransparencyChangesAPngsSamples() throws Exception {
    byte[] png = Pictures.encode(noise(BufferedImage.TYPE_INT_RGB, 16), "png");
    byte[] pixels = PictureDecoder.decode(png).pixels();
    byte[] gamma = ByteBuffer.allocate(4).putInt(100_000).array(); // linear light
    byte[] black = new byte[6]; // the colour that is to be seen through
    byte[] profile = "broken\0\0no stream".getBytes(StandardCharsets.ISO_8859_1);
    for (byte[] other :
        List.of(
            withChunk(png, "gAMA", gamma),
            withChunk(png, "tRNS", black),
            withChunk(png, "iCCP", profile))) {
      assertThat(PictureDecoder.decode(other).pixels()).isEqualTo(pixels);
    }
  }

  /** Scaled by what 16 bits can hold: what a file's values mean beyond that is not in it. */
  @Test
  void twelveBitsInAFileOfSixteenAreScaledBySixteen() throws Exception {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 4095);
    image.getRaster().setSample(1, 0, 0, 65535);
    for (String format : new String[] {"png", "tiff"}) {
      assertThat(PictureDecoder.decode(Pictures.encode(image, format)).pixels())
          .containsExactly(16, 255);
    }
  }

  @Test
  void aFarLargerPhotographIsReadAtFewerPixels() throws Exception {
    var image = new BufferedImage(1200, 900, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 900; y++) {
      for (int x = 0; x < 1200; x++) {
        image.setRGB(x, y, ((x * 255 / 1199) << 16) | ((y * 255 / 899) << 8) | 90);
      }
    }
    byte[] file = Pictures.encode(image, "jpg");
    Picture small = PictureDecoder.decode(file, OptionalInt.of(16), false);
    assertThat(small.height()).isBetween(64, 80);
    byte[] few = small.square().resized(16, 16).pixels();
    byte[] all = PictureDecoder.decode(file).square().resized(16, 16).pixels();
    for (int i = 0; i < all.length; i++) {
      assertThat(few[i] & 0xff).isCloseTo(all[i] & 0xff, Assertions.within(4));
    }
  }
}
