package org.palimpsest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.engine.dl4j.Dl4jEngine;
import org.palimpsest.engine.torch.TapePass;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.tensor.Seeds;

/** Both engines from the same parameters: each is the other's oracle. */
class ConformanceTest {

  private static final double TOLERANCE = 1e-4;
  private static final int BATCH = 6;
  private static final Engine TORCH = new TorchEngine(1);
  private static final Engine DL4J = new Dl4jEngine(1);

  static Stream<Architecture> architectures() {
    return Networks.all();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theFirstWeightsAreTheSame(Architecture architecture) {
    try (Network torch = network(TORCH, architecture);
        Network dl4j = network(DL4J, architecture)) {
      assertThat(dl4j.parameters()).isEqualTo(torch.parameters());
      assertThat(dl4j.statistics()).isEqualTo(torch.statistics());
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void inferenceIsTheSame(Architecture architecture) {
    try (Network torch = network(TORCH, architecture);
        Network dl4j = network(DL4J, architecture)) {
      scatter(torch.statistics());
      dl4j.statistics().assign(torch.statistics());
      INDArray images = normal(1, architecture, BATCH);
      Features expected = torch.infer(images);
      Features actual = dl4j.infer(images);
      close("map", expected.map(), actual.map());
      close("embedding", expected.embedding(), actual.embedding());
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void outputsAndGradientsOfATrainingPassAreTheSame(Architecture architecture) {
    compare(architecture, Mode.TRAINING, true, true);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void outputsAndGradientsWithFrozenStatisticsAreTheSame(Architecture architecture) {
    compare(architecture, Mode.FROZEN_STATISTICS, true, true);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theBatchsStatisticsAloneAreTheSameAndLeaveTheRunningOnes(Architecture architecture) {
    try (Network torch = network(TORCH, architecture)) {
      INDArray before = torch.statistics().dup();
      TapePass.of(torch, normal(1, architecture, BATCH), Mode.BATCH_STATISTICS).close();
      assertThat(torch.statistics()).isEqualTo(before);
    }
    compare(architecture, Mode.BATCH_STATISTICS, true, true);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void aGradientOfOneOutputAloneIsTheSame(Architecture architecture) {
    compare(architecture, Mode.TRAINING, true, false);
    compare(architecture, Mode.TRAINING, false, true);
  }

  private static void compare(Architecture architecture, Mode mode, boolean map, boolean embed) {
    try (Network torch = network(TORCH, architecture);
        Network dl4j = network(DL4J, architecture)) {
      scatter(torch.statistics());
      dl4j.statistics().assign(torch.statistics());
      INDArray images = normal(1, architecture, BATCH);
      try (TapePass expected = TapePass.of(torch, images, mode);
          TapePass actual = TapePass.of(dl4j, images, mode)) {
        close("map", expected.output().map(), actual.output().map());
        close("embedding", expected.output().embedding(), actual.output().embedding());
        INDArray mapGradient = like(2, expected.output().map());
        INDArray embeddingGradient = like(3, expected.output().embedding());
        for (TapePass trace : List.of(expected, actual)) {
          trace.backward(map ? mapGradient : null, embed ? embeddingGradient : null);
        }
        close("input gradient", expected.inputGradient(), actual.inputGradient());
        slots(architecture, torch.gradients(), dl4j.gradients());
        close("statistics", torch.statistics(), dl4j.statistics());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void runningStatisticsAgreeAfterTenSteps(Architecture architecture) {
    try (Network torch = network(TORCH, architecture);
        Network dl4j = network(DL4J, architecture)) {
      for (int step = 0; step < 10; step++) {
        INDArray images = normal(10 + step, architecture, BATCH).muli(1 + step).addi(step);
        TapePass.of(torch, images, Mode.TRAINING).close();
        TapePass.of(dl4j, images, Mode.TRAINING).close();
      }
      close("statistics", torch.statistics(), dl4j.statistics());
    }
  }

  static Stream<OptimizerSpec> optimizers() {
    var constant = new OptimizerSpec.Constant();
    return Stream.of(
        new OptimizerSpec(new OptimizerSpec.Sgd(0.9, true), 0.01, 5e-4, constant, 0),
        new OptimizerSpec(new OptimizerSpec.Sgd(0.9, false), 0.01, 0, constant, 1),
        new OptimizerSpec(new OptimizerSpec.Adam(0.9, 0.999, 1e-8), 1e-3, 0, constant, 0),
        new OptimizerSpec(new OptimizerSpec.AdamW(0.9, 0.999, 1e-8), 1e-3, 0.01, constant, 0));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void parametersAgreeAfterTwentySteps(OptimizerSpec spec) {
    Architecture architecture = Networks.withoutIdleBiases();
    try (Network torch = network(TORCH, architecture);
        Network dl4j = network(DL4J, architecture)) {
      Optimizer one = new Optimizer(spec, torch.parameters(), torch.gradients());
      Optimizer other = new Optimizer(spec, dl4j.parameters(), dl4j.gradients());
      for (int i = 0; i < 20; i++) {
        INDArray images = normal(100 + i, architecture, 16);
        step(torch, one, images);
        step(dl4j, other, images);
      }
      slots(architecture, torch.parameters(), dl4j.parameters());
    }
  }

  /** Pulls the embedding towards 1, so that the gradient depends on what was computed. */
  private static void step(Network network, Optimizer optimizer, INDArray images) {
    try (TapePass trace = TapePass.of(network, images, Mode.TRAINING)) {
      INDArray embedding = trace.output().embedding();
      trace.backward(null, embedding.sub(1).divi(embedding.length()));
      optimizer.step(0, 1);
    }
  }

  private static Network network(Engine engine, Architecture architecture) {
    return engine.build(architecture, new Seeds(3).generator("network"));
  }

  /** Running statistics that are neither 0 nor 1. */
  private static void scatter(INDArray statistics) {
    RandomGenerator random = new Seeds(8).generator("statistics");
    for (long i = 0; i < statistics.length(); i++) {
      statistics.putScalar(i, 0.5 + random.nextDouble());
    }
  }

  private static INDArray normal(long seed, Architecture a, int batch) {
    return normal(seed, batch, a.channels(), a.height(), a.width());
  }

  private static INDArray like(long seed, INDArray array) {
    return normal(seed, array.shape());
  }

  private static INDArray normal(long seed, long... shape) {
    RandomGenerator random = new Seeds(seed).generator("conformance");
    int n = 1;
    for (long side : shape) {
      n *= Math.toIntExact(side);
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape(shape);
  }

  /**
   * Each slot relative to its own largest element, a bias to its weights' as well: ahead of batch
   * normalisation a bias has no gradient but rounding.
   */
  private static void slots(Architecture architecture, INDArray expected, INDArray actual) {
    double before = 0;
    for (Layout.Slot slot : Layout.of(architecture).parameters()) {
      var range = NDArrayIndex.interval(slot.offset(), slot.offset() + slot.length());
      INDArray part = expected.get(range);
      double own = largest(part);
      double scale = slot.role() == Layout.Role.BIAS ? Math.max(own, before) : own;
      close(slot.name(), part, actual.get(range), scale);
      before = own;
    }
  }

  private static void close(String what, INDArray expected, INDArray actual) {
    close(what, expected, actual, largest(expected));
  }

  private static void close(String what, INDArray expected, INDArray actual, double scale) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    assertThat(largest(expected.sub(actual))).as(what).isLessThanOrEqualTo(TOLERANCE * scale);
  }

  private static double largest(INDArray array) {
    return array.amaxNumber().doubleValue();
  }
}
