package org.palimpsest.metric;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a session's own classes fall short of joint training on all data seen so far: how hard it
 * was to learn the new.
 *
 * <p>Source: Chaudhry et al., "Riemannian Walk for Incremental Learning", ECCV 2018, section 3.
 */
public final class Intransigence {

  public static final Metric METRIC =
      new Metric(
          "intransigence",
          "joint training's accuracy on session T's classes - R[T][T]",
          false,
          evaluation -> of(evaluation.matrix(), evaluation.joint()));

  private Intransigence() {}

  /**
   * In [-1, 1]; empty before the first session or where joint training's accuracy is not known.
   *
   * @param joint accuracy of joint training on sessions 0 to {@code t}, tested on session {@code
   *     t}'s classes, in [0, 1], session 0 first
   */
  public static OptionalDouble of(AccuracyMatrix matrix, List<Double> joint) {
    int last = matrix.last();
    if (last < 0 || joint.size() <= last) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(joint.get(last) - matrix.accuracy(last, last));
  }
}
