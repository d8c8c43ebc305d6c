package org.palimpsest.experiment;

import java.util.OptionalDouble;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.method.Learner;

/**
 * How well a learner does on images that were held out from training: what choices are made by,
 * since test images never choose anything.
 */
public final class Validation {

  /** Name of the metric: share of right answers, in [0, 1]. */
  public static final String ACCURACY = "validation_accuracy";

  /** Numbers for questions about held-out images, apart from those about test images. */
  private static final int HELD_OUT = -2;

  private Validation() {}

  /**
   * Share of the held-out images of sessions {@code 0 .. session} that are taken for their class,
   * among all classes seen; empty where nothing was held out.
   *
   * @throws DivergedException if a score is not a number
   */
  static OptionalDouble accuracy(Benchmark benchmark, int session, Learner learner) {
    Session last = benchmark.sessions().get(session);
    int correct = 0;
    int total = 0;
    for (Session tested : benchmark.sessions().subList(0, session + 1)) {
      Samples held = tested.validation();
      if (held.size() == 0) {
        continue;
      }
      int[] winners =
          Evaluator.winners(
              learner.scores(new Question(HELD_OUT - tested.index(), held, last.seen())),
              held.size(),
              last.seen(),
              "a validation image of session %d's classes".formatted(tested.index()));
      for (int i = 0; i < winners.length; i++) {
        correct += winners[i] == held.classes()[i] ? 1 : 0;
      }
      total += winners.length;
    }
    return total == 0 ? OptionalDouble.empty() : OptionalDouble.of(correct / (double) total);
  }
}
