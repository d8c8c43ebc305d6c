package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * The permutation of a data set's labels that sessions are cut from.
 *
 * @param labels the label at each class number
 */
public record ClassOrder(List<Integer> labels) {

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

  /** The label that a class number stands for. */
  public int label(int classNumber) {
    return labels.get(classNumber);
  }
}
