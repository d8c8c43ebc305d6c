package org.palimpsest.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Networks;
import org.palimpsest.engine.Trace;
import org.palimpsest.engine.torch.DoublePass;
import org.palimpsest.tensor.Seeds;

/**
 * The graph's arithmetic in double precision, where rounding hides nothing. Networks train in
 * float32; there ND4J's operations reach oneDNN, here their plain versions.
 */
class DoublePrecisionTest {

  private static final int BATCH = 4;
  private static final double TOLERANCE = 1e-9;
  private static final double STEP = 1e-5;
  private static final double DIFFERENCE_TOLERANCE = 1e-5;

  /** Partial derivatives that are checked of each argument, spread over it. */
  private static final int CHECKED = 12;

  static Stream<Architecture> architectures() {
    return Networks.all();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void aTrainingPassAgreesWithLibtorch(Architecture architecture) {
    Problem problem = new Problem(architecture);
    try (Dl4jNetwork network = problem.network();
        Trace trace = network.forward(problem.images(), Mode.TRAINING, true)) {
      double[] mapGradient = normal(4, trace.output().map().length());
      double[] embeddingGradient = normal(5, trace.output().embedding().length());
      DoublePass expected =
          DoublePass.of(
              architecture,
              problem.parameters,
              problem.statistics,
              problem.input,
              BATCH,
              mapGradient,
              embeddingGradient);
      close("map", expected.map(), trace.output().map());
      close("embedding", expected.embedding(), trace.output().embedding());
      trace.backward(
          array(mapGradient, trace.output().map().shape()),
          array(embeddingGradient, trace.output().embedding().shape()));
      close("input gradient", expected.inputGradient(), trace.inputGradient());
      close("gradients", expected.gradients(), network.gradients());
      close("statistics", expected.statistics(), network.statistics());
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void gradientsAgreeWithCentralDifferences(Architecture architecture) {
    Problem problem = new Problem(architecture);
    try (Dl4jNetwork network = problem.network()) {
      INDArray images = problem.images();
      INDArray inputGradient;
      try (Trace trace = network.forward(images, Mode.TRAINING, true)) {
        INDArray map = trace.output().map();
        INDArray embedding = trace.output().embedding();
        trace.backward(
            array(normal(4, map.length()), map.shape()),
            array(normal(5, embedding.length()), embedding.shape()));
        inputGradient = trace.inputGradient().dup('c');
      }
      differences(network, images, network.parameters(), network.gradients());
      differences(network, images, images.reshape(images.length()), inputGradient.reshape(-1));
    }
  }

  private static void differences(
      Dl4jNetwork network, INDArray images, INDArray argument, INDArray gradient) {
    double scale = Math.max(1e-3, gradient.amaxNumber().doubleValue());
    for (int k = 0; k < CHECKED; k++) {
      long i = (2 * k + 1) * argument.length() / (2 * CHECKED);
      double at = argument.getDouble(i);
      argument.putScalar(i, at + STEP);
      double above = loss(network, images);
      argument.putScalar(i, at - STEP);
      double below = loss(network, images);
      argument.putScalar(i, at);
      double difference = (above - below) / (2 * STEP);
      assertThat(Math.abs(gradient.getDouble(i) - difference))
          .as("element %d of %d", i, argument.length())
          .isLessThan(DIFFERENCE_TOLERANCE * scale);
    }
  }

  private static double loss(Dl4jNetwork network, INDArray images) {
    try (Trace trace = network.forward(images, Mode.TRAINING, false)) {
      return dot(trace.output().map(), 4) + dot(trace.output().embedding(), 5);
    }
  }

  private static double dot(INDArray output, long seed) {
    double[] weights = normal(seed, output.length());
    double[] values = output.dup('c').data().asDouble();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[i] * values[i];
    }
    return sum;
  }

  /** Parameters, statistics and images that are all of the order of 1. */
  private static final class Problem {
    private final Architecture architecture;
    private final double[] parameters;
    private final double[] statistics;
    private final double[] input;

    Problem(Architecture architecture) {
      this.architecture = architecture;
      Layout layout = Layout.of(architecture);
      parameters = normal(1, Math.max(1, layout.parameterCount()));
      statistics =
          Arrays.stream(normal(2, Math.max(1, layout.statisticCount())))
              .map(v -> 0.5 + v * v)
              .toArray();
      long pixels = (long) architecture.channels() * architecture.height() * architecture.width();
      input = normal(3, BATCH * pixels);
    }

    Dl4jNetwork network() {
      return new Dl4jNetwork(
          architecture,
          Nd4j.createFromArray(parameters.clone()),
          Nd4j.createFromArray(statistics.clone()));
    }

    INDArray images() {
      return array(
          input, BATCH, architecture.channels(), architecture.height(), architecture.width());
    }
  }

  private static INDArray array(double[] values, long... shape) {
    return Nd4j.createFromArray(values.clone()).reshape('c', shape);
  }

  private static double[] normal(long seed, long length) {
    RandomGenerator random = new Seeds(seed).generator("double-precision");
    double[] values = new double[Math.toIntExact(length)];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  /** Relative to the largest element. */
  private static void close(String what, double[] expected, INDArray actual) {
    double[] values = actual.dup('c').data().asDouble();
    assertThat(values).as(what).hasSameSizeAs(expected);
    double scale = 0;
    double difference = 0;
    for (int i = 0; i < values.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - values[i]));
    }
    assertThat(difference).as(what).isLessThanOrEqualTo(TOLERANCE * scale);
  }
}
