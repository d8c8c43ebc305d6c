package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * Accuracy on the newest session now, averaged with the lowest that each earlier one ever fell: a
 * lower bound on what a user met at any step since a session was learnt.
 *
 * <p>Source: De Lange et al., "Continual evaluation for lifelong learning: Identifying the
 * stability gap", ICLR 2023 (WC-ACC).
 */
public final class WorstCaseAccuracy {

  public static final Metric METRIC =
      new Metric(
          "worst_case_accuracy",
          "(A[end][T] + T minimum_accuracy) / (T + 1)",
          true,
          evaluation -> of(evaluation.curve()));

  private WorstCaseAccuracy() {}

  /** In [0, 1]; empty before the first session or if nothing was asked while learning. */
  public static OptionalDouble of(AnytimeCurve curve) {
    int last = curve.last();
    if (last < 0) {
      return OptionalDouble.empty();
    }
    double earlier = last * MinimumAccuracy.of(curve).orElse(0);
    return OptionalDouble.of((curve.atEndOf(last, last) + earlier) / (last + 1));
  }
}
