package org.palimpsest.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.tensor.Seeds;

/**
 * The permutation of a data set's labels that sessions are cut from.
 *
 * @param labels the label at each class number
 */
public record ClassOrder(List<Integer> labels) {

  /** The numbers of classes for which {@link #seed1993} is published. */
  public static final List<Integer> SEED_1993_CLASSES = List.of(10, 100);

  /**
   * Checks that it is a permutation of {@code 0 .. labels.size() - 1}.
   *
   * @throws IllegalArgumentException naming the label that is missing
   */
  public ClassOrder {
    labels = List.copyOf(labels);
    List<Integer> sorted = new ArrayList<>(labels);
    sorted.sort(null);
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i) != i) {
        throw new IllegalArgumentException("label %d is missing from the class order".formatted(i));
      }
    }
  }

  /** Labels as the data set numbers them. */
  public static ClassOrder natural(int classes) {
    return new ClassOrder(IntStream.range(0, classes).boxed().toList());
  }

  /** Some labels first, the others behind them as the data set numbers them. */
  static ClassOrder beginningWith(List<Integer> first, int classes) {
    Set<Integer> all = new LinkedHashSet<>(first);
    all.addAll(natural(classes).labels);
    return new ClassOrder(List.copyOf(all));
  }

  /** Labels shuffled under a run's seed, independently of everything else drawn from it. */
  public static ClassOrder seeded(int classes, Seeds seeds) {
    RandomGenerator random = seeds.generator("class-order");
    List<Integer> labels = new ArrayList<>(natural(classes).labels);
    for (int i = classes - 1; i > 0; i--) {
      Collections.swap(labels, i, random.nextInt(i + 1));
    }
    return new ClassOrder(labels);
  }

  /**
   * The order of NumPy seed 1993, which class-incremental papers share since iCaRL; for 100 classes
   * it begins 68, 56, 78.
   *
   * @param classes one of {@link #SEED_1993_CLASSES}
   * @throws IllegalArgumentException for any other number
   */
  public static ClassOrder seed1993(int classes) {
    if (!SEED_1993_CLASSES.contains(classes)) {
      throw new IllegalArgumentException(
          "the seed-1993 order is known for %s classes, not for %d"
              .formatted(SEED_1993_CLASSES, classes));
    }
    String resource = "class-order-seed-1993-%s.txt".formatted(classes);
    try (InputStream in = ClassOrder.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the build did not pack " + resource);
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).lines();
      return new ClassOrder(
          lines.filter(line -> !line.startsWith("#")).map(Integer::valueOf).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of classes. */
  public int classes() {
    return labels.size();
  }

  /** The label that a class number stands for. */
  public int label(int classNumber) {
    return labels.get(Objects.checkIndex(classNumber, classes()));
  }
}
