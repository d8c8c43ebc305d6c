package org.palimpsest.tensor;

import java.util.Arrays;

/** Checks of arguments whose messages carry the wrong value and what would be right. */
public final class Require {

  private Require() {}

  /**
   * Returns {@code value} if it is at least {@code minimum}.
   *
   * @throws IllegalArgumentException naming the value and the bound
   */
  public static int atLeast(int minimum, int value, String name) {
    if (value < minimum) {
      throw new IllegalArgumentException("%s = %d is less than %d".formatted(name, value, minimum));
    }
    return value;
  }

  /**
   * Returns {@code value} if {@code minimum <= value <= maximum}; refuses NaN.
   *
   * @throws IllegalArgumentException naming the value and the bounds
   */
  public static double within(double minimum, double maximum, double value, String name) {
    if (!(value >= minimum && value <= maximum)) {
      throw new IllegalArgumentException(
          "%s = %s is not in [%s, %s]".formatted(name, value, minimum, maximum));
    }
    return value;
  }

  /**
   * Checks that a shape is the expected one; -1 in {@code expected} matches anything.
   *
   * @throws ShapeException naming both shapes
   */
  public static void shape(long[] expected, long[] actual, String name) {
    boolean fits = expected.length == actual.length;
    for (int i = 0; fits && i < expected.length; i++) {
      fits = expected[i] == -1 || expected[i] == actual[i];
    }
    if (!fits) {
      throw new ShapeException(
          "%s has shape %s, expected %s"
              .formatted(name, Arrays.toString(actual), Arrays.toString(expected)));
    }
  }
}
