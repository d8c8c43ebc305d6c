package org.palimpsest.experiment;

import java.util.stream.IntStream;

/**
 * What the same scores answer to the question that a scenario does not ask: class-incremental
 * accuracy of a run whose questions tell the session, task-incremental accuracy of any other.
 */
final class OtherQuestion {

  /** Right answers among the classes of the image's own session. */
  static final String TASK_INCREMENTAL = "task_incremental_accuracy";

  /** Right answers among all classes seen. */
  static final String CLASS_INCREMENTAL = "class_incremental_accuracy";

  private OtherQuestion() {}

  /** Share of right answers, in [0, 1]. */
  static double accuracy(int[] correct, int[] totals) {
    return IntStream.of(correct).sum() / (double) IntStream.of(totals).sum();
  }
}
