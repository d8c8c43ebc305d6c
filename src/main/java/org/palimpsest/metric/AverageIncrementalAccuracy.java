package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * Mean over sessions of {@link AccuracySeen}; the base session counts like any other.
 *
 * <p>Source: Rebuffi et al., "iCaRL: Incremental Classifier and Representation Learning", CVPR
 * 2017; the "average" of PyCIL and of few-shot class-incremental papers.
 */
public final class AverageIncrementalAccuracy {

  public static final Metric METRIC =
      new Metric(
          "average_incremental_accuracy",
          "mean over t = 0..T of accuracy_seen[t]",
          true,
          evaluation -> of(evaluation.matrix()));

  private AverageIncrementalAccuracy() {}

  /** In [0, 1]; empty before the first session. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    return SessionMean.of(0, matrix.sessions(), t -> AccuracySeen.of(matrix.upTo(t)).orElseThrow());
  }
}
