package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Parameter;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Seeds;

/** Gradients of quadratic penalties against central differences in double precision. */
class PenaltyTest {

  private static final double STEP = 1e-3;

  private final RandomGenerator random = new Seeds(7).generator("penalties");

  private static Model model() {
    Samples samples = Tiny.images(12, 3, 4);
    return Tiny.model(
        Tiny.dense(3, 4), "linear", Scenario.CLASS_INCREMENTAL, Tiny.sessions(samples, 2, 2));
  }

  private void move(Model model) {
    for (Parameter parameter : model.parameters()) {
      for (long i = 0; i < parameter.length(); i++) {
        parameter.values().putScalar(i, parameter.values().getDouble(i) + random.nextGaussian());
      }
    }
  }

  private Map<String, INDArray> importances(Model model) {
    Map<String, INDArray> all = new HashMap<>();
    for (Parameter parameter : model.parameters()) {
      INDArray array = parameter.values().dup();
      for (long i = 0; i < array.length(); i++) {
        // Some matter nothing.
        array.putScalar(i, Math.max(0, random.nextDouble(-0.5, 2)));
      }
      all.put(parameter.name(), array);
    }
    return all;
  }

  /** One quadratic penalty, in double precision. */
  private record Penalty(Map<String, INDArray> importances, Map<String, INDArray> anchors) {

    static Penalty at(Model model, Map<String, INDArray> importances) {
      Map<String, INDArray> anchors = new HashMap<>();
      model.parameters().forEach(p -> anchors.put(p.name(), p.values().dup()));
      Map<String, INDArray> copies = new HashMap<>();
      importances.forEach((name, array) -> copies.put(name, array.dup()));
      return new Penalty(copies, anchors);
    }

    double of(Parameter parameter, long i, double value) {
      double away = value - Tiny.of(anchors, parameter.name()).getDouble(i);
      return Tiny.of(importances, parameter.name()).getDouble(i) * away * away / 2;
    }
  }

  private static void checkGradients(
      Model model, Anchors anchors, double strength, Penalty... all) {
    model.parameters().forEach(parameter -> parameter.gradient().assign(0));
    try (Tiny.OneStep step = new Tiny.OneStep(Tiny.phase(model, 1, Softmax.SEEN))) {
      anchors.pull(step, strength);
    }
    for (Parameter parameter : model.parameters()) {
      for (long i = 0; i < parameter.length(); i++) {
        double at = parameter.values().getDouble(i);
        double difference = 0;
        for (Penalty penalty : all) {
          difference += penalty.of(parameter, i, at + STEP) - penalty.of(parameter, i, at - STEP);
        }
        double expected = strength * difference / (2 * STEP);
        assertThat(parameter.gradient().getDouble(i))
            .as("%s %d", parameter.name(), i)
            .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  @Test
  void pullsTowardsTheLastAnchor() {
    Model model = model();
    Anchors anchors = new Anchors();
    anchors.renew(model, importances(model), 1, 1);
    move(model);
    Map<String, INDArray> fresh = importances(model);
    Map<String, INDArray> both = new HashMap<>();
    model
        .parameters()
        .forEach(
            p ->
                both.put(
                    p.name(),
                    anchors.importance(p).mul(0.9f).add(Tiny.of(fresh, p.name()).mul(0.5f))));
    Penalty penalty = Penalty.at(model, both);
    anchors.renew(model, fresh, 0.9, 0.5);
    move(model);
    checkGradients(model, anchors, 3, penalty);
  }

  @Test
  void onePenaltyStandsForTheSumOfThoseOfAllSessions() {
    Model model = model();
    Anchors anchors = new Anchors();
    Penalty[] penalties = new Penalty[3];
    for (int i = 0; i < penalties.length; i++) {
      move(model);
      Map<String, INDArray> importances = importances(model);
      penalties[i] = Penalty.at(model, importances);
      anchors.add(model, importances);
    }
    move(model);
    checkGradients(model, anchors, 2, penalties);
  }

  @Test
  void aRestoredPenaltyPullsAlike() {
    Model model = model();
    Anchors anchors = new Anchors();
    Map<String, INDArray> importances = importances(model);
    Penalty penalty = Penalty.at(model, importances);
    anchors.add(model, importances);
    Anchors restored = new Anchors();
    Map<String, INDArray> saved = new HashMap<>();
    for (Kept kept : anchors.kept()) {
      saved.put(kept.name(), kept.array().dup());
    }
    restored.restore(saved);
    move(model);
    checkGradients(model, restored, 1, penalty);
  }

  @Test
  void l2HoldsEveryWeightAlike() {
    Model model = model();
    Term l2 = new L2Anchor(4);
    Phase phase = Tiny.phase(model, 0, Softmax.SEEN);
    l2.end(phase);
    move(model);
    model.parameters().forEach(parameter -> parameter.gradient().assign(0));
    Map<String, INDArray> before = new HashMap<>();
    l2.kept().forEach(kept -> before.put(kept.name(), kept.array()));
    try (Tiny.OneStep step = new Tiny.OneStep(phase)) {
      l2.gradients(step);
    }
    for (Parameter p : model.parameters()) {
      INDArray expected = p.values().sub(Tiny.of(before, p.name() + ".anchor")).mul(4);
      assertThat(p.gradient().distance2(expected)).isLessThan(1e-5);
    }
  }

  @Test
  void nothingPullsInTheFirstSession() {
    Model model = model();
    model.parameters().forEach(parameter -> parameter.gradient().assign(0));
    try (Tiny.OneStep step = new Tiny.OneStep(Tiny.phase(model, 0, Softmax.SEEN))) {
      new Anchors().pull(step, 5);
    }
    model.parameters().forEach(p -> assertThat(p.gradient().norm2Number().doubleValue()).isZero());
  }
}
