package org.palimpsest.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Trace;
import org.palimpsest.engine.TracedNetwork;
import org.palimpsest.tensor.Seeds;
import org.palimpsest.tensor.ShapeException;

class Dl4jNetworkTest {

  private static Network network() {
    return new Dl4jEngine(1)
        .build(Architectures.conv4(3, 8, 8, 4, true, 5), new Seeds(3).generator("network"));
  }

  private static INDArray images(int n) {
    var random = new Seeds(4).generator("images");
    float[] values = new float[n * 3 * 8 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape(n, 3, 8, 8);
  }

  @Test
  void saysItsVersionAndWhetherItHasOneDnn() {
    assertThat(new Dl4jEngine(1).version()).matches("Deeplearning4j \\d\\S+, with(out)? oneDNN");
  }

  @Test
  void inferenceInChunksEqualsOnePass() {
    try (Network network = network();
        Trace trace =
            ((TracedNetwork) network).forward(images(200), Mode.FROZEN_STATISTICS, false)) {
      Features inferred = network.infer(images(200));
      assertThat(inferred.map().shape()).containsExactly(200, 4, 2, 2);
      assertThat(inferred.embedding().shape()).containsExactly(200, 5);
      assertThat(inferred.map().equalsWithEps(trace.output().map(), 1e-6)).isTrue();
      assertThat(inferred.embedding().equalsWithEps(trace.output().embedding(), 1e-6)).isTrue();
    }
  }

  @Test
  void inferredArraysOutliveTheNetworksNextPass() {
    try (Network network = network()) {
      Features first = network.infer(images(3));
      INDArray before = first.embedding().dup();
      network.infer(images(3).mul(2));
      assertThat(first.embedding()).isEqualTo(before);
    }
  }

  @Test
  void passesThatAreOpenAtOnceKeepToThemselves() {
    try (Network network = network()) {
      INDArray ones = Nd4j.ones(DataType.FLOAT, 6, 5);
      try (Trace alone =
          ((TracedNetwork) network).forward(images(6), Mode.FROZEN_STATISTICS, true)) {
        alone.backward(null, ones);
      }
      INDArray expected = network.gradients().dup();
      network.gradients().assign(0);
      try (Trace first =
              ((TracedNetwork) network).forward(images(6), Mode.FROZEN_STATISTICS, true);
          Trace second =
              ((TracedNetwork) network).forward(images(6).mul(3), Mode.FROZEN_STATISTICS, true)) {
        INDArray output = second.output().embedding().dup();
        network.infer(images(6).mul(5));
        first.backward(null, ones);
        assertThat(network.gradients()).isEqualTo(expected);
        assertThat(second.output().embedding()).isEqualTo(output);
      }
    }
  }

  @Test
  void gradientsOfTwoPassesAddUpAndTheCallersStayAsTheyAre() {
    try (Network network = network()) {
      INDArray ones = Nd4j.ones(DataType.FLOAT, 6, 5);
      INDArray map = Nd4j.ones(DataType.FLOAT, 6, 4, 2, 2);
      backward(network, map, ones);
      INDArray once = network.gradients().dup();
      backward(network, map, ones);
      assertThat(once.amaxNumber().doubleValue()).isPositive();
      assertThat(network.gradients().equalsWithEps(once.mul(2), 1e-5)).isTrue();
      assertThat(ones.minNumber().doubleValue() + ones.maxNumber().doubleValue()).isEqualTo(2);
      assertThat(map.minNumber().doubleValue() + map.maxNumber().doubleValue()).isEqualTo(2);
    }
  }

  private static void backward(Network network, INDArray map, INDArray embedding) {
    try (Trace trace =
        ((TracedNetwork) network).forward(images(6), Mode.FROZEN_STATISTICS, false)) {
      trace.backward(map, embedding);
    }
  }

  @Test
  void givesNoInputGradientThatWasNotAskedFor() {
    try (Network network = network();
        Trace trace = ((TracedNetwork) network).forward(images(2), Mode.FROZEN_STATISTICS, false)) {
      trace.backward(null, Nd4j.ones(DataType.FLOAT, 2, 5));
      assertThatThrownBy(trace::inputGradient).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesAnInputOfAnotherShapeNamingBoth() {
    try (Network network = network()) {
      assertThatThrownBy(() -> network.infer(Nd4j.zeros(DataType.FLOAT, 2, 1, 8, 8)))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("[2, 1, 8, 8]")
          .hasMessageContaining("[-1, 3, 8, 8]");
    }
  }
}
