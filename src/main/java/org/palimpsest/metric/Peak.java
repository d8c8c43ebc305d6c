package org.palimpsest.metric;

/** The best a session's classes have been classified. */
final class Peak {

  private Peak() {}

  /** Greatest {@code R[k][tested]} over {@code tested <= k <= until}. */
  static double of(AccuracyMatrix matrix, int tested, int until) {
    double peak = matrix.accuracy(tested, tested);
    for (int k = tested + 1; k <= until; k++) {
      peak = Math.max(peak, matrix.accuracy(k, tested));
    }
    return peak;
  }
}
