package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * What the accuracy over all classes seen has lost since the base session; it also falls because
 * there are more classes to choose from.
 *
 * <p>Source: the "PD" of few-shot class-incremental papers; Zhang et al., "Few-Shot Incremental
 * Learning with Continually Evolved Classifiers", CVPR 2021.
 */
public final class PerformanceDrop {

  public static final Metric METRIC =
      new Metric(
          "performance_drop",
          "accuracy_seen[0] - accuracy_seen[T]",
          false,
          evaluation -> of(evaluation.matrix()));

  private PerformanceDrop() {}

  /** In [-1, 1]; empty before session 1. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    if (matrix.sessions() < 2) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        AccuracySeen.of(matrix.upTo(0)).orElseThrow() - AccuracySeen.of(matrix).orElseThrow());
  }
}
