package org.palimpsest.metric;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How often images of each class were taken for each class: integer counts, rows are true classes,
 * columns predicted ones.
 *
 * <p>Immutable.
 */
public final class ConfusionMatrix {

  private final int classes;
  private final int[] counts;

  private ConfusionMatrix(int classes, int[] counts) {
    this.classes = classes;
    this.counts = counts;
  }

  /**
   * Counts predictions.
   *
   * @param truth the class of each image, in [0, classes)
   * @param predicted the class each was taken for, in [0, classes)
   * @param classes how many classes there are to choose from, at least 1
   * @throws IllegalArgumentException if lengths differ or a class is out of range
   */
  public static ConfusionMatrix of(int[] truth, int[] predicted, int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("%d classes, expected at least 1".formatted(classes));
    }
    if (truth.length != predicted.length) {
      throw new IllegalArgumentException(
          "%d true classes but %d predictions".formatted(truth.length, predicted.length));
    }
    int[] counts = new int[Math.multiplyExact(classes, classes)];
    for (int i = 0; i < truth.length; i++) {
      require(truth[i], classes, i, "true");
      require(predicted[i], classes, i, "predicted");
      counts[truth[i] * classes + predicted[i]]++;
    }
    return new ConfusionMatrix(classes, counts);
  }

  /** Number of classes; rows and columns. */
  public int classes() {
    return classes;
  }

  /** How many images of {@code trueClass} were taken for {@code predictedClass}. */
  public int count(int trueClass, int predictedClass) {
    return counts[
        Objects.checkIndex(trueClass, classes) * classes
            + Objects.checkIndex(predictedClass, classes)];
  }

  /** How many images of a class there were. */
  public int total(int trueClass) {
    return IntStream.of(row(trueClass)).sum();
  }

  /** How many images there were. */
  public int total() {
    return IntStream.of(counts).sum();
  }

  /** How many were classified right. */
  public int correct() {
    return IntStream.range(0, classes).map(c -> count(c, c)).sum();
  }

  /** Counts of one true class by predicted class; a copy. */
  public int[] row(int trueClass) {
    Objects.checkIndex(trueClass, classes);
    return Arrays.copyOfRange(counts, trueClass * classes, (trueClass + 1) * classes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix matrix
        && classes == matrix.classes
        && Arrays.equals(counts, matrix.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "ConfusionMatrix[%d classes, %d of %d right]".formatted(classes, correct(), total());
  }

  private static void require(int value, int classes, int image, String name) {
    if (value < 0 || value >= classes) {
      throw new IllegalArgumentException(
          "image %d: %s class %d is not in [0, %d]".formatted(image, name, value, classes - 1));
    }
  }
}
