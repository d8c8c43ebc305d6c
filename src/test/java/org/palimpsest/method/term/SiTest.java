package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.data.Samples;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;

class SiTest {

  private final Samples samples = Tiny.images(new int[][] {{1}, {2}, {3}, {4}}, 0, 1, 2, 3);
  private final Model model =
      Tiny.model(
          Tiny.identity(1), "linear", Scenario.CLASS_INCREMENTAL, Tiny.sessions(samples, 2, 2));

  private double weight() {
    return Tiny.rows(model).values().getDouble(0, 0);
  }

  /** One step of gradient descent at rate 0.1 on {@code theta^2/2} in the first row's weight. */
  private void step(Term si, Phase phase) {
    try (Tiny.OneStep step = new Tiny.OneStep(phase)) {
      Tiny.rows(model).gradient().assign(0).putScalar(0, 0, weight());
      si.gradients(step);
      double gradient = Tiny.rows(model).gradient().getDouble(0, 0);
      Tiny.rows(model).values().putScalar(0, 0, weight() - 0.1 * gradient);
      Tiny.rows(model).gradient().assign(0);
      si.stepped(step);
    }
  }

  private static double kept(Term si, String name) {
    return si.kept().stream()
        .filter(kept -> kept.name().equals(name))
        .map(Kept::array)
        .findFirst()
        .orElseThrow()
        .getDouble(0, 0);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 1.32990", "0.001, 4.87871"})
  void aWeightMattersByItsShareOfTheLossOverHowFarItGot(double xi, double expected) {
    Term si = new Si(1, xi, Si.Gradient.TASK);
    Phase phase = Tiny.phase(model, 0, Softmax.SEEN);
    Tiny.rows(model).values().putScalar(0, 0, 1);
    si.begin(phase);
    step(si, phase);
    step(si, phase);
    assertThat(kept(si, "path.classifier")).isCloseTo(0.181, within(1e-6));
    si.end(phase);
    assertThat(kept(si, "anchors.classifier.importance")).isCloseTo(expected, within(1e-4));
    assertThat(kept(si, "anchors.classifier.anchor")).isCloseTo(0.81, within(1e-6));
  }

  @Test
  void thePathIsThatOfTheTaskOrOfTheTotalGradient() {
    // After a first session the penalty pulls: 2 * 1.3299 * (theta - 0.81) at c = 1.
    Term task = secondSession(Si.Gradient.TASK);
    Term total = secondSession(Si.Gradient.TOTAL);
    // The weight stands at 1.81; it moves by -0.1 (1.81 + 2.65981).
    double moved = 0.1 * (1.81 + 2.65981);
    assertThat(kept(task, "path.classifier")).isCloseTo(1.81 * moved, within(1e-4));
    assertThat(kept(total, "path.classifier")).isCloseTo((1.81 + 2.65981) * moved, within(1e-4));
  }

  private Term secondSession(Si.Gradient gradient) {
    Term si = new Si(1, 0.1, gradient);
    Phase first = Tiny.phase(model, 0, Softmax.SEEN);
    Tiny.rows(model).values().putScalar(0, 0, 1);
    si.begin(first);
    step(si, first);
    step(si, first);
    si.end(first);
    Phase second = Tiny.phase(model, 1, Softmax.SEEN);
    si.begin(second);
    Tiny.rows(model).values().putScalar(0, 0, 1.81);
    step(si, second);
    return si;
  }

  @Test
  void goesOnInTheMiddleOfASession() {
    Term si = new Si(1, 0.1, Si.Gradient.TASK);
    Phase phase = Tiny.phase(model, 0, Softmax.SEEN);
    Tiny.rows(model).values().putScalar(0, 0, 1);
    si.begin(phase);
    step(si, phase);
    Map<String, INDArray> saved = new HashMap<>();
    si.kept().forEach(kept -> saved.put(kept.name(), kept.array().dup()));
    Term restored = new Si(1, 0.1, Si.Gradient.TASK);
    restored.restore(saved);
    step(restored, phase);
    restored.end(phase);
    assertThat(kept(restored, "anchors.classifier.importance")).isCloseTo(1.32990, within(1e-4));
  }

  @Test
  void keepsThreeArraysWhileItTrainsAndTwoAfterwards() {
    Term si = new Si(1, 0.1, Si.Gradient.TASK);
    Phase phase = Tiny.phase(model, 0, Softmax.SEEN);
    si.begin(phase);
    List<String> names = si.kept().stream().map(Kept::name).toList();
    assertThat(names).hasSize(3 * model.parameters().size());
    si.end(phase);
    assertThat(si.kept()).hasSize(2 * model.parameters().size());
  }
}
