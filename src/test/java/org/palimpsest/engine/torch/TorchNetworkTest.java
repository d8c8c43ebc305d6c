package org.palimpsest.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Seeds;
import org.palimpsest.tensor.ShapeException;

class TorchNetworkTest {

  private static Network network() {
    return new TorchEngine(1)
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
  void inferenceEqualsAPassWithFrozenStatistics() throws Exception {
    try (Network network = network();
        TapePass trace = TapePass.of(network, images(6), Mode.FROZEN_STATISTICS)) {
      Features inferred = network.infer(images(6));
      assertThat(inferred.map().shape()).containsExactly(6, 4, 2, 2);
      assertThat(inferred.embedding().shape()).containsExactly(6, 5);
      assertThat(inferred.map().equalsWithEps(trace.output().map(), 1e-6)).isTrue();
      assertThat(inferred.embedding().equalsWithEps(trace.output().embedding(), 1e-6)).isTrue();
    }
  }

  @Test
  void twoHalvesMakeAWholePass() throws Exception {
    try (Network whole = network();
        Network halves = network();
        Tape tape = new Tape()) {
      assertThat(whole.architecture().lowerLayers()).as("two of four blocks").isEqualTo(8);
      Tensor input = tape.constant(images(6));
      Outputs expected = tape.run(whole, input, Mode.TRAINING);
      Tensor hidden = tape.runLower(halves, input, Mode.TRAINING);
      Outputs found = tape.runUpper(halves, hidden, Mode.TRAINING);
      assertThat(Tensors.copy(found.embedding())).isEqualTo(Tensors.copy(expected.embedding()));
      assertThat(Tensors.copy(found.map())).isEqualTo(Tensors.copy(expected.map()));
      tape.backward(expected.embedding().square().sum());
      tape.backward(found.embedding().square().sum());
      assertThat(halves.gradients()).isEqualTo(whole.gradients());
      assertThat(halves.statistics()).isEqualTo(whole.statistics());
    }
  }

  @Test
  void onlyTrainingMovesTheRunningStatistics() throws Exception {
    try (Network network = network()) {
      INDArray before = network.statistics().dup();
      network.infer(images(6));
      TapePass.of(network, images(6), Mode.FROZEN_STATISTICS).close();
      assertThat(network.statistics()).isEqualTo(before);
      TapePass.of(network, images(6), Mode.TRAINING).close();
      assertThat(network.statistics()).isNotEqualTo(before);
    }
  }

  @Test
  void writingParametersChangesTheNetworkInPlace() throws Exception {
    try (Network network = network()) {
      Features before = network.infer(images(2));
      network.parameters().assign(0);
      assertThat(before.embedding().amaxNumber().doubleValue()).isPositive();
      assertThat(network.infer(images(2)).embedding().amaxNumber().doubleValue()).isZero();
    }
  }

  @Test
  void gradientsOfTwoPassesAddUp() throws Exception {
    try (Network network = network()) {
      INDArray ones = Nd4j.ones(DataType.FLOAT, 6, 5);
      backward(network, ones);
      INDArray once = network.gradients().dup();
      backward(network, ones);
      assertThat(once.amaxNumber().doubleValue()).isPositive();
      assertThat(network.gradients().equalsWithEps(once.mul(2), 1e-5)).isTrue();
    }
  }

  private static void backward(Network network, INDArray gradient) {
    try (TapePass trace = TapePass.of(network, images(6), Mode.FROZEN_STATISTICS)) {
      trace.backward(null, gradient);
    }
  }

  @Test
  void aGradientFlowsBackThroughMapAndInput() throws Exception {
    try (Network network = network();
        TapePass trace = TapePass.of(network, images(6), Mode.TRAINING)) {
      trace.backward(Nd4j.ones(DataType.FLOAT, 6, 4, 2, 2), null);
      assertThat(trace.inputGradient().shape()).containsExactly(6, 3, 8, 8);
      assertThat(trace.inputGradient().amaxNumber().doubleValue()).isPositive();
      // The dense layer behind the map took no part.
      long length = network.gradients().length();
      assertThat(network.gradients().getDouble(length - 1)).isZero();
    }
  }

  @Test
  void refusesAnInputOfAnotherShapeNamingBoth() throws Exception {
    try (Network network = network()) {
      assertThatThrownBy(() -> network.infer(Nd4j.zeros(DataType.FLOAT, 2, 1, 8, 8)))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("[2, 1, 8, 8]")
          .hasMessageContaining("[-1, 3, 8, 8]");
    }
  }

  @Test
  void sameSeedSameWeights() throws Exception {
    try (Network one = network();
        Network other = network()) {
      assertThat(one.parameters()).isEqualTo(other.parameters());
      assertThat(one.parameters().stdNumber().doubleValue()).isCloseTo(0.1, within(0.1));
    }
  }

  @Test
  void aSubsampledImageHasEverySecondPixelAndChannelsOfZeros() throws Exception {
    INDArray out = infer(new Layer.Subsampling(4), Nd4j.arange(12).reshape(1, 1, 3, 4));
    assertThat(out.shape()).containsExactly(1, 4, 2, 2);
    assertThat(out.dup('c').reshape(-1).toFloatVector())
        .containsExactly(0, 2, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aFittedImageLosesItsLastRowsOrRepeatsTheLastColumn() throws Exception {
    INDArray out = infer(new Layer.Fit(2, 4), Nd4j.arange(9).reshape(1, 1, 3, 3));
    assertThat(out.dup('c').reshape(-1).toFloatVector()).containsExactly(0, 1, 2, 2, 3, 4, 5, 5);
  }

  private static INDArray infer(Layer layer, INDArray image) throws Exception {
    Architecture one =
        new Architecture(
            "one", 1, (int) image.size(2), (int) image.size(3), List.of(layer), List.of());
    try (Network network = new TorchEngine(1).build(one, new Seeds(1).generator("one"))) {
      return network.infer(image.castTo(DataType.FLOAT)).map();
    }
  }

  @Test
  void aSingleValuePerChannelLeavesTheRunningStatisticsAlone() throws Exception {
    Architecture one =
        new Architecture(
            "one",
            3,
            8,
            8,
            List.of(new Layer.GlobalAveragePooling(), new Layer.BatchNormalization()),
            List.of());
    try (Network network = new TorchEngine(1).build(one, new Seeds(1).generator("one"))) {
      INDArray before = network.statistics().dup();
      TapePass.of(network, images(1), Mode.TRAINING).close();
      assertThat(network.statistics()).isEqualTo(before);
    }
  }

  /** Each architecture runs, forward and back, and its decoder gives back the images' shape. */
  static Stream<Architecture> encoders() {
    return Stream.of(
        Architectures.cifarResnet(3, 8, 8, 20, 0),
        Architectures.resnet18(3, 8, 8, 5),
        Architectures.resnet12(3, 16, 16, 0),
        Architectures.mlp(3, 8, 8, List.of(20, 10), 0),
        Architectures.conv4(3, 9, 9, 4, true, 0));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void everyEncoderAndItsDecoderPassGradients(Architecture architecture) throws Exception {
    Seeds seeds = new Seeds(3);
    int side = architecture.height();
    INDArray images =
        Nd4j.createFromArray(new float[4 * 3 * side * side]).addi(0.5).reshape(4, 3, side, side);
    images.get(NDArrayIndex.point(1)).assign(-1);
    try (Network encoder = new TorchEngine(1).build(architecture, seeds.generator("encoder"));
        Network decoder =
            new TorchEngine(1)
                .build(Architectures.mirroredDecoder(architecture), seeds.generator("decoder"));
        TapePass encoded = TapePass.of(encoder, images, Mode.TRAINING);
        TapePass decoded = TapePass.of(decoder, encoded.output().map(), Mode.TRAINING)) {
      assertThat(decoded.output().map().shape()).isEqualTo(images.shape());
      decoded.backward(decoded.output().map().sub(images), null);
      INDArray ofEmbedding = Nd4j.ones(DataType.FLOAT, 4, architecture.embeddingWidth());
      encoded.backward(decoded.inputGradient(), ofEmbedding);
      assertThat(encoder.gradients().amaxNumber().doubleValue()).isFinite().isPositive();
      assertThat(decoder.gradients().amaxNumber().doubleValue()).isFinite().isPositive();
    }
  }

  /** What a GPU would do, with the CPU's memory as the other device's. */
  @Test
  void aNetworkOnAnotherDeviceLearnsTheSame() throws Exception {
    Architecture conv4 = Architectures.conv4(3, 8, 8, 4, true, 5);
    Engine elsewhere = new TorchEngine(1, Placement.copyingTo("cpu"));
    try (Network here = network();
        Network there = elsewhere.build(conv4, new Seeds(3).generator("network"))) {
      for (int step = 0; step < 2; step++) {
        try (TapePass near = TapePass.of(here, images(6), Mode.TRAINING);
            TapePass far = TapePass.of(there, images(6), Mode.TRAINING)) {
          assertThat(far.output().map()).isEqualTo(near.output().map());
          INDArray ones = Nd4j.ones(DataType.FLOAT, 6, 5);
          near.backward(near.output().map().dup(), ones);
          far.backward(far.output().map().dup(), ones);
          assertThat(far.inputGradient()).isEqualTo(near.inputGradient());
        }
        here.parameters().subi(here.gradients());
        there.parameters().subi(there.gradients());
      }
      assertThat(there.gradients()).isEqualTo(here.gradients());
      assertThat(there.parameters()).isEqualTo(here.parameters());
      assertThat(there.statistics()).isEqualTo(here.statistics());
      assertThat(there.infer(images(2)).embedding()).isEqualTo(here.infer(images(2)).embedding());
    }
  }

  /** Losses over classes want int64; as float32 they were refused on a GPU only. */
  @Test
  void whatIsCopiedToAnotherDeviceKeepsItsType() {
    try (PointerScope scope = Tensors.scope()) {
      Tensor classes = Placement.copyingTo("cpu").toDevice(Tensors.classes(new int[] {2, 0}));
      assertThat(classes.scalar_type().intern()).isEqualTo(torch.ScalarType.Long);
      assertThat(CrossEntropy.of(torch.zeros(2, 3), classes).item_float())
          .isCloseTo((float) Math.log(3), within(1e-6f));
    }
  }
}
