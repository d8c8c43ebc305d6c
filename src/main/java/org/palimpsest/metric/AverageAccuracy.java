package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * Mean over sessions of their accuracy after the last one. Each session counts alike, however many
 * test images it has; {@link AccuracySeen} counts each image alike. With the ten digits the two
 * differ by up to 0.3 points, which is more than many published errors.
 *
 * <p>Source: Lopez-Paz and Ranzato, "Gradient Episodic Memory for Continual Learning", NeurIPS 2017
 * ("average accuracy"); the figure of task-based tables such as Hsu et al. 2018, Buzzega et al.
 * 2020 and van de Ven et al. 2022.
 */
public final class AverageAccuracy {

  public static final Metric METRIC =
      new Metric(
          "average_accuracy",
          "mean over j = 0..T of R[T][j]",
          true,
          evaluation -> of(evaluation.matrix()));

  private AverageAccuracy() {}

  /** In [0, 1]; empty before the first session. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    return SessionMean.of(0, matrix.sessions(), j -> matrix.accuracy(matrix.last(), j));
  }
}
