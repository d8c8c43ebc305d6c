package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * The area under the curve of accuracy over everything asked against training steps, divided by the
 * steps: what a user met on average who came at any time. Between two points the accuracy of the
 * later one counts.
 *
 * <p>Source: Koh et al., "Online Continual Learning on Class Incremental Blurry Task Configuration
 * with Anytime Inference", ICLR 2022 ({@code A_AUC}); equally spaced points give the mean that
 * their code prints.
 */
public final class AnytimeAccuracyAuc {

  public static final Metric METRIC =
      new Metric(
          "anytime_accuracy_auc",
          "sum over points n of (step[n] - step[n-1]) accuracy[n], over step[last]",
          true,
          evaluation -> of(evaluation.curve()));

  private AnytimeAccuracyAuc() {}

  /** In [0, 1]; empty if nothing was asked while learning. */
  public static OptionalDouble of(AnytimeCurve curve) {
    long before = 0;
    double area = 0;
    for (AnytimeCurve.Point point : curve.points()) {
      area += (point.step() - before) * point.accuracy();
      before = point.step();
    }
    return before == 0 ? OptionalDouble.empty() : OptionalDouble.of(area / before);
  }
}
