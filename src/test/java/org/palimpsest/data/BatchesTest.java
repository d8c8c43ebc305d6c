package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.tensor.Seeds;

class BatchesTest {

  private static final List<String> ONE = List.of("one");

  private static ImageSet grey(int height, int width, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return new ImageSet(bytes, new int[bytes.length / (height * width)], 1, height, width, ONE);
  }

  private static float[] values(INDArray batch) {
    return batch.dup('c').data().asFloat();
  }

  /** Gives these numbers to whoever asks for an int, then these flags. */
  private static RandomGenerator giving(List<Integer> ints, boolean flag) {
    var next = ints.iterator();
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("nothing else is drawn");
      }

      @Override
      public int nextInt(int bound) {
        assertThat(bound).isEqualTo(3);
        return next.next();
      }

      @Override
      public boolean nextBoolean() {
        return flag;
      }
    };
  }

  @Test
  void normalisesEachChannelByItself() {
    byte[] pixels = {0, (byte) 255, 51, 0, 0, 0, 0, 102};
    var images = new ImageSet(pixels, new int[] {0, 0}, 2, 1, 2, ONE);
    var normalization = new Normalization(List.of(0.0, 0.2), List.of(1.0, 0.5));
    // image 1, then image 0: (0 - 0) / 1, (0 - 0) / 1, (0 - 0.2) / 0.5, (0.4 - 0.2) / 0.5, ...
    try (INDArray batch = Batches.plain(images, new int[] {1, 0}, normalization)) {
      assertThat(batch.shape()).containsExactly(2, 2, 1, 2);
      assertThat(values(batch))
          .containsExactly(new float[] {0f, 0f, -0.4f, 0.4f, 0f, 1f, 0f, -0.4f}, within(1e-6f));
    }
  }

  @Test
  void cropMovesTheImageAndPadsWithBlack() {
    ImageSet images = grey(2, 3, 51, 102, 153, 204, 255, 51);
    var normalization = new Normalization(List.of(0.2), List.of(0.2));
    // Row offset 2 - 1 = 1 down, column offset 0 - 1 = -1: one column of black on the left, the
    // second row on top, black below. Black is (0 - 0.2) / 0.2 = -1, 204 is 3, 255 is 4.
    try (INDArray batch =
        Batches.augmented(
            images,
            new int[] {0},
            normalization,
            new Augmentation(1, false),
            giving(List.of(2, 0), false))) {
      assertThat(values(batch)).containsExactly(new float[] {-1, 3, 4, -1, -1, -1}, within(1e-6f));
    }
  }

  @Test
  void flipMirrorsTheCroppedImage() {
    ImageSet images = grey(2, 3, 51, 102, 153, 204, 255, 51);
    // The same crop as above, black 204 255 / black black black, mirrored.
    try (INDArray batch =
        Batches.augmented(
            images,
            new int[] {0},
            Normalization.identity(1),
            new Augmentation(1, true),
            giving(List.of(2, 0), true))) {
      assertThat(values(batch)).containsExactly(new float[] {1, 0.8f, 0, 0, 0, 0}, within(1e-6f));
    }
  }

  /** Against the definition, pixel by pixel: pad, crop, flip, normalise. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void equalsTheDefinitionForAnyShape(long seed) {
    var shapes = new Random(seed);
    int channels = 1 + shapes.nextInt(3);
    int height = 1 + shapes.nextInt(6);
    int width = 1 + shapes.nextInt(6);
    int padding = shapes.nextInt(9); // may exceed the image
    boolean flips = shapes.nextBoolean();
    byte[] pixels = new byte[5 * channels * height * width];
    shapes.nextBytes(pixels);
    var images = new ImageSet(pixels, new int[5], channels, height, width, ONE);
    int[] indices = {4, 0, 2, 2, 1, 3, 0, 4, 4, 1};

    RandomGenerator random = new Seeds(seed).generator("augment");
    float[] expected = new float[indices.length * channels * height * width];
    int at = 0;
    for (int index : indices) {
      int top = padding == 0 ? 0 : random.nextInt(2 * padding + 1);
      int left = padding == 0 ? 0 : random.nextInt(2 * padding + 1);
      boolean flip = flips && random.nextBoolean();
      for (int c = 0; c < channels; c++) {
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            int row = top + y - padding;
            int column = left + (flip ? width - 1 - x : x) - padding;
            boolean inside = row >= 0 && row < height && column >= 0 && column < width;
            int pixel =
                inside ? pixels[((index * channels + c) * height + row) * width + column] : 0;
            expected[at++] = (float) ((pixel & 0xff) / 255.0);
          }
        }
      }
    }

    try (INDArray batch =
        Batches.augmented(
            images,
            indices,
            Normalization.identity(channels),
            new Augmentation(padding, flips),
            new Seeds(seed).generator("augment"))) {
      assertThat(values(batch)).containsExactly(expected);
    }
  }

  @Test
  void drawsNothingThatIsSwitchedOff() {
    RandomGenerator never =
        () -> {
          throw new AssertionError("nothing is drawn");
        };
    try (INDArray batch =
        Batches.augmented(
            grey(1, 1, 255),
            new int[] {0},
            Normalization.identity(1),
            new Augmentation(0, false),
            never)) {
      assertThat(values(batch)).containsExactly(1f);
    }
  }

  @Test
  void refusesANormalisationForOtherChannels() {
    assertThatThrownBy(() -> Batches.plain(grey(1, 1, 0), new int[] {0}, Normalization.identity(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 channels, images with 1");
  }
}
