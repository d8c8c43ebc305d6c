package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Softmax;

class FrozenLowerHalfTest {

  /** Three pixels, layers of four and of two units: 16 parameters below, 10 above. */
  private static Model model() {
    return Tiny.model(
        Tiny.dense(3, 4, 2),
        "linear",
        Scenario.CLASS_INCREMENTAL,
        Tiny.sessions(Tiny.images(12, 3, 4), 2, 2));
  }

  private static INDArray part(INDArray flat, int from, int to) {
    return flat.get(NDArrayIndex.interval(from, to)).dup();
  }

  private static void step(FrozenLowerHalf term, Model model, int session) {
    try (Tiny.OneStep step = new Tiny.OneStep(Tiny.phase(model, session, Softmax.SEEN))) {
      model.encoder().gradients().assign(1);
      term.gradients(step);
      // What weight decay and momentum do without a gradient.
      model.encoder().parameters().addi(model.encoder().gradients()).addi(0.5);
      term.stepped(step);
    }
  }

  @Test
  void laterSessionsMoveTheUpperHalfOnly() {
    Model model = model();
    assertThat(model.encoder().architecture().lowerLayers()).isEqualTo(3);
    FrozenLowerHalf term = new FrozenLowerHalf();
    term.attach(model);
    term.begin(Tiny.phase(model, 0, Softmax.SEEN));
    INDArray first = model.encoder().parameters().dup();
    step(term, model, 0);
    INDArray base = model.encoder().parameters().dup();
    assertThat(base).isEqualTo(first.add(1.5));
    term.begin(Tiny.phase(model, 1, Softmax.SEEN));
    step(term, model, 1);
    INDArray later = model.encoder().parameters();
    assertThat(part(later, 0, 16)).isEqualTo(part(base, 0, 16));
    assertThat(part(later, 16, 26)).isEqualTo(part(base, 16, 26).add(1.5));
  }

  @Test
  void goesOnAfterARestart() {
    Model model = model();
    FrozenLowerHalf term = new FrozenLowerHalf();
    term.attach(model);
    term.restore(Map.of());
    INDArray before = model.encoder().parameters().dup();
    step(term, model, 1);
    assertThat(part(model.encoder().parameters(), 0, 16)).isEqualTo(part(before, 0, 16));
    assertThat(term.kept()).isEmpty();
  }
}
