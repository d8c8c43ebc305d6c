package org.palimpsest.engine.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Mode;

/** Gradients of every layer with respect to input and parameters, in double precision. */
class LayerPassTest {

  static Stream<Architecture> architectures() {
    Architecture conv4 = Architectures.conv4(1, 4, 4, 2, true, 3);
    return Stream.of(
        conv4,
        Architectures.mirroredDecoder(conv4),
        one(new Layer.Convolution(2, 3, 2, 1, false)),
        one(new Layer.GlobalAveragePooling(), new Layer.Dense(3)),
        one(new Layer.Sigmoid()),
        one(new Layer.LeakyRelu(0.1)),
        one(new Layer.Fit(3, 6)),
        one(
            new Layer.Residual(
                List.of(new Layer.Convolution(3, 3, 2, 1, false)),
                List.of(new Layer.Subsampling(3)))),
        Architectures.mlp(1, 3, 2, List.of(4, 3), 2),
        Architectures.mirroredDecoder(Architectures.mlp(1, 3, 2, List.of(4, 3), 2)),
        one(
            new Layer.Residual(
                List.of(new Layer.Convolution(2, 3, 1, 1, false), new Layer.BatchNormalization()),
                List.of()),
            new Layer.Relu()));
  }

  private static Architecture one(Layer... layers) {
    return new Architecture(
        layers[0].getClass().getSimpleName(), 2, 4, 4, List.of(layers), List.of());
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void gradientsAgreeWithCentralDifferences(Architecture architecture) {
    Layout layout = Layout.of(architecture);
    List<Tensor> arguments = new ArrayList<>();
    arguments.add(
        GradientCheck.normal(
            1, 3, architecture.channels(), architecture.height(), architecture.width()));
    layout
        .parameters()
        .forEach(s -> arguments.add(GradientCheck.normal(2 + s.offset(), s.shape())));
    GradientCheck.check(
        in -> {
          Tensor[] parameters = Stream.of(in).skip(1).toArray(Tensor[]::new);
          Tensor[] statistics =
              layout.statistics().stream()
                  .map(s -> GradientCheck.normal(99, s.shape()).abs())
                  .toArray(Tensor[]::new);
          LayerPass pass = new LayerPass(parameters, statistics, Mode.TRAINING);
          Tensor map = pass.all(architecture.trunk(), in[0]);
          Tensor out = pass.all(architecture.tail(), map);
          // Weights that differ from output to output, so that no gradient cancels.
          return out.flatten()
              .mul(GradientCheck.normal(5, out.numel()))
              .sum()
              .add(map.square().sum());
        },
        arguments.toArray(Tensor[]::new));
  }
}
