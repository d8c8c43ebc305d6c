package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * How far sessions have fallen below their accuracy right after they were learnt; {@link
 * BackwardTransfer} with the opposite sign.
 *
 * <p>Source: the "forgetting" that Avalanche prints.
 */
public final class ForgettingFromLearned {

  public static final Metric METRIC =
      new Metric(
          "forgetting_from_learned",
          "mean over j < T of R[j][j] - R[T][j]",
          false,
          evaluation -> of(evaluation.matrix()));

  private ForgettingFromLearned() {}

  /** In [-1, 1]; empty before session 1. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    int last = matrix.last();
    return SessionMean.of(0, last, j -> matrix.accuracy(j, j) - matrix.accuracy(last, j));
  }
}
