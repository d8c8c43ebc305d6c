package org.palimpsest.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PngTest {

  @Test
  void anotherReaderSeesTheSamePixels() throws Exception {
    Random random = new Random(1);
    BufferedImage image = new BufferedImage(37, 23, BufferedImage.TYPE_INT_RGB);
    int[] pixels = random.ints(37 * 23, 0, 0x1000000).toArray();
    image.setRGB(0, 0, 37, 23, pixels, 0, 37);

    BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.encode(image)));

    assertThat(read.getWidth()).isEqualTo(37);
    assertThat(read.getHeight()).isEqualTo(23);
    assertThat(read.getRGB(0, 0, 37, 23, null, 0, 37))
        .isEqualTo(image.getRGB(0, 0, 37, 23, null, 0, 37));
  }
}
