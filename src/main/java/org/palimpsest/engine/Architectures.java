package org.palimpsest.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The field's networks. In all of them {@code embedding} is the number of units of a dense layer
 * that makes the embedding, or 0 for none.
 *
 * <p>Papers pool behind the activation. Here the activation is behind the pooling: it rises
 * everywhere, so the greatest value stays the greatest and the numbers and gradients are the same,
 * while there is a quarter as much to compute.
 */
public final class Architectures {

  /** Slope of ResNet-12's activations (Lee et al. 2019). */
  private static final double SLOPE = 0.1;

  private Architectures() {}

  /**
   * Four blocks of 3x3 convolution, batch normalisation and ReLU, each followed by 2x2 max-pooling
   * or not (Vinyals et al. 2016; 113,088 parameters for 64 filters, 3 channels and no dense layer).
   * The embedding is made of the flattened map.
   *
   * @param dropLastPoolings whether the third and fourth block keep their resolution
   */
  public static Architecture conv4(
      int channels, int height, int width, int filters, boolean dropLastPoolings, int embedding) {
    List<Layer> trunk = new ArrayList<>();
    for (int block = 0; block < 4; block++) {
      trunk.add(new Layer.Convolution(filters, 3, 1, 1, true));
      trunk.add(new Layer.BatchNormalization());
      if (block < 2 || !dropLastPoolings) {
        trunk.add(new Layer.MaxPooling());
      }
      trunk.add(new Layer.Relu());
    }
    return new Architecture(
        "conv4-" + filters, channels, height, width, trunk, tail(new Layer.Flatten(), embedding));
  }

  /**
   * The few-shot literature's ResNet-12 (Lee et al., "Meta-Learning with Differentiable Convex
   * Optimization", CVPR 2019): four residual blocks of three 3x3 convolutions with 64, 160, 320 and
   * 640 filters, leaky ReLU of slope 0.1 and 2x2 max-pooling; 12,424,320 parameters for 3 channels
   * and no dense layer. DropBlock, which that paper also uses in training, is left out. The
   * embedding is made of the map's average.
   */
  public static Architecture resnet12(int channels, int height, int width, int embedding) {
    List<Layer> trunk = new ArrayList<>();
    for (int filters : new int[] {64, 160, 320, 640}) {
      List<Layer> body = new ArrayList<>();
      for (int convolution = 0; convolution < 3; convolution++) {
        if (convolution > 0) {
          body.add(new Layer.LeakyRelu(SLOPE));
        }
        body.add(new Layer.Convolution(filters, 3, 1, 1, false));
        body.add(new Layer.BatchNormalization());
      }
      trunk.add(new Layer.Residual(body, projection(filters, 1)));
      trunk.add(new Layer.MaxPooling());
      trunk.add(new Layer.LeakyRelu(SLOPE));
    }
    return new Architecture("resnet12", channels, height, width, trunk, tail(average(), embedding));
  }

  /**
   * A residual network for CIFAR (He et al., "Deep Residual Learning for Image Recognition", CVPR
   * 2016, section 4.2): a 3x3 convolution, then three stages of {@code (depth - 2) / 6} blocks of
   * two 3x3 convolutions with 16, 32 and 64 filters. Shortcuts have no parameters (option A), as
   * that paper's 0.27 million for depth 20 and 0.46 million for depth 32 need; with 3 channels and
   * no dense layer these are 269,072 and 463,504. The embedding is made of the map's average.
   *
   * @param depth 6 n + 2, such as 20 or 32
   */
  public static Architecture cifarResnet(
      int channels, int height, int width, int depth, int embedding) {
    if (depth < 8 || depth % 6 != 2) {
      throw new IllegalArgumentException("depth = %d is not 6 n + 2".formatted(depth));
    }
    List<Layer> trunk = stem(16);
    for (int filters : new int[] {16, 32, 64}) {
      for (int block = 0; block < (depth - 2) / 6; block++) {
        boolean halves = filters > 16 && block == 0;
        addBasicBlock(
            trunk,
            filters,
            halves ? 2 : 1,
            halves ? List.of(new Layer.Subsampling(filters)) : List.of());
      }
    }
    return new Architecture(
        "resnet" + depth, channels, height, width, trunk, tail(average(), embedding));
  }

