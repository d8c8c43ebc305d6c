package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * Harmonic mean of {@link BaseAccuracy} and {@link NovelAccuracy}: low if either is, so that a
 * learner that ignores the novel classes does not shine.
 *
 * <p>Source: used for few-shot class-incremental learning by Peng et al., "Few-Shot
 * Class-Incremental Learning from an Open-Set Perspective" (ALICE), ECCV 2022.
 */
public final class HarmonicMean {

  public static final Metric METRIC =
      new Metric(
          "harmonic_mean",
          "2 b n / (b + n) with b = base_accuracy[T], n = novel_accuracy[T]",
          true,
          evaluation -> of(evaluation.matrix()));

  private HarmonicMean() {}

  /**
   * In [0, 1]; empty before session 1. Where both accuracies are 0 it is 0, which is what the
   * formula tends to.
   */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    OptionalDouble base = BaseAccuracy.of(matrix);
    OptionalDouble novel = NovelAccuracy.of(matrix);
    if (base.isEmpty() || novel.isEmpty()) {
      return OptionalDouble.empty();
    }
    double sum = base.getAsDouble() + novel.getAsDouble();
    return OptionalDouble.of(sum == 0 ? 0 : 2 * base.getAsDouble() * novel.getAsDouble() / sum);
  }
}
