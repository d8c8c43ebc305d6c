package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PictureTest {

  private static Picture grey(int height, int width, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return new Picture(1, height, width, bytes);
  }

  @Test
  void shrinkingAveragesAllPixels() {
    // Triangles that reach as far as the image weigh all four pixels alike.
    assertThat(grey(2, 2, 0, 100, 200, 255).resized(1, 1).pixels()).containsExactly((byte) 139);
  }

  @Test
  void growingInterpolatesBetweenCentres() {
    // New centres lie at 0.25, 0.75, 1.25 and 1.75; old ones at 0.5 and 1.5.
    assertThat(grey(1, 2, 0, 100).resized(1, 4).pixels()).containsExactly(0, 25, 75, 100);
    assertThat(grey(2, 1, 0, 100).resized(4, 1).pixels()).containsExactly(0, 25, 75, 100);
  }

  @Test
  void aUniformImageStaysUniformAtAnySize() {
    byte[] pixels = new byte[3 * 105 * 105];
    Arrays.fill(pixels, (byte) 255);
    for (int size : new int[] {1, 7, 28, 105, 200}) {
      Picture resized = new Picture(3, 105, 105, pixels).resized(size, size);
      assertThat(resized.pixels()).hasSize(3 * size * size).containsOnly(255);
    }
  }

  @Test
  void channelsAreResizedApart() {
    byte[] pixels = {0, 0, 0, 0, 90, 90, 90, 90, 50, 60, 50, 60};
    assertThat(new Picture(3, 2, 2, pixels).resized(1, 1).pixels()).containsExactly(0, 90, 55);
  }

  @Test
  void squareIsCutFromTheCentre() {
    assertThat(grey(2, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).square())
        .satisfies(square -> assertThat(square.pixels()).containsExactly(2, 3, 7, 8))
        .satisfies(square -> assertThat(square.width()).isEqualTo(2));
    assertThat(grey(4, 2, 1, 2, 3, 4, 5, 6, 7, 8).square().pixels()).containsExactly(3, 4, 5, 6);
  }

  @Test
  void greyBecomesThreeEqualChannels() {
    assertThat(grey(1, 2, 7, 8).coloured().pixels()).containsExactly(7, 8, 7, 8, 7, 8);
  }
}
