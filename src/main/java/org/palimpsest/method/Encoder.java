package org.palimpsest.method;

import java.util.List;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.Initialization;

/**
 * Which encoder, and its settings; the images decide the rest. In all of them {@code embedding} is
 * the units of the dense layer that makes the embedding, 0 for no such layer. Equal encoders have
 * equal texts.
 */
public sealed interface Encoder {

  /**
   * The network for images of this size.
   *
   * @throws org.palimpsest.tensor.ShapeException where they are too small, once its map is asked
   *     for
   */
  Architecture architecture(int channels, int height, int width);

  /** {@link Architectures#conv4}. */
  record Conv4(int filters, boolean dropLastPoolings, int embedding) implements Encoder {
    @Override
    public Architecture architecture(int channels, int height, int width) {
      return Architectures.conv4(channels, height, width, filters, dropLastPoolings, embedding);
    }
  }

  /** {@link Architectures#resnet12}. */
  record Resnet12(int embedding) implements Encoder {
    @Override
    public Architecture architecture(int channels, int height, int width) {
      return Architectures.resnet12(channels, height, width, embedding);
    }
  }

  /** {@link Architectures#resnet18}. */
  record Resnet18(int embedding) implements Encoder {
    @Override
    public Architecture architecture(int channels, int height, int width) {
      return Architectures.resnet18(channels, height, width, embedding);
    }
  }

  /** {@link Architectures#cifarResnet}. */
  record CifarResnet(int depth, int embedding) implements Encoder {
    @Override
    public Architecture architecture(int channels, int height, int width) {
      return Architectures.cifarResnet(channels, height, width, depth, embedding);
    }
  }

  /** {@link Architectures#mlp}. */
  record Mlp(List<Integer> widths, int embedding) implements Encoder {
    public Mlp {
      widths = List.copyOf(widths);
    }

    @Override
    public Architecture architecture(int channels, int height, int width) {
      return Architectures.mlp(channels, height, width, widths, embedding);
    }
  }

  /** Another one whose weights, and those of its decoder and head, are drawn in another way. */
  record Initialized(Encoder encoder, Initialization initialization) implements Encoder {
    @Override
    public Architecture architecture(int channels, int height, int width) {
      return encoder.architecture(channels, height, width).with(initialization);
    }
  }

  /** {@link Architectures#pixels}. */
  record Pixels() implements Encoder {
    @Override
    public Architecture architecture(int channels, int height, int width) {
      return Architectures.pixels(channels, height, width);
    }
  }
}
