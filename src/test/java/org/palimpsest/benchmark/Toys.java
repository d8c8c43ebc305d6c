package org.palimpsest.benchmark;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;

/** Small data sets whose images all differ: four pixels that spell the image's number. */
final class Toys {

  private Toys() {}

  /** Labels take turns: image {@code i} has label {@code i % classes}. */
  static Dataset dataset(int classes, int trainPerClass, int testPerClass) {
    return dataset(
        images(classes, classes * trainPerClass, 0),
        images(classes, classes * testPerClass, 1_000_000));
  }

  static Dataset dataset(ImageSet train, ImageSet test) {
    return new Dataset("toy", train, test, Normalization.identity(1), "00");
  }

  /** Images whose contents are the numbers from {@code first} up. */
  static ImageSet images(int classes, int count, int first) {
    return pictures(classes, IntStream.range(first, first + count).toArray());
  }

  /** Images whose contents are these numbers. */
  static ImageSet pictures(int classes, int... contents) {
    byte[] pixels = new byte[contents.length * 9];
    int[] labels = new int[contents.length];
    for (int i = 0; i < contents.length; i++) {
      for (int b = 0; b < 4; b++) {
        pixels[i * 9 + 5 + b] = (byte) (contents[i] >> (8 * b));
      }
      labels[i] = i % classes;
    }
    return new ImageSet(
        pixels, labels, 1, 3, 3, IntStream.range(0, classes).mapToObj(c -> "c" + c).toList());
  }

  static BenchmarkSpec spec(int base, int sessions, int ways, int shots) {
    return new BenchmarkSpec(
        DatasetSpec.named("toy"),
        ClassOrderSpec.Named.NATURAL,
        base,
        new NovelSpec(sessions, ways, OptionalInt.of(shots), Optional.empty()),
        0);
  }

  static BenchmarkSpec allImages(int base, int sessions, int ways, double validation) {
    return new BenchmarkSpec(
        DatasetSpec.named("toy"),
        ClassOrderSpec.Named.NATURAL,
        base,
        new NovelSpec(sessions, ways, OptionalInt.empty(), Optional.empty()),
        validation);
  }
}
