package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * The share of right answers over the test images of all classes seen so far, each image counted
 * once: the headline of every class-incremental paper.
 */
public final class AccuracySeen {

  public static final Metric METRIC =
      new Metric(
          "accuracy_seen",
          "right / all test images of the classes of sessions 0..T",
          true,
          evaluation -> of(evaluation.matrix()));

  private AccuracySeen() {}

  /** In [0, 1]; empty before the first session. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    return SessionMean.pooled(matrix, 0, matrix.last());
  }
}
