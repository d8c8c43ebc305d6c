package org.palimpsest.benchmark;

import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.tensor.Seeds;

/**
 * Cuts data sets into sessions.
 *
 * <p>The outcome depends on the data set, the specification and the run's seed only. Within a
 * session images come class by class, within a class in the data set's order. What is drawn for a
 * class depends on the seed and its label alone: another class order, more sessions or other
 * classes' images change nothing, and the images of fewer shots are among those of more.
 */
public final class Benchmarks {

  private Benchmarks() {}

  /**
   * Cuts one data set.
   *
   * @throws DataException if the data set or the list of shots does not hold what is asked for,
   *     which is only found here where it could not be known before loading
   */
  public static Benchmark build(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    return spec.scenario().build(dataset, spec, seeds);
  }

  /** Indices of a set's images, ascending, by label. */
  static int[][] byLabel(ImageSet images) {
    int[] counts = new int[images.classNames().size()];
    IntStream.range(0, images.size()).forEach(i -> counts[images.label(i)]++);
    int[][] byLabel = new int[counts.length][];
    for (int label = 0; label < counts.length; label++) {
      byLabel[label] = new int[counts[label]];
    }
    int[] next = new int[counts.length];
    for (int i = 0; i < images.size(); i++) {
      int label = images.label(i);
      byLabel[label][next[label]++] = i;
    }
    return byLabel;
  }

  static void require(int minimum, int found, Dataset dataset, String kind, int label) {
    if (found < minimum) {
      throw new DataException(
          "data set %s: class %s has %d %s images, expected at least %d"
              .formatted(
                  dataset.name(), dataset.train().classNames().get(label), found, kind, minimum));
    }
  }
}
