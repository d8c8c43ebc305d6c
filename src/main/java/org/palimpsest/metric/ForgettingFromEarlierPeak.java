package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * How far sessions have fallen below their best accuracy <em>before</em> the last session. A
 * session that is now better than ever counts as negative forgetting.
 *
 * <p>Source: Chaudhry et al., "Riemannian Walk for Incremental Learning", ECCV 2018, section 3; so
 * measure FACIL and Continuum.
 */
public final class ForgettingFromEarlierPeak {

  public static final Metric METRIC =
      new Metric(
          "forgetting_from_earlier_peak",
          "mean over j < T of (max over j <= k < T of R[k][j]) - R[T][j]",
          false,
          evaluation -> of(evaluation.matrix()));

  private ForgettingFromEarlierPeak() {}

  /** In [-1, 1]; empty before session 1. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    int last = matrix.last();
    return SessionMean.of(0, last, j -> Peak.of(matrix, j, last - 1) - matrix.accuracy(last, j));
  }
}
