package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;
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
    ClassOrder order = order(dataset, spec, seeds);
    Map<Integer, Integer> sessionOfLabel = sessionOfLabel(order, spec);
    TrainImages train = new TrainImages(dataset, spec, seeds, sessionOfLabel);
    int[][] test = byLabel(dataset.test());
    List<Session> sessions = new ArrayList<>();
    int firstClass = 0;
    for (int t = 0; t <= spec.novel().sessions(); t++) {
      int classes = t == 0 ? spec.baseClasses() : spec.novel().ways();
      List<ClassImages> parts = new ArrayList<>();
      for (int c = firstClass; c < firstClass + classes; c++) {
        int label = order.label(c);
        ClassImages images = train.of(label, t);
        require(1, images.train().length, dataset, "training", label);
        require(1, test[label].length, dataset, "test", label);
        parts.add(images.withTest(c, test[label]));
      }
      sessions.add(session(dataset, t, firstClass, parts));
      firstClass += classes;
    }
    return new Benchmark(dataset, order, spec.scenario(), sessions);
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

  private static ClassOrder order(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    if (spec.totalClasses() > dataset.classes()) {
      throw new DataException(
          "data set %s has %d classes, but base-classes = %d and %d sessions of %d ways need %d"
              .formatted(
                  dataset.name(),
                  dataset.classes(),
                  spec.baseClasses(),
                  spec.novel().sessions(),
                  spec.novel().ways(),
                  spec.totalClasses()));
    }
    spec.classOrder()
        .refusal(dataset.classes())
        .ifPresent(
            why -> {
              throw new DataException(
                  "data set %s: the class order %s".formatted(dataset.name(), why));
            });
    return spec.classOrder().order(dataset.classes(), seeds);
  }

  private static Map<Integer, Integer> sessionOfLabel(ClassOrder order, BenchmarkSpec spec) {
    Map<Integer, Integer> sessions = new LinkedHashMap<>();
    for (int c = 0; c < spec.totalClasses(); c++) {
      int novel = c - spec.baseClasses();
      sessions.put(order.label(c), novel < 0 ? 0 : 1 + novel / spec.novel().ways());
    }
    return sessions;
  }

  private static Session session(
      Dataset dataset, int index, int firstClass, List<ClassImages> parts) {
    return Session.ofRange(
        index,
        firstClass,
        parts.size(),
        samples(dataset, dataset.train(), parts, ClassImages::train),
        samples(dataset, dataset.train(), parts, ClassImages::validation),
        samples(dataset, dataset.test(), parts, ClassImages::test));
  }

  private static Samples samples(
      Dataset dataset,
      ImageSet images,
      List<ClassImages> parts,
      java.util.function.Function<ClassImages, int[]> choice) {
    int[] indices = parts.stream().flatMapToInt(p -> IntStream.of(choice.apply(p))).toArray();
    int[] classes =
        parts.stream()
            .flatMapToInt(p -> IntStream.generate(p::classNumber).limit(choice.apply(p).length))
            .toArray();
    return new Samples(images, indices, classes, dataset.normalization());
  }
}
