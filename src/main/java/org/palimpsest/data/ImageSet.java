package org.palimpsest.data;

import java.util.Arrays;
import java.util.List;
import org.palimpsest.tensor.Require;

/**
 * Labelled images as unsigned bytes, read once and never copied.
 *
 * <p>The pixels of image {@code i} begin at {@code i * channels * height * width} and are laid out
 * {@code [channels, height, width]}, values 0 to 255.
 */
public final class ImageSet {

  private final byte[] pixels;
  private final int[] labels;
  private final int channels;
  private final int height;
  private final int width;
  private final List<String> classNames;

  /**
   * Takes over both arrays without copying; the caller no longer writes to them.
   *
   * @param pixels {@code [images, channels, height, width]}, unsigned bytes
   * @param labels one per image, in [0, classNames.size())
   * @throws IllegalArgumentException if lengths do not fit or a label is out of range
   */
  public ImageSet(
      byte[] pixels, int[] labels, int channels, int height, int width, List<String> classNames) {
    Require.atLeast(1, channels, "channels");
    Require.atLeast(1, height, "height");
    Require.atLeast(1, width, "width");
    if ((long) labels.length * channels * height * width != pixels.length) {
      throw new IllegalArgumentException(
          "%d labels of %dx%dx%d images need %d bytes, got %d"
              .formatted(
                  labels.length,
                  channels,
                  height,
                  width,
                  (long) labels.length * channels * height * width,
                  pixels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new IllegalArgumentException(
            "image %d has label %d, expected 0 to %d"
                .formatted(i, labels[i], classNames.size() - 1));
      }
    }
    this.pixels = pixels;
    this.labels = labels;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.classNames = List.copyOf(classNames);
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  public int channels() {
    return channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** Bytes of one image: {@code channels * height * width}. */
  public int bytesPerImage() {
    return channels * height * width;
  }

  /** Label of one image, in [0, classNames().size()). */
  public int label(int image) {
    return labels[image];
  }

  /** Names by label. */
  public List<String> classNames() {
    return classNames;
  }

  /** All pixels, shared for speed; callers do not write to it. */
  @SuppressWarnings(
      "EI_EXPOSE_REP") // copying 150 MB per epoch is what this class is there to avoid
  public byte[] pixels() {
    return pixels;
  }

  /** A copy of one image's bytes, {@code [channels, height, width]}. */
  public byte[] image(int image) {
    int size = bytesPerImage();
    return Arrays.copyOfRange(pixels, image * size, (image + 1) * size);
  }

  /** Indices of the images with this label, ascending. */
  public int[] imagesOf(int label) {
    int[] found = new int[labels.length];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == label) {
        found[count++] = i;
      }
    }
    return Arrays.copyOf(found, count);
  }
}
