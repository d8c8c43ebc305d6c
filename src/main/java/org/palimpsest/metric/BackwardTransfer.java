package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * What learning later sessions did to earlier ones; negative where they were forgotten.
 *
 * <p>Source: Lopez-Paz and Ranzato, "Gradient Episodic Memory for Continual Learning", NeurIPS
 * 2017, equation 3.
 */
public final class BackwardTransfer {

  public static final Metric METRIC =
      new Metric(
          "backward_transfer",
          "mean over j < T of R[T][j] - R[j][j]",
          true,
          evaluation -> of(evaluation.matrix()));

  private BackwardTransfer() {}

  /** In [-1, 1]; empty before session 1. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    int last = matrix.last();
    return SessionMean.of(0, last, j -> matrix.accuracy(last, j) - matrix.accuracy(j, j));
  }
}
