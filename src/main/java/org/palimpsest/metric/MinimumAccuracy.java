package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * The lowest that each earlier session ever fell after it had been learnt, at whatever step.
 *
 * <p>Source: De Lange et al., "Continual evaluation for lifelong learning: Identifying the
 * stability gap", ICLR 2023 (min-ACC).
 */
public final class MinimumAccuracy {

  public static final Metric METRIC =
      new Metric(
          "minimum_accuracy",
          "mean over j < T of the minimum of A[n][j] over steps n after session j",
          true,
          evaluation -> of(evaluation.curve()));

  private MinimumAccuracy() {}

  /** In [0, 1]; empty before session 1 or if nothing was asked while learning. */
  public static OptionalDouble of(AnytimeCurve curve) {
    int last = curve.last();
    return SessionMean.of(0, last, j -> curve.lowest(j, j + 1, last).orElseThrow());
  }
}
