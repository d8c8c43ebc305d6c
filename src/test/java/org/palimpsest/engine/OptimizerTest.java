package org.palimpsest.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Seeds;

/** Every rule against libtorch's own optimiser, twenty steps from the same start. */
class OptimizerTest {

  private static final OptimizerSpec.Schedule CONSTANT = new OptimizerSpec.Constant();

  @Test
  void sgdWithNesterovMomentumStepsAsLibtorchDoes() {
    SGDOptions options = new SGDOptions(0.1);
    options.momentum().put(0.9);
    options.weight_decay().put(5e-4);
    options.nesterov().put(true);
    compare(
        new OptimizerSpec(new OptimizerSpec.Sgd(0.9, true), 0.1, 5e-4, CONSTANT, 0),
        p -> new SGD(p, options));
  }

  @Test
  void plainMomentumStepsAsLibtorchDoes() {
    SGDOptions options = new SGDOptions(0.05);
    options.momentum().put(0.8);
    compare(
        new OptimizerSpec(new OptimizerSpec.Sgd(0.8, false), 0.05, 0, CONSTANT, 0),
        p -> new SGD(p, options));
  }

  @Test
  void adamStepsAsLibtorchDoes() {
    AdamOptions options = new AdamOptions(0.01);
    options.weight_decay().put(0.01);
    compare(
        new OptimizerSpec(new OptimizerSpec.Adam(0.9, 0.999, 1e-8), 0.01, 0.01, CONSTANT, 0),
        p -> new Adam(p, options));
  }

  @Test
  void adamWithDecoupledDecayStepsAsLibtorchDoes() {
    AdamWOptions options = new AdamWOptions(0.01);
    options.weight_decay().put(0.1);
    compare(
        new OptimizerSpec(new OptimizerSpec.AdamW(0.9, 0.999, 1e-8), 0.01, 0.1, CONSTANT, 0),
        p -> new AdamW(p, options));
  }

  @Test
  void aGradientIsScaledByTheFactorOfTheStep() {
    INDArray weights = Nd4j.createFromArray(0f, 0f);
    INDArray gradients = Nd4j.createFromArray(3f, 4f);
    OptimizerSpec spec = new OptimizerSpec(new OptimizerSpec.Sgd(0, false), 1, 0, CONSTANT, 2.5);
    Optimizer optimizer = new Optimizer(spec, weights, gradients);
    assertThat(optimizer.squaredGradientNorm()).isEqualTo(25);
    optimizer.step(0, 0.5f);
    assertThat(weights.getDouble(0)).isCloseTo(-1.5, within(1e-6));
    assertThat(weights.getDouble(1)).isCloseTo(-2, within(1e-6));
    assertThat(gradients.sumNumber().doubleValue()).isZero();
  }

  static Stream<OptimizerSpec> rules() {
    return Stream.of(
        new OptimizerSpec(new OptimizerSpec.Sgd(0, false), 0.1, 5e-4, CONSTANT, 0),
        new OptimizerSpec(new OptimizerSpec.Sgd(0, true), 0.1, 0, CONSTANT, 3),
        new OptimizerSpec(new OptimizerSpec.Sgd(0.9, false), 0.1, 5e-4, CONSTANT, 0),
        new OptimizerSpec(new OptimizerSpec.Sgd(0.9, true), 0.1, 5e-4, CONSTANT, 3),
        new OptimizerSpec(new OptimizerSpec.Adam(0.9, 0.999, 1e-8), 0.01, 0.1, CONSTANT, 3),
        new OptimizerSpec(new OptimizerSpec.AdamW(0.9, 0.999, 1e-8), 0.01, 0.1, CONSTANT, 0));
  }

