package org.palimpsest.engine;

import java.util.ArrayList;
import java.util.List;

/** The field's networks. */
public final class Architectures {

  private Architectures() {}

  /**
   * Four blocks of 3x3 convolution, batch normalisation and ReLU, each followed by 2x2 max-pooling
   * or not (Vinyals et al. 2016; 113,088 parameters for 64 filters, 3 channels and no tail), then a
   * dense layer to the embedding.
   *
   * @param dropLastPoolings whether the third and fourth block keep their resolution
   * @param embedding units of the dense layer; 0 for none, the embedding is then the flat map
   */
  public static Architecture conv4(
      int channels, int height, int width, int filters, boolean dropLastPoolings, int embedding) {
    List<Layer> trunk = new ArrayList<>();
    for (int block = 0; block < 4; block++) {
      trunk.add(new Layer.Convolution(filters, 3, 1, 1, true));
      trunk.add(new Layer.BatchNormalization());
      trunk.add(new Layer.Relu());
      if (block < 2 || !dropLastPoolings) {
        trunk.add(new Layer.MaxPooling());
      }
    }
    List<Layer> tail =
        embedding == 0 ? List.of() : List.of(new Layer.Flatten(), new Layer.Dense(embedding));
    return new Architecture("conv4-" + filters, channels, height, width, trunk, tail);
  }

  /**
   * A decoder that mirrors an encoder's poolings: one transposed convolution per halving, with
   * batch normalisation and ReLU between, the last one linear and with the image's channels.
   *
   * @return a network from the encoder's map to {@code [channels, height', width']}, where a side
   *     that does not halve evenly comes out a few pixels short
   */
  public static Architecture mirroredDecoder(Architecture encoder) {
    int[] map = encoder.mapShape();
    int halvings = 0;
    for (int side = encoder.height(); side / 2 >= map[1]; side /= 2) {
      halvings++;
    }
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < halvings; i++) {
      layers.add(new Layer.Upsampling(map[0]));
      layers.add(new Layer.BatchNormalization());
      layers.add(new Layer.Relu());
    }
    layers.add(
        halvings == 0
            ? new Layer.Convolution(encoder.channels(), 3, 1, 1, true)
            : new Layer.Upsampling(encoder.channels()));
    return new Architecture(
        "decoder-of-" + encoder.name(), map[0], map[1], map[2], layers, List.of());
  }
}
