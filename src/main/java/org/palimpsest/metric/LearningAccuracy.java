package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * How well each session was classified right after it was learnt: plasticity, whatever was
 * forgotten later. A frozen learner forgets nothing and scores low here.
 *
 * <p>Source: Riemer et al., "Learning to Learn without Forgetting by Maximizing Transfer and
 * Minimizing Interference", ICLR 2019 ("learning accuracy").
 */
public final class LearningAccuracy {

  public static final Metric METRIC =
      new Metric(
          "learning_accuracy",
          "mean over j = 0..T of R[j][j]",
          true,
          evaluation -> of(evaluation.matrix()));

  private LearningAccuracy() {}

  /** In [0, 1]; empty before the first session. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    return SessionMean.of(0, matrix.sessions(), j -> matrix.accuracy(j, j));
  }
}
