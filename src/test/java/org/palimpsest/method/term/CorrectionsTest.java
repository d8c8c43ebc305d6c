package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.conf.Parts;
import org.palimpsest.data.Samples;
import org.palimpsest.memory.Budget;
import org.palimpsest.memory.ExemplarMemory;
import org.palimpsest.memory.Policies;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.tensor.Seeds;

class CorrectionsTest {

  @Test
  void newRowsBecomeAsLongAsEarlierOnes() {
    Samples samples = Tiny.images(12, 2, 4);
    Model model =
        Tiny.model(
            Tiny.identity(2), "linear", Scenario.CLASS_INCREMENTAL, Tiny.sessions(samples, 2, 2));
    INDArray rows = Tiny.rows(model).values();
    // Lengths 5 and 1, mean 3; then 10 and 2, mean 6: new rows are halved, biases stay.
    double[][] before = {{3, 4, 7}, {1, 0, 8}, {6, 8, 9}, {0, 2, 5}};
    double[][] after = {{3, 4, 7}, {1, 0, 8}, {3, 4, 9}, {0, 1, 5}};
    put(rows, before);
    new WeightAligning().end(Tiny.phase(model, 0, Softmax.SEEN));
    assertThat(rows.toDoubleMatrix()).isDeepEqualTo(before);
    long version = model.version();
    new WeightAligning().end(Tiny.phase(model, 1, Softmax.SEEN));
    assertEqual(rows, after);
    assertThat(model.version()).isGreaterThan(version);
    new WeightAligning().end(Tiny.phase(model, 1, Softmax.SEEN));
    assertEqual(rows, after);
  }

  private static void put(INDArray rows, double[][] values) {
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values[r].length; c++) {
        rows.putScalar(r, c, values[r][c]);
      }
    }
  }

  private static void assertEqual(INDArray rows, double[][] expected) {
    for (int r = 0; r < expected.length; r++) {
      assertThat(rows.getRow(r).toDoubleVector()).containsExactly(expected[r], within(1e-5));
    }
  }

  @Test
  void alphaAndBetaAreWhereTheLossIsLeast() {
    double[][] logits = {{1, 0.5, 3}, {0.2, 1, 2.5}, {0.1, 0.3, 2}, {1.5, 0.1, 2.2}, {0, 0, 1}};
    int[] labels = {0, 1, 2, 2, 1};
    boolean[] scaled = {false, false, true};
    BiasCorrection correction = new BiasCorrection(0.1, 0.01, false);
    double[] best = correction.fit(logits, labels, scaled);
    double h = 1e-4;
    double ofAlpha =
        correction.loss(logits, labels, scaled, best[0] + h, best[1])
            - correction.loss(logits, labels, scaled, best[0] - h, best[1]);
    double ofBeta =
        correction.loss(logits, labels, scaled, best[0], best[1] + h)
            - correction.loss(logits, labels, scaled, best[0], best[1] - h);
    assertThat(ofAlpha / (2 * h)).isCloseTo(0, within(1e-5));
    assertThat(ofBeta / (2 * h)).isCloseTo(0, within(1e-5));
    assertThat(correction.loss(logits, labels, scaled, best[0], best[1]))
        .isLessThan(correction.loss(logits, labels, scaled, 1, 0) - 0.1);
  }

  @Test
  void theLossIsThatOfOneSoftmaxUnlessTheMistakeIsWanted() {
    double[][] logits = {{0, Math.log(3)}};
    int[] label = {1};
    boolean[] scaled = {false, true};
    assertThat(new BiasCorrection(0.1, 1e-9, false).loss(logits, label, scaled, 1, 0))
        .isCloseTo(-Math.log(0.75), within(1e-8));
    // Probabilities 1/4 and 3/4 as if they were logits.
    assertThat(new BiasCorrection(0.1, 1e-9, true).loss(logits, label, scaled, 1, 0))
        .isCloseTo(Math.log(1 + Math.exp(-0.5)), within(1e-8));
  }

  /** Ten images of each of three classes, the first two stored, five of each. */
  private static Phase third(Model model) {
    ExemplarMemory memory =
        new ExemplarMemory(
            Parts.named("random", Policies.ALL).sample(),
            new Budget(Budget.Unit.IMAGES_PER_CLASS, 5),
            2,
            0,
            3);
    memory.fill(
        model.context().sessions().get(0).train(),
        0,
        2,
        any -> {
          throw new AssertionError("features are not needed");
        },
        new Seeds(1).generator("memory"));
    Phase phase = Tiny.phase(model, 1, Softmax.SEEN);
    return new Phase(
        phase.session(), model, Optional.of(memory), phase.scenario(), true, Softmax.SEEN);
  }

  @Test
  void imagesAreHeldOutEquallyManyOfEachClass() {
    Samples samples = Tiny.images(30, 2, 3);
    Model model =
        Tiny.model(
            Tiny.identity(2), "linear", Scenario.CLASS_INCREMENTAL, Tiny.sessions(samples, 2, 1));
    Phase phase = third(model);
    BiasCorrection correction = new BiasCorrection(0.4, 0.001, false);
    Samples held = correction.withheld(phase);
    for (int c = 0; c < 3; c++) {
      assertThat(held.of(c).size()).as("class %d", c).isEqualTo(2);
    }
    assertThat(held.indices()).isEqualTo(correction.withheld(phase).indices());
    assertThat(phase.exemplars().of(0).indices()).contains(held.of(0).indices());
    assertThat(correction.withheld(Tiny.phase(model, 0, Softmax.SEEN)).size()).isZero();
  }

  @Test
  void rowsThatAlwaysWinAreHeldBack() {
    Samples samples = Tiny.images(30, 2, 3);
    Model model =
        Tiny.model(
            Tiny.identity(2), "linear", Scenario.CLASS_INCREMENTAL, Tiny.sessions(samples, 2, 1));
    INDArray rows = Tiny.rows(model).values();
    put(rows, new double[][] {{0, 0, 0}, {0, 0, 0}, {0, 0, 5}});
    new BiasCorrection(0.4, 1e-6, false).end(third(model));
    // No image differs from another: the best is a third each, that is logits of 0.
    assertThat(rows.getDouble(2, 2)).isCloseTo(0, within(1e-2));
  }
}