  /** Lengths around those of chunks and vectors, so that no end is left out or done twice. */
  @ParameterizedTest
  @MethodSource("rules")
  void everyBitIsThatOfOneElementAfterTheOther(OptimizerSpec spec) {
    for (int n : new int[] {1, 7, Optimizer.CHUNK - 1, Optimizer.CHUNK, 2 * Optimizer.CHUNK + 13}) {
      RandomGenerator random = new Seeds(n).generator("optimizer");
      float[] start = normal(random, n);
      INDArray weights = Nd4j.createFromArray(start.clone());
      INDArray gradients = Nd4j.createFromArray(new float[n]);
      PlainOptimizer plain = new PlainOptimizer(spec, start);
      try (Optimizer optimizer = new Optimizer(spec, weights, gradients)) {
        for (int step = 0; step < 200; step++) {
          float[] slopes = normal(random, n);
          gradients.data().setData(slopes);
          double norm = optimizer.squaredGradientNorm();
          double squares = 0;
          for (float slope : slopes) {
            squares += (double) slope * slope;
          }
          assertThat(norm).isCloseTo(squares, within(1e-13 * squares));
          float clip = spec.clipFactor(norm);
          optimizer.step(0.25, clip);
          plain.step(slopes, 0.25, clip);
          assertThat(gradients.data().asFloat()).containsOnly(0);
        }
      }
      assertThat(weights.data().asFloat()).isEqualTo(plain.weights());
    }
  }

  @Test
  void withoutMomentumNothingIsKeptButTheCount() {
    OptimizerSpec spec = new OptimizerSpec(new OptimizerSpec.Sgd(0, false), 0.1, 0, CONSTANT, 0);
    try (Optimizer optimizer = new Optimizer(spec, Nd4j.ones(3), Nd4j.ones(3))) {
      assertThat(optimizer.state()).containsOnlyKeys("steps");
    }
  }

  private static float[] normal(RandomGenerator random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void schedulesMoveTheRate() {
    assertThat(new OptimizerSpec.Cosine().factor(0)).isEqualTo(1);
    assertThat(new OptimizerSpec.Cosine().factor(0.5)).isCloseTo(0.5, within(1e-12));
    var step = new OptimizerSpec.Step(List.of(0.5, 0.75), 0.1);
    assertThat(step.factor(0.49)).isEqualTo(1);
    assertThat(step.factor(0.5)).isCloseTo(0.1, within(1e-12));
    assertThat(step.factor(0.8)).isCloseTo(0.01, within(1e-12));
    var warm = new OptimizerSpec.WarmUp(0.1, new OptimizerSpec.Cosine());
    assertThat(warm.factor(0)).isPositive().isLessThan(0.02);
    assertThat(warm.factor(0.1)).isCloseTo(1, within(1e-12));
    assertThat(warm.factor(0.55)).isCloseTo(0.5, within(1e-12));
  }

  private static void compare(
      OptimizerSpec spec, Function<TensorVector, org.bytedeco.pytorch.Optimizer> theirs) {
    float[] start = {0.5f, -1.5f, 2f, 0.01f};
    INDArray ours = Nd4j.createFromArray(start);
    INDArray ourGradients = Nd4j.createFromArray(new float[start.length]);
    Optimizer optimizer = new Optimizer(spec, ours, ourGradients);
    INDArray mirror = Nd4j.createFromArray(start);
    Tensor leaf = Tensors.of(mirror).set_requires_grad(true);
    var reference = theirs.apply(new TensorVector(leaf));
    for (int step = 0; step < 20; step++) {
      for (int i = 0; i < start.length; i++) {
        ourGradients.putScalar(i, Math.sin(step + i) * (i + 1));
      }
      INDArray gradient = ourGradients.dup();
      leaf.mutable_grad().put(Tensors.of(gradient));
      reference.step();
      optimizer.step(0, 1);
      for (int i = 0; i < start.length; i++) {
        double expected = leaf.detach().data_ptr_float().get(i);
        assertThat(ours.getDouble(i))
            .as("step %d, weight %d", step, i)
            .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
      }
    }
    assertThat(torch.isfinite(leaf).all().item_bool()).isTrue();
  }
}
