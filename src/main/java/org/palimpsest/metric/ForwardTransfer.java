package org.palimpsest.metric;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How much better than guessing sessions are classified just before they are learnt. It exists only
 * for learners that can score classes they have not seen.
 *
 * <p>Source: Lopez-Paz and Ranzato, "Gradient Episodic Memory for Continual Learning", NeurIPS
 * 2017, equation 4, with the accuracy of guessing as the reference.
 */
public final class ForwardTransfer {

  public static final Metric METRIC =
      new Metric(
          "forward_transfer",
          "mean over 0 < j <= T of R[j-1][j] - chance[j]",
          true,
          evaluation -> of(evaluation.matrix(), evaluation.chance()));

  private ForwardTransfer() {}

  /**
   * In [-1, 1]; empty before session 1, without a chance level, or if a session was not tested just
   * before it was learnt.
   *
   * @param chance accuracy of guessing on each session's classes, in [0, 1], session 0 first
   */
  public static OptionalDouble of(AccuracyMatrix matrix, List<Double> chance) {
    int sessions = matrix.sessions();
    if (chance.size() < sessions) {
      return OptionalDouble.empty();
    }
    for (int j = 1; j < sessions; j++) {
      if (matrix.tested(j - 1) <= j) {
        return OptionalDouble.empty();
      }
    }
    return SessionMean.of(1, sessions, j -> matrix.accuracy(j - 1, j) - chance.get(j));
  }
}
