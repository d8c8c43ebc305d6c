package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DigitsFormatTest {

  private final Dataset digits = Datasets.load(DatasetSpec.named("digits"), DownloadProgress.NONE);

  @Test
  void splitsAsDocumented() {
    assertThat(digits.train().size()).isEqualTo(1437);
    assertThat(digits.test().size()).isEqualTo(360);
    for (int digit = 0; digit < 10; digit++) {
      assertThat(digits.test().imagesOf(digit)).hasSize(36);
      assertThat(digits.train().imagesOf(digit)).hasSizeBetween(138, 147);
    }
  }

  @Test
  void scalesSixteenLevelsToBytes() {
    // The file's first line: 0,0,5,13,9,1,0,0, 0,0,13,15,10,15,5,0, ... ,0 and a zero it shows.
    assertThat(digits.train().label(0)).isZero();
    assertThat(digits.train().image(0))
        .startsWith(0, 0, 80, (byte) 207, (byte) 143, 16, 0, 0)
        .hasSize(64);
    // 16, the brightest, in its second line, is 255.
    assertThat(digits.train().image(1)).contains((byte) 255);
  }

  @Test
  void keepsTheFilesOrder() {
    // The first ten lines show 0 to 9 in turn, and all of them are training images.
    for (int i = 0; i < 10; i++) {
      assertThat(digits.train().label(i)).isEqualTo(i);
    }
  }

  @Test
  void normalisesByTheTrainingImages() {
    Normalization computed = Normalization.of(digits.train());
    assertThat(DigitsFormat.NORMALIZATION.mean().get(0))
        .isCloseTo(computed.mean().get(0), within(5e-5));
    assertThat(DigitsFormat.NORMALIZATION.deviation().get(0))
        .isCloseTo(computed.deviation().get(0), within(5e-5));
    assertThat(digits.normalization()).isEqualTo(DigitsFormat.NORMALIZATION);
  }

  @Test
  void catalogueStatesItsSize() {
    DatasetSize size = Datasets.size(DatasetSpec.named("digits")).orElseThrow();
    assertThat(size).isEqualTo(new DatasetSize(10, 1, 8, 8, 1437, 360, 138, 36));
  }

  @Test
  void attributionIsInTheJar() {
    assertThat(DigitsFormat.class.getResource("digits-ATTRIBUTION.md")).isNotNull();
  }
}
