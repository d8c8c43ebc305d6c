package org.palimpsest.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.engine.dl4j.Dl4jEngine;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.tensor.Seeds;

/** Networks and tensor operations in a row, and one way back through all of them. */
class TapeTest {

  private static final Architecture FIRST =
      new Architecture(
          "first", 2, 3, 3, List.of(new Layer.Convolution(4, 3, 1, 1, true)), List.of());
  private static final Architecture SECOND =
      new Architecture(
          "second",
          4,
          3,
          3,
          List.of(new Layer.Convolution(2, 3, 1, 1, true), new Layer.Sigmoid()),
          List.of(new Layer.Flatten(), new Layer.Dense(3)));

  static Stream<Engine> engines() {
    return Stream.of(new TorchEngine(1), new Dl4jEngine(1));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void oneWayBackReachesEveryNetworkAndLeaf(Engine engine) throws Exception {
    Parameter rows = Parameter.of("rows", numbers(5, 3, 3));
    try (Network first = engine.build(FIRST, new Seeds(1).generator("first"));
        Network second = engine.build(SECOND, new Seeds(1).generator("second"))) {
      loss(first, second, rows, true);
      for (Parameter parameter :
          List.of(first.parameter("first"), second.parameter("second"), rows)) {
        for (long i : new long[] {0, parameter.length() / 2, parameter.length() - 1}) {
          INDArray flat = parameter.values().reshape(-1);
          double at = flat.getDouble(i);
          double step = 1e-2;
          flat.putScalar(i, at + step);
          double above = loss(first, second, rows, false);
          flat.putScalar(i, at - step);
          double below = loss(first, second, rows, false);
          flat.putScalar(i, at);
          assertThat(parameter.gradient().reshape(-1).getDouble(i))
              .as("%s %d", parameter.name(), i)
              .isCloseTo((above - below) / (2 * step), within(2e-3));
        }
      }
    }
  }

  /** Network, tensor operation, network, loss with a leaf, and a path around the second network. */
  private static double loss(Network first, Network second, Parameter rows, boolean back) {
    try (Tape tape = new Tape(first)) {
      Tensor images = Tensors.of(numbers(1, 2, 2, 3, 3));
      Outputs one = tape.run(first, images, Mode.TRAINING);
      Tensor between = one.map().tanh();
      Outputs two = tape.run(second, between, Mode.TRAINING);
      Tensor scores = two.embedding().matmul(tape.leaf(rows));
      Tensor loss = scores.square().mean().add(two.map().mul(between.narrow(1, 0, 2)).sum());
      return back ? tape.backward(loss) : loss.item_double();
    }
  }

  @Test
  void bothEnginesAddTheSameGradients() throws Exception {
    List<INDArray> gradients =
        engines()
            .map(
                engine -> {
                  Parameter rows = Parameter.of("rows", numbers(5, 3, 3));
                  try (Network first = engine.build(FIRST, new Seeds(1).generator("first"));
                      Network second = engine.build(SECOND, new Seeds(1).generator("second"))) {
                    loss(first, second, rows, true);
                    return Nd4j.concat(
                        0,
                        first.gradients().dup(),
                        second.gradients().dup(),
                        rows.gradient().dup().reshape(-1));
                  }
                })
            .toList();
    assertThat(gradients.get(0).equalsWithEps(gradients.get(1), 1e-5)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aCopyHasTheSameWeightsInMemoryOfItsOwn(Engine engine) throws Exception {
    try (Network network = engine.build(SECOND, new Seeds(1).generator("second"));
        Network copy = network.copy()) {
      assertThat(copy.parameters()).isEqualTo(network.parameters());
      network.parameters().addi(1);
      assertThat(copy.parameters()).isNotEqualTo(network.parameters());
    }
  }

  /** One inner step of gradient descent, differentiated through, against central differences. */
  @Test
  void gradientsOfGradientsAreThoseOfTheInnerStep() throws Exception {
    Engine engine = new TorchEngine(1);
    try (Network network = engine.build(SECOND, new Seeds(1).generator("second"))) {
      INDArray gradient;
      Parameter weights = network.parameter("second");
      try (Tape tape = new Tape(network)) {
        Tensor leaf = tape.leaf(weights);
        tape.backward(outer(tape, network, leaf));
        gradient = weights.gradient().dup();
      }
      for (long i : new long[] {0, 20, weights.length() - 1}) {
        double at = weights.values().getDouble(i);
        double step = 5e-3;
        weights.values().putScalar(i, at + step);
        double above = outer(network);
        weights.values().putScalar(i, at - step);
        double below = outer(network);
        weights.values().putScalar(i, at);
        assertThat(gradient.getDouble(i)).isCloseTo((above - below) / (2 * step), within(1e-3));
      }
    }
  }

  private static double outer(Network network) {
    try (Tape tape = new Tape(network)) {
      return outer(tape, network, tape.leaf(network.parameter("second"))).item_double();
    }
  }

  private static Tensor outer(Tape tape, Network network, Tensor weights) {
    Tensor images = Tensors.of(numbers(1, 2, 4, 3, 3));
    Tensor inner = tape.run(network, images, Mode.BATCH_STATISTICS, weights).embedding().square();
    Tensor gradient = tape.gradients(inner.sum(), true, weights)[0];
    Tensor moved = weights.sub(gradient.mul(new Scalar(0.1)));
    return tape.run(network, images, Mode.BATCH_STATISTICS, moved).embedding().square().sum();
  }

  @Test
  void weightsInsideTheGraphAreRefusedWhereThereIsNoGraph() throws Exception {
    try (Network network = new Dl4jEngine(1).build(SECOND, new Seeds(1).generator("second"));
        Tape tape = new Tape(network)) {
      Tensor weights = Tensors.of(network.parameters());
      Tensor images = Tensors.of(numbers(1, 2, 4, 3, 3));
      assertThatThrownBy(() -> tape.run(network, images, Mode.TRAINING, weights))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("torch");
    }
  }

  @Test
  void theFirstAndTheLastRowsOfABatchAreItsParts() {
    try (Network network = new TorchEngine(1).build(SECOND, new Seeds(1).generator("second"));
        Tape tape = new Tape(network)) {
      Outputs all = tape.infer(network, Tensors.of(numbers(1, 5, 4, 3, 3)));
      INDArray last = Tensors.copy(all.rows(3, 2).embedding());
      assertThat(last)
          .isEqualTo(Tensors.copy(all.embedding()).get(NDArrayIndex.interval(3, 5)).dup());
    }
  }

  private static INDArray numbers(long seed, long... shape) {
    var random = new Seeds(seed).generator("tape");
    INDArray array = Nd4j.create(shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }
}
