package org.palimpsest.engine;

import java.util.List;
import java.util.stream.Stream;

/** Small networks that together have every kind of layer. */
public final class Networks {

  private Networks() {}

  /** Each with a name of its own. */
  public static Stream<Architecture> all() {
    Architecture conv4 = Architectures.conv4(3, 9, 8, 4, true, 5);
    return Stream.of(
        conv4,
        Architectures.conv4(3, 16, 16, 4, false, 0),
        Architectures.mirroredDecoder(Architectures.conv4(2, 8, 8, 3, true, 5)),
        of(
            "strided",
            new Layer.Convolution(4, 3, 2, 1, false),
            new Layer.Convolution(5, 1, 2, 0, true)),
        of("pooled", new Layer.Sigmoid(), new Layer.MaxPooling(), new Layer.GlobalAveragePooling()),
        of(
            "perceptron",
            new Layer.Flatten(),
            new Layer.Dense(6),
            new Layer.BatchNormalization(),
            new Layer.Relu(),
            new Layer.Dense(4)),
        of(
            "odd-shapes",
            new Layer.Convolution(4, 3, 1, 1, true),
            new Layer.LeakyRelu(0.1),
            new Layer.Residual(
                List.of(new Layer.Convolution(6, 3, 2, 1, false), new Layer.BatchNormalization()),
                List.of(new Layer.Subsampling(6))),
            new Layer.Fit(5, 2)),
        of(
            "back-to-an-image",
            new Layer.Flatten(),
            new Layer.Dense(24),
            new Layer.Unflatten(4, 3, 2),
            new Layer.Upsampling(3),
            new Layer.Fit(5, 6)),
        residual());
  }

  /**
   * A network in which every parameter has a gradient. A bias ahead of batch normalisation has none
   * but rounding, and Adam makes whole steps of that.
   */
  public static Architecture withoutIdleBiases() {
    return new Architecture(
        "without-idle-biases",
        3,
        8,
        8,
        List.of(
            new Layer.Convolution(6, 3, 1, 1, false),
            new Layer.BatchNormalization(),
            new Layer.Relu(),
            new Layer.MaxPooling(),
            new Layer.Convolution(6, 3, 1, 1, false),
            new Layer.BatchNormalization(),
            new Layer.Relu(),
            new Layer.Upsampling(4)),
        List.of(new Layer.Flatten(), new Layer.Dense(5)));
  }

  private static Architecture of(String name, Layer... trunk) {
    return new Architecture(name, 3, 7, 6, List.of(trunk), List.of());
  }

  /** Two residual blocks, the first with a projection, and an embedding from the mean. */
  private static Architecture residual() {
    return new Architecture(
        "residual",
        3,
        8,
        8,
        List.of(
            new Layer.Convolution(4, 3, 1, 1, false),
            new Layer.BatchNormalization(),
            new Layer.Relu(),
            new Layer.Residual(
                List.of(
                    new Layer.Convolution(6, 3, 2, 1, false),
                    new Layer.BatchNormalization(),
                    new Layer.Relu(),
                    new Layer.Convolution(6, 3, 1, 1, false),
                    new Layer.BatchNormalization()),
                List.of(new Layer.Convolution(6, 1, 2, 0, false), new Layer.BatchNormalization())),
            new Layer.Relu(),
            new Layer.Residual(
                List.of(new Layer.Convolution(6, 3, 1, 1, false), new Layer.BatchNormalization()),
                List.of()),
            new Layer.Relu()),
        List.of(new Layer.GlobalAveragePooling(), new Layer.Dense(5)));
  }
}
