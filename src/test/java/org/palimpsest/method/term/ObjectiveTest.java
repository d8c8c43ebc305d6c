package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Objective;
import org.palimpsest.method.fit.Objective.Weighting;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Share;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.fit.Term;

class ObjectiveTest {

  private static final double LOG_2 = Math.log(2);

  /** One image of each of four classes. */
  private final Samples samples = Tiny.images(new int[][] {{1}, {2}, {3}, {4}}, 0, 1, 2, 3);

  private double loss(Term objective, Scenario scenario, float[][] logits) {
    List<Session> sessions = Tiny.sessions(samples, 2, 2);
    Model model = Tiny.model(Tiny.identity(1), "linear", scenario, sessions);
    Phase second = Tiny.phase(model, 1, Softmax.CURRENT);
    // Trained on what all sessions so far have, in one list.
    Session joint =
        new Session(
            1,
            second.session().classes(),
            second.session().earlier(),
            samples,
            second.session().validation(),
            second.session().test());
    Phase phase = new Phase(joint, model, Optional.empty(), scenario, true, objective.softmax());
    Tensor given = Tensors.of(Nd4j.createFromArray(logits));
    try (Tiny.OneStep step = new Tiny.OneStep(phase, Optional.of(given))) {
      return objective.loss(step).orElseThrow().item_double();
    }
  }

  private static float[][] rows(float... row) {
    return new float[][] {row, row, row, row};
  }

  @Test
  void imagesOfEarlierSessionsInTheListAreToldApartAmongTheirOwn() {
    Objective current = new Objective(Softmax.CURRENT, Weighting.POOLED);
    // With the session told, every image has two classes of equal logits.
    assertThat(loss(current, Scenario.TASK_INCREMENTAL, rows(5, 5, 0, 0)))
        .isCloseTo(LOG_2, within(1e-6));
    // Without, images of classes 0 and 1 have four: log 4 each where all are equal.
    assertThat(loss(current, Scenario.CLASS_INCREMENTAL, rows(0, 0, 0, 0)))
        .isCloseTo(1.5 * LOG_2, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"WHOLE, 1", "SESSIONS, 0.5", "CLASSES, 0.5", "MAMMOTH_BIC, 0.5"})
  void countsByItsShare(Share share, double expected) {
    Objective objective = new Objective(Softmax.SEEN, Weighting.POOLED, share);
    assertThat(loss(objective, Scenario.CLASS_INCREMENTAL, rows(0, 0, 0, 0)))
        .isCloseTo(expected * 2 * LOG_2, within(1e-6));
  }

  @Test
  void classesCountAlikeHoweverManyImagesTheyHave() {
    Samples uneven = Tiny.images(new int[][] {{1}, {1}, {1}, {1}}, 0, 0, 0, 1);
    Model model =
        Tiny.model(
            Tiny.identity(1), "linear", Scenario.CLASS_INCREMENTAL, Tiny.sessions(uneven, 2));
    Phase phase = Tiny.phase(model, 0, Softmax.SEEN);
    float[] row = {0, (float) Math.log(3)};
    Tensor given = Tensors.of(Nd4j.createFromArray(rows(row)));
    try (Tiny.OneStep step = new Tiny.OneStep(phase, Optional.of(given))) {
      Term balanced = new BalancedCrossEntropy(Softmax.SEEN);
      // Class 0 has probability 1/4, class 1 has 3/4: the mean of both classes' losses.
      assertThat(balanced.loss(step).orElseThrow().item_double())
          .isCloseTo((Math.log(4) + Math.log(4.0 / 3)) / 2, within(1e-6));
    }
  }
}
