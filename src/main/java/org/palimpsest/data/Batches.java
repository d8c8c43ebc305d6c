package org.palimpsest.data;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whole batches of bytes to normalised floats, augmented on the way, in one pass over the pixels
 * and straight into the array's memory.
 */
public final class Batches {

  private Batches() {}

  /**
   * Images as a network wants them, unchanged but for the normalisation.
   *
   * @param indices which images, in this order; at least one
   * @return {@code [indices.length, channels, height, width]}, float32
   */
  public static INDArray plain(ImageSet images, int[] indices, Normalization normalization) {
    return augmented(images, indices, normalization, Augmentation.NONE, () -> 0L);
  }

  /**
   * Images as a network wants them, augmented. Draws, per image, first the crop's row and column,
   * then the flip; each only if it is switched on. Everything is drawn on the calling thread.
   * Padding is black before normalisation, as the field's recipes have it.
   *
   * @return {@code [indices.length, channels, height, width]}, float32
   */
  public static INDArray augmented(
      ImageSet images,
      int[] indices,
      Normalization normalization,
      Augmentation augmentation,
      RandomGenerator random) {
    INDArray batch =
        Nd4j.createUninitialized(
            DataType.FLOAT, indices.length, images.channels(), images.height(), images.width());
    write(images, indices, normalization, augmentation, random, batch);
    return batch;
  }

  /**
   * The same into an array that is there already.
   *
   * @param batch {@code [indices.length, channels, height, width]}, float32, row by row
   */
  public static void write(
      ImageSet images,
      int[] indices,
      Normalization normalization,
      Augmentation augmentation,
      RandomGenerator random,
      INDArray batch) {
    try {
      int padding = augmentation.cropPadding();
      float[][] tables = tables(normalization, images.channels());
      FloatPointer memory = new FloatPointer(batch.data().addressPointer());
      float[] image = new float[images.bytesPerImage()];
      ImageSet.Reader reader = images.reader();
      for (int b = 0; b < indices.length; b++) {
        int down = padding == 0 ? 0 : random.nextInt(2 * padding + 1) - padding;
        int right = padding == 0 ? 0 : random.nextInt(2 * padding + 1) - padding;
        boolean flip = augmentation.flip() && random.nextBoolean();
        write(images, reader.seek(indices[b]), tables, down, right, flip, image);
        memory.position((long) b * image.length).put(image, 0, image.length);
      }
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  /**
   * Shifts, mirrors and normalises one image.
   *
   * @param down the row of the image that becomes the first row of {@code out}; may be outside
   * @param right likewise for columns
   */
  private static void write(
      ImageSet images,
      ImageSet.Reader reader,
      float[][] tables,
      int down,
      int right,
      boolean flip,
      float[] out) {
    int height = images.height();
    int width = images.width();
    byte[] pixels = reader.bytes();
    int start = reader.at();
    for (int c = 0; c < images.channels(); c++) {
      float[] table = tables[c];
      for (int y = 0; y < height; y++) {
        int to = (c * height + y) * width;
        int row = y + down;
        if (row < 0 || row >= height) {
          Arrays.fill(out, to, to + width, table[0]);
        } else {
          row(pixels, start + (c * height + row) * width, right, flip, table, out, to, width);
        }
      }
    }
  }

  private static void row(
      byte[] pixels,
      int from,
      int right,
      boolean flip,
      float[] table,
      float[] out,
      int to,
      int width) {
    // Columns of the cropped row that lie within the image.
    int first = Math.min(width, Math.max(0, -right));
    int last = Math.max(first, Math.min(width, width - right));
    if (flip) {
      Arrays.fill(out, to + width - first, to + width, table[0]);
      int mirrored = to + width - 1;
      for (int x = first; x < last; x++) {
        out[mirrored - x] = table[pixels[from + x + right] & 0xff];
      }
      Arrays.fill(out, to, to + width - last, table[0]);
    } else {
      Arrays.fill(out, to, to + first, table[0]);
      int shifted = from + right;
      for (int x = first; x < last; x++) {
        out[to + x] = table[pixels[shifted + x] & 0xff];
      }
      Arrays.fill(out, to + last, to + width, table[0]);
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
