package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * How far earlier sessions fell while a new one was learnt and came back before its end: the
 * forgetting that an evaluation at the ends of sessions does not see. What stays lost counts as
 * forgetting, not here.
 *
 * <p>Source: the phenomenon is De Lange et al.'s, "Continual evaluation for lifelong learning:
 * Identifying the stability gap", ICLR 2023, who show curves and measure {@link MinimumAccuracy};
 * they give the gap itself no formula, so this one is ours.
 */
public final class StabilityGap {

  public static final Metric METRIC =
      new Metric(
          "stability_gap",
          "mean over t = 1..T and j < t of min(b, e) - min(b, m), with b = A[end of t - 1][j],"
              + " e = A[end of t][j], m = the minimum of A[n][j] over the steps n of session t",
          false,
          evaluation -> of(evaluation.curve()));

  private StabilityGap() {}

  /** In [0, 1]; empty before session 1 or if nothing was asked while learning. */
  public static OptionalDouble of(AnytimeCurve curve) {
    int last = curve.last();
    if (last < 1) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    int pairs = 0;
    for (int t = 1; t <= last; t++) {
      for (int j = 0; j < t; j++) {
        double before = curve.atEndOf(t - 1, j);
        double end = curve.atEndOf(t, j);
        double lowest = curve.lowest(j, t, t).orElseThrow();
        sum += Math.min(before, end) - Math.min(before, lowest);
        pairs++;
      }
    }
    return OptionalDouble.of(sum / pairs);
  }
}
