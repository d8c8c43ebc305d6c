package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palimpsest.data.ClassLists;
import org.palimpsest.data.ClassSplit;
import org.palimpsest.data.ClassSplit.Role;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;
import org.palimpsest.data.SplitView;

/**
 * A data set cut by classes: which are learnt from, which choices are made by, and which are tested
 * with. All images of a class go with it, whatever its publisher calls training and test images.
 *
 * @param dataset whose training images are those of the background and validation classes, and
 *     whose test images are those of the test classes
 * @param order background classes first, then validation, then test classes, then all others
 * @param background classes, at least 1
 * @param validation classes, 0 or more
 * @param test classes, at least 1
 */
record EpisodicSplit(Dataset dataset, ClassOrder order, int background, int validation, int test) {

  /**
   * Cuts by numbers of classes.
   *
   * @throws DataException if the data set has fewer
   */
  static EpisodicSplit of(Dataset whole, ClassOrder order, Episodic.Counts counts) {
    if (counts.all() > whole.classes()) {
      throw new DataException(
          "data set %s has %d classes, but background = %d, validation = %d and test = %d need %d"
              .formatted(
                  whole.name(),
                  whole.classes(),
                  counts.background(),
                  counts.validation(),
                  counts.test(),
                  counts.all()));
    }
    Map<Role, List<ClassLists.Named>> lists = new EnumMap<>(Role.class);
    int first = counts.background() + counts.validation();
    for (int c = 0; c < counts.all(); c++) {
      Role role =
          c < counts.background() ? Role.BACKGROUND : c < first ? Role.VALIDATION : Role.TEST;
      String name = whole.train().classNames().get(order.label(c));
      lists
          .computeIfAbsent(role, r -> new ArrayList<>())
          .add(new ClassLists.Named(name, "benchmark.episodic." + role.text()));
    }
    return of(SplitView.of(whole, new ClassLists(lists, Map.of(), false)));
  }

  /** Of a data set that is cut by classes already. */
  static EpisodicSplit of(Dataset cut) {
    ClassSplit split = cut.split().orElseThrow();
    List<String> names = cut.train().classNames();
    Map<String, Integer> byName = new HashMap<>();
    IntStream.range(0, names.size()).forEach(label -> byName.put(names.get(label), label));
    LinkedHashSet<Integer> labels = new LinkedHashSet<>();
    for (Role role : Role.values()) {
      split.of(role).forEach(name -> labels.add(Objects.requireNonNull(byName.get(name), name)));
    }
    int used = labels.size();
    IntStream.range(0, names.size()).forEach(labels::add);
    int background = split.background().size();
    int validation = split.validation().size();
    if (used != background + validation + split.test().size()) {
      throw new DataException("data set %s: a class is in two splits".formatted(cut.name()));
    }
    return new EpisodicSplit(
        cut, new ClassOrder(List.copyOf(labels)), background, validation, split.test().size());
  }

  Session session() {
    int first = background + validation;
    return new Session(
        0,
        ClassSet.range(0, background),
        ClassSet.EMPTY,
        samples(dataset.train(), 0, background),
        samples(dataset.train(), background, first),
        samples(dataset.test(), first, first + test));
  }

  /** All images of the classes {@code from .. to - 1}, class by class. */
  private Samples samples(ImageSet images, int from, int to) {
    int[][] byLabel = Benchmarks.byLabel(images);
    IntStream.Builder indices = IntStream.builder();
    IntStream.Builder classes = IntStream.builder();
    for (int c = from; c < to; c++) {
      for (int index : byLabel[order.label(c)]) {
        indices.add(index);
        classes.add(c);
      }
    }
    return new Samples(
        images, indices.build().toArray(), classes.build().toArray(), dataset.normalization());
  }
}
