package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.disk.Disk;
import org.palimpsest.method.Illustration;

class IllustrationFilesTest {

  @TempDir Path temp;

  @Test
  void drawsEachPixelOfEachImageInItsPlace() throws IOException {
    // two gray 1x2 images; below them one red and one green pixel as 3-channel 1x1 images
    var gray = Nd4j.createFromArray(new float[] {0f, 1f, 0.5f, 2f}).reshape(2, 1, 1, 2);
    var colour = Nd4j.createFromArray(new float[] {1f, 0f, 0f, -1f, 1f, 0f}).reshape(2, 3, 1, 1);
    List<String> paths =
        IllustrationFiles.write(
            new Disk(),
            temp,
            List.of(new Illustration("a/b ..", "two rows", List.of(gray, colour))));
    assertThat(paths).containsExactly("illustrations/a-b---.png", "illustrations/captions.json");
    assertThat(temp.resolve("illustrations/captions.json"))
        .content()
        .contains("\"file\" : \"a-b---.png\"", "\"caption\" : \"two rows\"");
    BufferedImage image = ImageIO.read(temp.resolve(paths.get(0)).toFile());
    // gray images are enlarged 32 times, colour ones 64 times, with gaps of 2
    assertThat(image.getWidth()).isEqualTo(2 * (64 + 2) + 2);
    assertThat(image.getHeight()).isEqualTo(2 + 32 + 2 + 64 + 2);
    assertThat(rgb(image, 0, 0)).isEqualTo(0xffffff);
    assertThat(rgb(image, 2, 2)).isEqualTo(0x000000);
    assertThat(rgb(image, 2 + 31, 2 + 31)).isEqualTo(0x000000);
    assertThat(rgb(image, 2 + 32, 2)).isEqualTo(0xffffff);
    assertThat(rgb(image, 2 + 64 + 2, 2)).isEqualTo(0x808080);
    assertThat(rgb(image, 2 + 64 + 2 + 32, 2)).as("cut to 1").isEqualTo(0xffffff);
    assertThat(rgb(image, 2, 36)).isEqualTo(0xff0000);
    assertThat(rgb(image, 68 + 63, 36 + 63)).as("cut to 0").isEqualTo(0x00ff00);
  }

  @Test
  void leavesNoFolderWithoutPictures() {
    assertThat(IllustrationFiles.write(new Disk(), temp, List.of())).isEmpty();
    assertThat(Files.exists(temp.resolve("illustrations"))).isFalse();
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }
}
