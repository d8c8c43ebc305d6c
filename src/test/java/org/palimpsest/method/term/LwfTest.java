package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Share;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.term.Lwf.Over;

class LwfTest {

  /** One black image of each of five classes; logits are the biases. */
  private final Samples samples = Tiny.images(new int[][] {{0}, {0}, {0}, {0}, {0}}, 0, 1, 2, 3, 4);

  private Model model(Scenario scenario) {
    Model model = Tiny.model(Tiny.identity(1), "linear", scenario, Tiny.sessions(samples, 2, 2, 1));
    Tiny.rows(model).values().assign(0).putScalar(0, 1, 2);
    return model;
  }

  /** The loss in a session whose teacher has logits (2, 0, 0, 0, 0) and whose student has these. */
  private double loss(Lwf lwf, Model model, int session, float... student) {
    Phase phase = Tiny.phase(model, session, Softmax.SEEN);
    lwf.attach(model);
    lwf.begin(phase);
    Tensor logits = Tensors.of(Nd4j.createFromArray(new float[][] {student}));
    try (Tiny.OneStep step = new Tiny.OneStep(phase, Optional.of(logits))) {
      return lwf.loss(step).map(Tensor::item_double).orElse(Double.NaN);
    }
  }

  private static Lwf lwf(Over over, boolean squared, Share share) {
    return new Lwf(1, 2, over, squared, share);
  }

  @Test
  void thereIsNoneInTheFirstSession() {
    Model model = model(Scenario.CLASS_INCREMENTAL);
    assertThat(loss(lwf(Over.SCENARIO, false, Share.WHOLE), model, 0, 0, 0, 0, 0, 0)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    // In the second session: T = 2, teacher (2, 0), student (0, 0).
    "SCENARIO, false, WHOLE, 0.11094",
    "SCENARIO, true, WHOLE, 0.44378",
    "EARLIER, false, WHOLE, 0.11094",
    // Half of it: two sessions, and two of four classes.
    "EARLIER, false, SESSIONS, 0.05547",
    "EARLIER, false, CLASSES, 0.05547",
    "EARLIER, false, MAMMOTH_BIC, 0.05547",
    // The student spreads over four classes: log 2 more.
    "SEEN, false, WHOLE, 0.80409"
  })
  void ofTheSecondSession(Over over, boolean squared, Share share, double expected) {
    Model model = model(Scenario.CLASS_INCREMENTAL);
    assertThat(loss(lwf(over, squared, share), model, 1, 0, 0, 0, 0, 0))
        .isCloseTo(expected, within(1e-5));
  }

  @Test
  void eachEarlierSessionHasItsOwnSoftmaxWhereTheSessionIsTold() {
    Model model = model(Scenario.TASK_INCREMENTAL);
    // Session 0: 0.11094; session 1: teacher and student agree. Their mean.
    double told = loss(lwf(Over.SCENARIO, false, Share.WHOLE), model, 2, 0, 0, 0, 0, 0);
    assertThat(told).isCloseTo(0.11094 / 2, within(1e-5));
    // Other sessions' logits do not matter to it.
    assertThat(loss(lwf(Over.SCENARIO, false, Share.WHOLE), model, 2, 0, 0, 7, 7, 0))
        .isCloseTo(told, within(1e-6));
    assertThat(loss(lwf(Over.EARLIER, false, Share.WHOLE), model, 2, 0, 0, 7, 7, 0))
        .isGreaterThan(1);
  }

  @Test
  void sharesFollowSessionsAndClasses() {
    Model model = model(Scenario.CLASS_INCREMENTAL);
    Phase third = Tiny.phase(model, 2, Softmax.SEEN);
    assertThat(Share.SESSIONS.earlier(third)).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(Share.CLASSES.earlier(third)).isCloseTo(4.0 / 5, within(1e-12));
    assertThat(Share.CLASSES.fresh(third)).isCloseTo(1.0 / 5, within(1e-12));
    assertThat(Share.MAMMOTH_BIC.earlier(third)).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(Share.WHOLE.earlier(third)).isEqualTo(1);
    assertThat(Share.WHOLE.fresh(third)).isEqualTo(1);
    for (Share share : Share.values()) {
      assertThat(share.fresh(Tiny.phase(model, 0, Softmax.SEEN))).isEqualTo(1);
    }
  }
}
