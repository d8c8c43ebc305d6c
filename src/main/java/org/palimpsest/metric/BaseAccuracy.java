package org.palimpsest.metric;

import java.util.OptionalDouble;

/** Accuracy on the classes of session 0, each image scored among all classes seen. */
public final class BaseAccuracy {

  public static final Metric METRIC =
      new Metric("base_accuracy", "R[T][0]", true, evaluation -> of(evaluation.matrix()));

  private BaseAccuracy() {}

  /** In [0, 1]; empty before the first session. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    return SessionMean.pooled(matrix, 0, 0);
  }
}
