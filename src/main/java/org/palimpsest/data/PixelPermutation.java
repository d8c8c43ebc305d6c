package org.palimpsest.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.palimpsest.tensor.Require;

/**
 * Moves pixels to other places, all channels of a pixel together, after padding with black.
 *
 * <p>Source: permuted MNIST; Goodfellow et al., "An Empirical Investigation of Catastrophic
 * Forgetting in Gradient-Based Neural Networks", 2013, and Kirkpatrick et al., PNAS 2017. Padding
 * that takes part in the permutation is van de Ven's, who makes 28x28 images 32x32.
 */
public final class PixelPermutation implements ImageTransform {

  private static final int BLACK = -1;

  private final int channels;
  private final int plane;
  private final int height;
  private final int width;

  /** Which position of the image each position of the result shows; -1 for black. */
  private final int[] source;

  private PixelPermutation(int channels, int height, int width, int padding) {
    this.channels = Require.atLeast(1, channels, "channels");
    this.plane = height * width;
    this.height = height + 2 * Require.atLeast(0, padding, "padding");
    this.width = width + 2 * padding;
    this.source = new int[this.height * this.width];
    Arrays.fill(source, BLACK);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        source[(y + padding) * this.width + x + padding] = y * width + x;
      }
    }
  }

  /**
   * Leaves pixels where they are.
   *
   * @param height rows of an image, likewise its width
   * @param padding black pixels added on each side, at least 0
   */
  public static PixelPermutation none(int channels, int height, int width, int padding) {
    return new PixelPermutation(channels, height, width, padding);
  }

  /** Each permutation of the padded image's pixels with the same chance. */
  public static PixelPermutation random(
      int channels, int height, int width, int padding, RandomGenerator random) {
    var permutation = new PixelPermutation(channels, height, width, padding);
    int[] source = permutation.source;
    for (int i = source.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = source[i];
      source[i] = source[j];
      source[j] = moved;
    }
    return permutation;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public byte[] digest() {
    return ContentDigest.of("permutation", channels, height, width, source);
  }

  @Override
  public void apply(byte[] from, int at, byte[] into) {
    for (int c = 0; c < channels; c++) {
      int start = at + c * plane;
      int to = c * source.length;
      for (int i = 0; i < source.length; i++) {
        int position = source[i];
        into[to + i] = position == BLACK ? 0 : from[start + position];
      }
    }
  }
}