  /**
   * ResNet-18 (He et al. 2016) in the form that continual learning uses on small images: a 3x3
   * convolution of stride 1 instead of the 7x7 one of stride 2, and no pooling behind it; then four
   * stages of two blocks with 64, 128, 256 and 512 filters and projections where the shape changes
   * (option B). 11,168,832 parameters for 3 channels and no dense layer; with 100 classes the 11.2
   * million of Yan et al., "DER: Dynamically Expandable Representation", CVPR 2021. The embedding
   * is made of the map's average.
   */
  public static Architecture resnet18(int channels, int height, int width, int embedding) {
    List<Layer> trunk = stem(64);
    for (int filters : new int[] {64, 128, 256, 512}) {
      for (int block = 0; block < 2; block++) {
        boolean halves = filters > 64 && block == 0;
        addBasicBlock(trunk, filters, halves ? 2 : 1, halves ? projection(filters, 2) : List.of());
      }
    }
    return new Architecture("resnet18", channels, height, width, trunk, tail(average(), embedding));
  }

  /**
   * A multilayer perceptron: dense layers, each followed by ReLU. Widths of 300 and 100 are
   * LeNet-300-100 (LeCun et al. 1998; 267 thousand parameters on 28x28 images with 10 classes, Han
   * et al. 2015), 400 and 400 the network of van de Ven and Tolias (2019). Its map is the last
   * hidden layer as one position, {@code [widths.last, 1, 1]}.
   *
   * @param widths units of the hidden layers, at least one
   */
  public static Architecture mlp(
      int channels, int height, int width, List<Integer> widths, int embedding) {
    List<Layer> trunk = new ArrayList<>();
    trunk.add(new Layer.Flatten());
    for (int units : widths) {
      trunk.add(new Layer.Dense(units));
      trunk.add(new Layer.Relu());
    }
    trunk.add(new Layer.Unflatten(widths.get(widths.size() - 1), 1, 1));
    return new Architecture(
        "mlp", channels, height, width, trunk, tail(new Layer.Flatten(), embedding));
  }

  /**
   * Nothing but the pixels: the map is the image, the embedding the image flattened. For heads that
   * learn all there is to learn.
   */
  public static Architecture pixels(int channels, int height, int width) {
    return new Architecture(
        "pixels", channels, height, width, List.of(), List.of(new Layer.Flatten()));
  }

  private static Layer average() {
    return new Layer.GlobalAveragePooling();
  }

  private static List<Layer> tail(Layer flattening, int embedding) {
    return embedding == 0 ? List.of(flattening) : List.of(flattening, new Layer.Dense(embedding));
  }

  private static List<Layer> stem(int filters) {
    return new ArrayList<>(
        List.of(
            new Layer.Convolution(filters, 3, 1, 1, false),
            new Layer.BatchNormalization(),
            new Layer.Relu()));
  }

  /** Two 3x3 convolutions beside a shortcut, and ReLU behind their sum. */
  private static void addBasicBlock(
      List<Layer> trunk, int filters, int stride, List<Layer> shortcut) {
    List<Layer> body =
        List.of(
            new Layer.Convolution(filters, 3, stride, 1, false),
            new Layer.BatchNormalization(),
            new Layer.Relu(),
            new Layer.Convolution(filters, 3, 1, 1, false),
            new Layer.BatchNormalization());
    trunk.add(new Layer.Residual(body, shortcut));
    trunk.add(new Layer.Relu());
  }

  /** The 1x1 convolution of option B. */
  private static List<Layer> projection(int filters, int stride) {
    return List.of(
        new Layer.Convolution(filters, 1, stride, 0, false), new Layer.BatchNormalization());
  }

  /**
   * A decoder that undoes an encoder's trunk, as {@link Mirror} says.
   *
   * @return a network from the encoder's map to {@code [channels, height, width]} of its input
   */
  public static Architecture mirroredDecoder(Architecture encoder) {
    return Mirror.of(encoder);
  }
}
