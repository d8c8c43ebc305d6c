package org.palimpsest.engine;

import java.util.List;

/**
 * What a network is, apart from its weights: a trunk that ends in a feature map and a tail that
 * makes the embedding of it. A network without a tail has a map only.
 *
 * @param name for provenance and messages, such as {@code conv4-64}
 * @param channels of its input
 * @param height of its input, pixels
 * @param width of its input, pixels
 * @param trunk layers from the input to the map
 * @param tail layers from the map to the embedding; may be empty
 * @param initialization of its weights
 */
public record Architecture(
    String name,
    int channels,
    int height,
    int width,
    List<Layer> trunk,
    List<Layer> tail,
    Initialization initialization) {

  public Architecture {
    trunk = List.copyOf(trunk);
    tail = List.copyOf(tail);
  }

  /** With weights drawn as PyTorch draws them. */
  public Architecture(
      String name, int channels, int height, int width, List<Layer> trunk, List<Layer> tail) {
    this(name, channels, height, width, trunk, tail, Initialization.FAN_IN);
  }

  /** The same with weights drawn in another way. */
  public Architecture with(Initialization other) {
    return new Architecture(name, channels, height, width, trunk, tail, other);
  }

  /** Shape of the map for one image: {@code [channels, height, width]} or {@code [features]}. */
  public int[] mapShape() {
    return Layout.of(this).mapShape();
  }

  /** Width of the embedding; 0 without a tail. */
  public int embeddingWidth() {
    return tail.isEmpty() ? 0 : Layout.of(this).embeddingShape()[0];
  }

  /**
   * How many layers of the trunk are its lower half: the first half of them and on to the next
   * activation or residual block, such as two of conv4's four blocks.
   */
  public int lowerLayers() {
    int layers = (trunk.size() + 1) / 2;
    while (layers < trunk.size() && !endsBlock(trunk.get(layers - 1))) {
      layers++;
    }
    return layers;
  }

  private static boolean endsBlock(Layer layer) {
    return layer instanceof Layer.Relu
        || layer instanceof Layer.LeakyRelu
        || layer instanceof Layer.Residual;
  }

  /** The lower half alone, without a tail. */
  public Architecture lower() {
    return new Architecture(
        name + "-lower",
        channels,
        height,
        width,
        trunk.subList(0, lowerLayers()),
        List.of(),
        initialization);
  }
}
