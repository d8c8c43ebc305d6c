package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.PictureDecoder.DamagedException;

class PictureDecoderTest {

  /** Values 0 to 255 in a row; what Java calls "brightening grey" would show here. */
  private static BufferedImage ramp(int type) {
    var image = new BufferedImage(256, 1, type);
    for (int v = 0; v < 256; v++) {
      image.getRaster().setSample(v, 0, 0, type == BufferedImage.TYPE_USHORT_GRAY ? v * 257 : v);
    }
    return image;
  }

  private static byte[] allBytes() {
    byte[] all = new byte[256];
    for (int v = 0; v < 256; v++) {
      all[v] = (byte) v;
    }
    return all;
  }

  @Test
  void keepsGreyValuesOf8And16Bits() throws Exception {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
      Picture picture = PictureDecoder.decode(Pictures.encode(ramp(type), "png"));
      assertThat(picture.channels()).isEqualTo(1);
      assertThat(picture.height()).isEqualTo(1);
      assertThat(picture.width()).isEqualTo(256);
      assertThat(picture.pixels()).containsExactly(allBytes());
    }
  }

  @Test
  void keepsColoursAndDropsTransparency() throws Exception {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x80102030);
    image.setRGB(1, 0, 0xffc0b0a0);
    Picture picture = PictureDecoder.decode(Pictures.encode(image, "png"));
    assertThat(picture.channels()).isEqualTo(3);
    assertThat(picture.pixels())
        .containsExactly(0x10, (byte) 0xc0, 0x20, (byte) 0xb0, 0x30, (byte) 0xa0);
  }

  @Test
  void aPaletteIsGreyOnlyIfAllItsColoursAre() throws Exception {
    byte[] levels = {0, (byte) 200};
    var grey = new IndexColorModel(1, 2, levels, levels, levels);
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, grey);
    image.getRaster().setSample(1, 0, 0, 1);
    Picture picture = PictureDecoder.decode(Pictures.encode(image, "png"));
    assertThat(picture.channels()).isEqualTo(1);
    assertThat(picture.pixels()).containsExactly(levels);

    var coloured = new IndexColorModel(1, 2, levels, new byte[] {0, 1}, levels);
    image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, coloured);
    image.getRaster().setSample(1, 0, 0, 1);
    assertThat(PictureDecoder.decode(Pictures.encode(image, "png")).channels()).isEqualTo(3);
  }

  @Test
  void readsGreyAndColourJpeg() throws Exception {
    Picture colour = PictureDecoder.decode(Pictures.colour(16, 8, 0xc86432, "jpg"));
    assertThat(colour.channels()).isEqualTo(3);
    assertThat(colour.height()).isEqualTo(16);
    assertThat(colour.pixels()[0] & 0xff).isBetween(195, 205);
    assertThat(colour.pixels()[16 * 8] & 0xff).isBetween(95, 105);

    var grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    Arrays.fill(((DataBufferByte) grey.getRaster().getDataBuffer()).getData(), (byte) 100);
    Picture picture = PictureDecoder.decode(Pictures.encode(grey, "jpg"));
    assertThat(picture.channels()).isEqualTo(1);
    assertThat(picture.pixels()[0] & 0xff).isBetween(98, 102);
  }

  private static BufferedImage noise() {
    var image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
    var random = new Random(3);
    for (int i = 0; i < 144; i++) {
      image.setRGB(i % 12, i / 12, random.nextInt(1 << 24));
    }
    return image;
  }

  @Test
  void noticesEveryTruncation() throws IOException {
    for (String format : new String[] {"png", "jpg"}) {
      byte[] whole = Pictures.encode(noise(), format);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> PictureDecoder.decode(cut))
            .as("%s of %d bytes cut to %d", format, whole.length, length)
            .isInstanceOf(DamagedException.class);
      }
    }
  }

  @Test
  void noticesEveryAlteredByteOfAPng() throws IOException {
    byte[] whole = Pictures.encode(noise(), "png");
    for (int position = 0; position < whole.length; position++) {
      byte[] altered = whole.clone();
      altered[position] ^= 4;
      assertThatThrownBy(() -> PictureDecoder.decode(altered))
          .as("byte %d", position)
          .isInstanceOf(DamagedException.class);
    }
  }

  @Test
  void anAlteredJpegIsReadOrRefusedButNeverBreaksTheProgram() throws IOException {
    byte[] whole = Pictures.encode(noise(), "jpg");
    var random = new Random(8);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] altered = whole.clone();
      altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
      try {
        assertThat(PictureDecoder.decode(altered).pixels()).isNotEmpty();
      } catch (DamagedException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void namesWhatIsNoImage() {
    assertThatThrownBy(() -> PictureDecoder.decode(new byte[0])).hasMessage("an empty file");
    assertThatThrownBy(() -> PictureDecoder.decode("not a pic".getBytes(StandardCharsets.US_ASCII)))
        .hasMessage("9 bytes of another format");
  }

  @Test
  void refusesAnImageOfGiganticSizeBeforeDecodingIt() throws IOException {
    // 100,000 x 100,000 black pixels of one bit would need 10 GB as integers.
    byte[] small = Pictures.encode(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_BINARY), "png");
    ByteBuffer header = ByteBuffer.wrap(small);
    header.putInt(16, 100_000).putInt(20, 100_000);
    var crc = new CRC32();
    crc.update(small, 12, 17);
    header.putInt(29, (int) crc.getValue());
    assertThatThrownBy(() -> PictureDecoder.decode(small))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("10,000,000,000 pixels");
  }
}
