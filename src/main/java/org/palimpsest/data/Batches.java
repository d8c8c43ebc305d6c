package org.palimpsest.data;

import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whole batches of bytes to normalised floats, augmented on the way, in one pass over the pixels.
 */
public final class Batches {

  private Batches() {}

  /**
   * Images as a network wants them, unchanged but for the normalisation.
   *
   * @param indices which images, in this order
   * @return {@code [indices.length, channels, height, width]}, float32
   */
  public static INDArray plain(ImageSet images, int[] indices, Normalization normalization) {
    return augmented(images, indices, normalization, Augmentation.NONE, () -> 0L);
  }

  /**
   * Images as a network wants them, augmented. Draws, per image, first the crop's row and column,
   * then the flip; each only if it is switched on. Padding is black before normalisation, as the
   * field's recipes have it.
   *
   * @return {@code [indices.length, channels, height, width]}, float32
   */
  public static INDArray augmented(
      ImageSet images,
      int[] indices,
      Normalization normalization,
      Augmentation augmentation,
      RandomGenerator random) {
    int channels = images.channels();
    int height = images.height();
    int width = images.width();
    int plane = height * width;
    float[][] tables = tables(normalization, channels);
    byte[] pixels = images.pixels();
    float[] out = new float[indices.length * images.bytesPerImage()];
    int padding = augmentation.cropPadding();
    for (int b = 0; b < indices.length; b++) {
      int down = padding == 0 ? 0 : random.nextInt(2 * padding + 1) - padding;
      int right = padding == 0 ? 0 : random.nextInt(2 * padding + 1) - padding;
      boolean flip = augmentation.flip() && random.nextBoolean();
      for (int c = 0; c < channels; c++) {
        int from = indices[b] * channels * plane + c * plane;
        int to = b * channels * plane + c * plane;
        for (int y = 0; y < height; y++) {
          row(pixels, from, out, to + y * width, y + down, right, flip, height, width, tables[c]);
        }
      }
    }
    return Nd4j.createFromArray(out).reshape(indices.length, channels, height, width);
  }

  private static void row(
      byte[] pixels,
      int from,
      float[] out,
      int to,
      int sourceRow,
      int right,
      boolean flip,
      int height,
      int width,
      float[] table) {
    boolean inside = sourceRow >= 0 && sourceRow < height;
    for (int x = 0; x < width; x++) {
      int sourceColumn = (flip ? width - 1 - x : x) + right;
      boolean known = inside && sourceColumn >= 0 && sourceColumn < width;
      int value = known ? pixels[from + sourceRow * width + sourceColumn] & 0xff : 0;
      out[to + x] = table[value];
    }
  }

  /** The normalised value of each of the 256 bytes, per channel. */
  private static float[][] tables(Normalization normalization, int channels) {
    if (normalization.mean().size() != channels) {
      throw new IllegalArgumentException(
          "normalisation for %d channels, images with %d"
              .formatted(normalization.mean().size(), channels));
    }
    float[][] tables = new float[channels][256];
    for (int c = 0; c < channels; c++) {
      for (int v = 0; v < 256; v++) {
        tables[c][v] =
            (float) ((v / 255.0 - normalization.mean().get(c)) / normalization.deviation().get(c));
      }
    }
    return tables;
  }
}
