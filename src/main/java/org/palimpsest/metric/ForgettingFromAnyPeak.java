package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * How far sessions are below their best accuracy at any time, the last session included; hence
 * never negative, and a gain in the last session is hidden.
 *
 * <p>Source: the "forgetting" that PyCIL, LAMDA-PILOT and Mammoth print; after Chaudhry et al.,
 * ECCV 2018, who leave the last session out: see {@link ForgettingFromEarlierPeak}.
 */
public final class ForgettingFromAnyPeak {

  public static final Metric METRIC =
      new Metric(
          "forgetting_from_any_peak",
          "mean over j < T of (max over j <= k <= T of R[k][j]) - R[T][j]",
          false,
          evaluation -> of(evaluation.matrix()));

  private ForgettingFromAnyPeak() {}

  /** In [0, 1]; empty before session 1. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    int last = matrix.last();
    return SessionMean.of(0, last, j -> Peak.of(matrix, j, last) - matrix.accuracy(last, j));
  }
}
