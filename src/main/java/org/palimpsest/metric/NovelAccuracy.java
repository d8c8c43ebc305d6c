package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * Accuracy on the classes of all sessions after session 0, each image scored among all classes
 * seen.
 */
public final class NovelAccuracy {

  public static final Metric METRIC =
      new Metric(
          "novel_accuracy",
          "right / all test images of the classes of sessions 1..T",
          true,
          evaluation -> of(evaluation.matrix()));

  private NovelAccuracy() {}

  /** In [0, 1]; empty before session 1. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    return SessionMean.pooled(matrix, 1, matrix.last());
  }
}
