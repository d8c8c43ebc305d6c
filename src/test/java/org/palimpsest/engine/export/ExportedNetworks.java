package org.palimpsest.engine.export;

import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.TapePass;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.tensor.Seeds;

/** Networks of every kind whose running statistics have moved. */
final class ExportedNetworks {

  private ExportedNetworks() {}

  static Stream<Architecture> encoders() {
    return Stream.of(
        Architectures.conv4(3, 9, 9, 6, true, 5),
        Architectures.conv4(1, 16, 16, 4, false, 0),
        Architectures.cifarResnet(3, 9, 9, 20, 0),
        residual(),
        Architectures.mlp(1, 8, 8, List.of(20, 10), 6),
        Architectures.mlp(1, 8, 8, List.of(20, 10), 0));
  }

  /** The blocks of ResNet-12 and of ResNet-18, without their millions of parameters. */
  private static Architecture residual() {
    List<Layer> projection =
        List.of(new Layer.Convolution(6, 1, 1, 0, false), new Layer.BatchNormalization());
    List<Layer> halving =
        List.of(new Layer.Convolution(8, 1, 2, 0, false), new Layer.BatchNormalization());
    return new Architecture(
        "residual",
        3,
        11,
        10,
        List.of(
            new Layer.Residual(
                List.of(
                    new Layer.Convolution(6, 3, 1, 1, false),
                    new Layer.BatchNormalization(),
                    new Layer.LeakyRelu(0.1),
                    new Layer.Convolution(6, 3, 1, 1, false),
                    new Layer.BatchNormalization()),
                projection),
            new Layer.LeakyRelu(0.1),
            new Layer.MaxPooling(),
            new Layer.Residual(
                List.of(
                    new Layer.Convolution(8, 3, 2, 1, false),
                    new Layer.BatchNormalization(),
                    new Layer.Relu(),
                    new Layer.Convolution(8, 3, 1, 1, false),
                    new Layer.BatchNormalization()),
                halving),
            new Layer.Relu()),
        List.of(new Layer.GlobalAveragePooling(), new Layer.Dense(7)));
  }

  static Network network(Architecture architecture) {
    Network network = new TorchEngine(1).build(architecture, new Seeds(3).generator("network"));
    for (int step = 0; step < 3; step++) {
      TapePass.of(network, images(architecture, 8, step), Mode.TRAINING).close();
    }
    return network;
  }

  static INDArray images(Architecture architecture, int n, int number) {
    var random = new Seeds(4).generator("images", number);
    int[] shape = {n, architecture.channels(), architecture.height(), architecture.width()};
    float[] values = new float[shape[0] * shape[1] * shape[2] * shape[3]];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 2 + 0.5);
    }
    return Nd4j.createFromArray(values).reshape(shape);
  }
}
