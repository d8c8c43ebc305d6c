package org.palimpsest.metric;

import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/** Averages over sessions that are absent where there is nothing to average. */
final class SessionMean {

  private SessionMean() {}

  /** Mean over {@code from <= j < end}; divided by as many terms as were added. */
  static OptionalDouble of(int from, int end, IntToDoubleFunction term) {
    if (end <= from) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int j = from; j < end; j++) {
      sum += term.applyAsDouble(j);
    }
    return OptionalDouble.of(sum / (end - from));
  }

  /** Right answers over test images of sessions {@code first .. last}, after the last session. */
  static OptionalDouble pooled(AccuracyMatrix matrix, int first, int last) {
    if (matrix.sessions() == 0 || last < first) {
      return OptionalDouble.empty();
    }
    long correct = 0;
    long total = 0;
    for (int j = first; j <= last; j++) {
      correct += matrix.correct(matrix.last(), j);
      total += matrix.total(j);
    }
    return OptionalDouble.of(correct / (double) total);
  }
}
