package org.palimpsest.benchmark;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.palimpsest.tensor.Require;

/**
 * Class numbers, ascending, each once; a range in most scenarios.
 *
 * @param numbers each 0 or more
 */
public record ClassSet(List<Integer> numbers) {

  public static final ClassSet EMPTY = new ClassSet(List.of());

  public ClassSet {
    numbers = List.copyOf(numbers);
    for (int i = 0; i < numbers.size(); i++) {
      Require.atLeast(i == 0 ? 0 : numbers.get(i - 1) + 1, numbers.get(i), "class number");
    }
  }

  /** The classes {@code from .. to - 1}. */
  public static ClassSet range(int from, int to) {
    return new ClassSet(IntStream.range(from, to).boxed().toList());
  }

  /** The classes that occur in a list of class numbers. */
  public static ClassSet of(int... classes) {
    return new ClassSet(IntStream.of(classes).distinct().sorted().boxed().toList());
  }

  public int size() {
    return numbers.size();
  }

  public boolean isEmpty() {
    return numbers.isEmpty();
  }

  /** Whether the numbers follow each other without a gap. */
  public boolean isRange() {
    return isEmpty() || last() - first() + 1 == size();
  }

  /** The smallest number of a set that is not empty. */
  public int first() {
    return numbers.get(0);
  }

  /** The largest number of a set that is not empty. */
  public int last() {
    return numbers.get(size() - 1);
  }

  public boolean contains(int number) {
    return position(number) >= 0;
  }

  /** Where a number stands in the set, negative if it is not in it. */
  public int position(int number) {
    if (isEmpty() || number < first() || number > last()) {
      return -1;
    }
    return isRange() ? number - first() : Collections.binarySearch(numbers, number);
  }

  /** The classes of both. */
  public ClassSet and(ClassSet other) {
    TreeSet<Integer> all = new TreeSet<>(numbers);
    all.addAll(other.numbers);
    return new ClassSet(List.copyOf(all));
  }

  /** Those that are not among some others. */
  public ClassSet without(ClassSet others) {
    return new ClassSet(numbers.stream().filter(number -> !others.contains(number)).toList());
  }

  /** As an array. */
  public int[] toArray() {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Of a collection in any order. */
  public static ClassSet copyOf(Collection<Integer> numbers) {
    return new ClassSet(List.copyOf(new TreeSet<>(numbers)));
  }
}
