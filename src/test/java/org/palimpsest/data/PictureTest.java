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

  @Test
  void filtersWeighPixelsByTheirDistance() {
    // The middle of three is weighed by 1/3, by 3/7, and alone.
    assertThat(grey(1, 3, 0, 90, 0).resized(1, 1, Resample.BOX).pixels()).containsExactly(30);
    assertThat(grey(1, 3, 0, 90, 0).resized(1, 1, Resample.TRIANGLE).pixels()).containsExactly(39);
    assertThat(grey(1, 3, 7, 90, 8).resized(1, 1, Resample.NEAREST).pixels()).containsExactly(90);
    // Keys' function is 0.8671875 at 0.25, 0.2265625 at 0.75 and -0.0703125 at 1.25; the last pixel
    // is 0.8671875 / 0.796875 of 100, and the first, below 0, becomes 0.
    assertThat(grey(1, 2, 0, 100).resized(1, 4, Resample.CUBIC).pixels())
        .containsExactly(0, 21, 79, 109);
  }

  @Test
  void aSharpFilterStaysWithinWhatAPixelHolds() {
    byte[] edge =
        grey(1, 8, 0, 0, 0, 0, 255, 255, 255, 255).resized(1, 16, Resample.LANCZOS).pixels();
    assertThat(edge[0]).isZero();
    assertThat(edge[15]).isEqualTo((byte) 255);
    for (int i = 0; i < edge.length; i++) {
      assertThat(255 - (edge[15 - i] & 0xff)).isEqualTo(edge[i] & 0xff);
    }
  }
}
