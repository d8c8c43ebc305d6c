package org.palimpsest.method.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.engine.Parameter;

class OptimizersTest {

  private static OptimizerSpec sgd(double momentum, double clipNorm) {
    return new OptimizerSpec(
        new OptimizerSpec.Sgd(momentum, false), 1, 0, new OptimizerSpec.Constant(), clipNorm);
  }

  private static Parameter parameter(String name, float... gradient) {
    return new Parameter(
        name, Nd4j.zeros(1, gradient.length), Nd4j.createFromArray(gradient).reshape(1, -1));
  }

  @Test
  void theNormOfAllParametersIsClipped() {
    Parameter one = parameter("one", 3);
    Parameter other = parameter("other", 0, 4);
    Optimizers optimizers = new Optimizers();
    optimizers.start(List.of(one, other), p -> sgd(0, 2.5));
    optimizers.step(0);
    // The norm is 5, though each alone would need less: both are halved.
    assertThat(one.values().getDouble(0)).isCloseTo(-1.5, within(1e-6));
    assertThat(other.values().getDouble(1)).isCloseTo(-2, within(1e-6));
  }

  @Test
  void momentsGoOnInTheNextBlockAndInAnotherProcess() {
    Parameter parameter = parameter("one", 1);
    Optimizers optimizers = new Optimizers();
    optimizers.start(List.of(parameter), p -> sgd(0.5, 0));
    optimizers.step(0);
    Map<String, INDArray> saved = new HashMap<>();
    optimizers.kept().forEach(kept -> saved.put(kept.name(), kept.array().dup()));

    Optimizers restored = new Optimizers();
    restored.restore(saved);
    restored.start(List.of(parameter), p -> sgd(0.5, 0));
    restored.step(0);
    // v = 1, then 0.5 without a gradient.
    assertThat(parameter.values().getDouble(0)).isCloseTo(-1.5, within(1e-6));
  }

  @Test
  void nothingIsLeftOfAStageThatIsOver() {
    Optimizers optimizers = new Optimizers();
    optimizers.start(List.of(parameter("one", 1)), p -> sgd(0.5, 0));
    assertThat(optimizers.kept()).isNotEmpty();
    optimizers.clear();
    assertThat(optimizers.kept()).isEmpty();
  }
}
