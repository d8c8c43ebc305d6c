package org.palimpsest.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.palimpsest.tensor.Require;

/**
 * Per-channel standardisation of pixels scaled to [0, 1]: {@code (x / 255 - mean) / deviation}.
 *
 * @param mean one per channel, in [0, 1]
 * @param deviation one per channel, greater than 0
 */
public record Normalization(List<Double> mean, List<Double> deviation) {

  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          "%d means but %d deviations".formatted(mean.size(), deviation.size()));
    }
    mean.forEach(m -> Require.within(0, 1, m, "mean"));
    deviation.forEach(d -> Require.within(1e-6, 1e6, d, "deviation"));
  }

  /** Leaves pixels in [0, 1]. */
  public static Normalization identity(int channels) {
    return new Normalization(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /**
   * Mean and deviation over all pixels of these images. The sums are of integers, hence exact, and
   * independent of the order of the images. A channel without any variation keeps deviation 1.
   */
  public static Normalization of(ImageSet images) {
    return of(images, images.size());
  }

  /** The same over the first {@code count} images alone. */
  static Normalization of(ImageSet images, int count) {
    int plane = images.height() * images.width();
    ImageSet.Reader reader = images.reader();
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < images.channels(); c++) {
      long sum = 0;
      long squares = 0;
      for (int i = 0; i < count; i++) {
        int from = reader.seek(i).at() + c * plane;
        byte[] pixels = reader.bytes();
        for (int p = from; p < from + plane; p++) {
          int value = pixels[p] & 0xff;
          sum += value;
          squares += (long) value * value;
        }
      }
      double all = (double) count * plane;
      double average = sum / all;
      double spread = Math.sqrt(Math.max(0, squares / all - average * average));
      mean.add(average / 255);
      deviation.add(spread < 1e-3 ? 1 : spread / 255);
    }
    return new Normalization(mean, deviation);
  }
}
