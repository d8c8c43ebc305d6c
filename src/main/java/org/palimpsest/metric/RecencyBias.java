package org.palimpsest.metric;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The share of the test images of earlier sessions that are taken for a class of the newest
 * session: how far a classifier leans towards what it learnt last. Guessing evenly among all
 * classes seen would give the newest session's share of them.
 *
 * <p>Source: the effect that Wu et al., "Large Scale Incremental Learning" (BiC), CVPR 2019, and
 * Masana et al., "Class-incremental Learning: Survey and Performance Evaluation on Image
 * Classification", TPAMI 2023 ("task-recency bias"), read off confusion matrices.
 */
public final class RecencyBias {

  public static final Metric METRIC =
      new Metric(
          "recency_bias",
          "test images of sessions 0..T-1 taken for a class of session T / all of them",
          false,
          evaluation -> of(evaluation.newest()));

  /**
   * What became of the test images of all sessions before the newest.
   *
   * @param taken for a class of the newest session
   * @param images how many there are; 0 after session 0
   */
  public record Counts(int taken, int images) {

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if they cannot be
     */
    public Counts {
      if (taken < 0 || taken > images) {
        throw new IllegalArgumentException(
            "%d of %d test images taken for the newest classes".formatted(taken, images));
      }
    }

    /**
     * Counts in a confusion matrix.
     *
     * @param confusion of the test images of all classes seen, classes in the order of sessions
     * @param newClasses how many of its last classes the newest session brought, at least 1
     * @throws IllegalArgumentException if there are not so many classes
     */
    public static Counts of(ConfusionMatrix confusion, int newClasses) {
      int old = confusion.classes() - newClasses;
      if (newClasses < 1 || old < 0) {
        throw new IllegalArgumentException(
            "%d new classes among %d".formatted(newClasses, confusion.classes()));
      }
      int taken = 0;
      int images = 0;
      for (int truth = 0; truth < old; truth++) {
        images += confusion.total(truth);
        for (int c = old; c < confusion.classes(); c++) {
          taken += confusion.count(truth, c);
        }
      }
      return new Counts(taken, images);
    }
  }

  private RecencyBias() {}

  /**
   * In [0, 1]; empty before session 1 or where nothing was counted.
   *
   * @param bySession session 0 first
   */
  public static OptionalDouble of(List<Counts> bySession) {
    if (bySession.isEmpty()) {
      return OptionalDouble.empty();
    }
    Counts last = bySession.get(bySession.size() - 1);
    return last.images() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(last.taken() / (double) last.images());
  }
}
