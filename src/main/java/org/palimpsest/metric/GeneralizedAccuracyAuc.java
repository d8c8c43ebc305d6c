package org.palimpsest.metric;

import java.util.OptionalDouble;

/**
 * Accuracy over all classes seen, averaged over how much the base classes weigh.
 *
 * <p>In {@link AccuracySeen} of 60 + 8 x 5 classes the base session weighs as much as twelve novel
 * ones, hence a learner that learns nothing new still looks good. Here the base session's weight
 * {@code w} goes from 1, like any novel session, to its natural share {@code r} (its test images
 * over the mean of a novel session's). At weight {@code w} the accuracy after session {@code t} is
 * {@code g_t(w) = (w b_t + t n_t) / (w + t)} with {@code b_t} the base and {@code n_t} the novel
 * accuracy, so that {@code g_t(r)} is {@code accuracy_seen[t]} if novel sessions have equally many
 * test images; the area under the mean of {@code g_t} over {@code t} is divided by {@code r - 1}.
 *
 * <p>Source: Tang et al., "Rethinking Few-shot Class-incremental Learning: Learning from Yourself",
 * ECCV 2024 (gAcc), also in Joint_FSCIL. Their code begins at weight 0, where session 0 has no
 * accuracy and is counted as 0, and sums trapezoids of width 1; here the area is exact and leaves
 * out what is undefined. The numbers are therefore close to theirs but not the same.
 */
public final class GeneralizedAccuracyAuc {

  public static final Metric METRIC =
      new Metric(
          "generalized_accuracy_auc",
          "mean over w in [1, r] and t = 0..T of (w b[t] + t n[t]) / (w + t), with b = base_accuracy,"
              + " n = novel_accuracy, r = base test images / mean novel session's",
          true,
          evaluation -> of(evaluation.matrix()));

  private GeneralizedAccuracyAuc() {}

  /** In [0, 1]; empty before session 1. */
  public static OptionalDouble of(AccuracyMatrix matrix) {
    int last = matrix.last();
    if (last < 1) {
      return OptionalDouble.empty();
    }
    long novelImages = 0;
    for (int j = 1; j <= last; j++) {
      novelImages += matrix.total(j);
    }
    double naturalWeight = matrix.total(0) * (double) last / novelImages;
    return SessionMean.of(0, last + 1, t -> meanOverWeights(matrix.upTo(t), naturalWeight));
  }

  private static double meanOverWeights(AccuracyMatrix matrix, double naturalWeight) {
    int t = matrix.last();
    double base = BaseAccuracy.of(matrix).orElseThrow();
    if (t == 0) {
      return base;
    }
    double novel = NovelAccuracy.of(matrix).orElseThrow();
    // (w b + t n) / (w + t) = b + t (n - b) / (w + t), whose integral is a logarithm.
    double span = naturalWeight - 1;
    double meanShare = Math.abs(span) < 1e-9 ? 1 / (1.0 + t) : Math.log1p(span / (1 + t)) / span;
    return base + t * (novel - base) * meanShare;
  }
}
