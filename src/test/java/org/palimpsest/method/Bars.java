package org.palimpsest.method;

import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.ClassOrder;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

/** Six classes of 8x8 images of a bright bar, each at another row or column, under noise. */
public final class Bars {

  static final int CLASSES = 6;
  private static final int IMAGES_PER_CLASS = 24;
  private static final Normalization HALF = new Normalization(List.of(0.5), List.of(0.5));

  public static final ImageSet IMAGES = images();

  private Bars() {}

  public static Benchmark benchmark() {
    return new Benchmark(
        new Dataset("bars", IMAGES, IMAGES, HALF, "ab".repeat(32)),
        ClassOrder.natural(CLASSES),
        sessions());
  }

  /** Four base classes, then twice one class with five images. */
  public static List<Session> sessions() {
    return List.of(session(0, 0, 4, 20), session(1, 4, 1, 5), session(2, 5, 1, 5));
  }

  private static Session session(int index, int first, int classes, int shots) {
    return Session.ofRange(
        index,
        first,
        classes,
        samples(first, classes, 0, shots),
        samples(first, 0, 0, 0),
        samples(first, classes, 20, 4));
  }

  private static Samples samples(int first, int classes, int from, int count) {
    int[] indices =
        IntStream.range(first, first + classes)
            .flatMap(c -> IntStream.range(0, count).map(i -> c * IMAGES_PER_CLASS + from + i))
            .toArray();
    int[] numbers = IntStream.of(indices).map(i -> i / IMAGES_PER_CLASS).toArray();
    return new Samples(IMAGES, indices, numbers, HALF);
  }

  private static ImageSet images() {
    var random = new Seeds(1).generator("bars");
    byte[] pixels = new byte[CLASSES * IMAGES_PER_CLASS * 64];
    int[] labels = new int[CLASSES * IMAGES_PER_CLASS];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / IMAGES_PER_CLASS;
      for (int p = 0; p < 64; p++) {
        int line = labels[i] < 3 ? p / 8 : p % 8;
        boolean bar = line == 1 + 2 * (labels[i] % 3);
        pixels[i * 64 + p] = (byte) ((bar ? 180 : 40) + random.nextInt(40));
      }
    }
    return new ImageSet(pixels, labels, 1, 8, 8, List.of("a", "b", "c", "d", "e", "f"));
  }
}
