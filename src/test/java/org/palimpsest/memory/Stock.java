package org.palimpsest.memory;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;

/** Images of one pixel, one for each entry of a list of classes. */
final class Stock {

  private final Samples all;

  Stock(int[] classes) {
    int most = Arrays.stream(classes).max().orElse(0);
    List<String> names = IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList();
    ImageSet images = new ImageSet(new byte[classes.length], classes, 1, 1, 1, names);
    int[] indices = IntStream.range(0, classes.length).toArray();
    all = new Samples(images, indices, classes, Normalization.identity(1));
  }

  Samples samples() {
    return all;
  }

  /** The images {@code from .. to - 1}. */
  Samples part(int from, int to) {
    return all.at(IntStream.range(from, to).toArray());
  }
}
