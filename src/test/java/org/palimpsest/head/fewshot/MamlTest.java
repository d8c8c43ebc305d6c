package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.EpisodeTask;
import org.palimpsest.head.HeadShape;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Seeds;

/** Gradients of what is left after gradient descent, against worked values and differences. */
class MamlTest {

  private static final EpisodeShape EPISODE = new EpisodeShape(2, 2, 6);
  private static final int[] LABELS = {0, 1, 1, 0, 0, 1};

  /** Support loss (theta - 1)^2, query loss 1.5 theta'^2, theta = 2, rate 0.1. */
  private static double[] toy(boolean secondOrder) {
    try (Tape tape = new Tape()) {
      Tensor theta =
          torch
              .full(new long[] {1}, new Scalar(2.0))
              .to(torch.ScalarType.Double)
              .set_requires_grad(true);
      Tensor moved = new InnerLoop(1, 0.1, secondOrder).from(tape, MamlTest::support, theta)[0];
      Tensor query = moved.square().mul(new Scalar(1.5));
      return new double[] {
        moved.item_double(), tape.gradients(query, false, theta)[0].item_double()
      };
    }
  }

  @Test
  void theSecondOrderIsExact() {
    double[] found = toy(true);
    assertThat(found[0]).isCloseTo(1.8, within(1e-12));
    assertThat(found[1]).isCloseTo(4.32, within(1e-12));
  }

  @Test
  void theFirstOrderTakesTheGradientAtTheEnd() {
    double[] found = toy(false);
    assertThat(found[0]).isCloseTo(1.8, within(1e-12));
    assertThat(found[1]).isCloseTo(5.40, within(1e-12));
  }

  @Test
  void reptileGoesTowardsWhereTheTaskLed() {
    try (Tape tape = new Tape()) {
      Tensor theta =
          torch
              .full(new long[] {1}, new Scalar(2.0))
              .to(torch.ScalarType.Double)
              .set_requires_grad(true);
      Tensor led = new InnerLoop(1, 0.1, false).from(tape, MamlTest::support, theta)[0];
      Tensor pulled = Reptile.pulled(theta, led.detach());
      assertThat(pulled.item_double()).isZero();
      assertThat(tape.gradients(pulled, false, theta)[0].item_double())
          .isCloseTo(0.2, within(1e-12));
    }
  }

  /** Without a first moment the first step is of the rate, whatever the gradient's size. */
  @Test
  void reptilesAdamKnowsDirectionsAtFirst() {
    Tensor weights = GradientCheck.normal(1, 3);
    Tensor before = weights.clone();
    double loss =
        new InnerAdam(1, 2, 0.01)
            .move(
                new Tensor[] {weights},
                new Tensor[] {torch.zeros_like(weights)},
                0,
                2,
                (which, at) -> at[0].square().sum(),
                new Seeds(1).generator("task"));
    assertThat(loss).isCloseTo(before.square().sum().item_double(), within(1e-12));
    Tensor moved = before.sub(weights).sub(before.sign().mul(new Scalar(0.01)));
    assertThat(moved.abs().max().item_double()).isLessThan(1e-8);
  }

  private static Tensor support(Tensor... at) {
    return at[0].sub(new Scalar(1.0)).square();
  }

  /** Every layer there is, in orders that save memory in place. */
  static Stream<Architecture> networks() {
    Layer norm = new Layer.BatchNormalization();
    Layer pool = new Layer.MaxPooling();
    Layer conv = new Layer.Convolution(2, 3, 1, 1, true);
    List<Layer> flat = List.of(new Layer.Flatten());
    return Stream.of(
        network("pooled", List.of(conv, norm, pool, new Layer.Relu(), conv, norm), flat),
        network(
            "strided",
            List.of(new Layer.Convolution(2, 3, 2, 1, false), norm, new Layer.LeakyRelu(0.1)),
            List.of(new Layer.GlobalAveragePooling(), new Layer.Dense(3))),
        network(
            "residual",
            List.of(
                conv,
                new Layer.Residual(
                    List.of(norm, new Layer.Relu(), new Layer.Convolution(4, 3, 2, 1, true), norm),
                    List.of(new Layer.Subsampling(4))),
                new Layer.Relu()),
            flat),
        network(
            "upsampled",
            List.of(new Layer.Upsampling(2), new Layer.Fit(5, 5), new Layer.Sigmoid(), conv, pool),
            List.of(new Layer.Flatten(), new Layer.Unflatten(2, 2, 2), new Layer.Flatten())));
  }

  private static Architecture network(String name, List<Layer> trunk, List<Layer> tail) {
    return new Architecture(name, 1, 4, 4, trunk, tail);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theMetaGradientIsThatOfTheMetaObjective(Architecture architecture) {
    for (boolean headOnly : new boolean[] {false, true}) {
      check(architecture, new Maml.Kind(true, headOnly));
    }
  }

  private static void check(Architecture architecture, Maml.Kind kind) {
    int width = architecture.embeddingWidth();
    HeadShape shape = new HeadShape(width, 2, 2, new Seeds(1));
    Maml method = new Maml(new Maml.Settings(kind, 2, 2, 0.3, false, 2, 1), shape);
    Tensor images = GradientCheck.normal(5, 10, 1, 4, 4);
    try (Network network = new TorchEngine(1).build(architecture, new Seeds(3).generator("a"));
        Tape tape = new Tape(network)) {
      InnerLoop loop = new InnerLoop(2, 0.3, true);
      EpisodeTask task = task(tape, network, images);
      Tensor labels = Tensors.classes(LABELS);
      GradientCheck.check(
          in -> CrossEntropy.of(method.logits(task, loop, in[0], in[1]), labels),
          GradientCheck.normal(2, network.parameters().length()).mul(new Scalar(0.7)),
          GradientCheck.normal(3, 2, width + 1L));
    }
  }

  private static EpisodeTask task(Tape tape, Network network, Tensor images) {
    return new EpisodeTask(
        tape,
        EPISODE,
        network,
        () -> images,
        () -> new Outputs(images, images),
        Mode.BATCH_STATISTICS,
        false,
        new Seeds(1).generator("task"));
  }
}
