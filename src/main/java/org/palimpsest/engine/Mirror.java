package org.palimpsest.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a decoder of an encoder's trunk, from its last layer to its first: whatever halves height
 * and width becomes a transposed convolution that doubles them, cut or extended to the size there
 * was; a dense layer becomes one back to its inputs. Each step but the last is followed by ReLU,
 * transposed convolutions by batch normalisation before it; the last step is linear and has the
 * image's channels. What keeps the size is not undone.
 */
final class Mirror {

  private final List<Layer> layers = new ArrayList<>();
  private final Architecture encoder;

  private Mirror(Architecture encoder) {
    this.encoder = encoder;
  }

  static Architecture of(Architecture encoder) {
    int[] map = encoder.mapShape();
    List<Layer> layers = new Mirror(encoder).layers();
    return new Architecture(
            "decoder-of-" + encoder.name(), map[0], map[1], map[2], layers, List.of())
        .with(encoder.initialization());
  }

  private List<Layer> layers() {
    List<int[]> shapes = shapes();
    int first = firstStep(shapes);
    for (int i = encoder.trunk().size() - 1; i >= 0; i--) {
      Undoing undoing =
          new Undoing(encoder.channels(), shapes.get(i), shapes.get(i + 1), i == first);
      layers.addAll(encoder.trunk().get(i).accept(undoing));
    }
    if (first < 0) {
      layers.add(new Layer.Convolution(encoder.channels(), 3, 1, 1, true));
    }
    return layers;
  }

  /** The input's shape, then the one behind each layer of the trunk. */
  private List<int[]> shapes() {
    List<int[]> shapes = new ArrayList<>();
    int[] shape = {encoder.channels(), encoder.height(), encoder.width()};
    shapes.add(shape);
    for (Layer layer : encoder.trunk()) {
      shape = Layout.shapeBehind(layer, shape);
      shapes.add(shape);
    }
    return shapes;
  }

  /** The first layer that has to be undone, which is undone last; -1 if there is none. */
  private int firstStep(List<int[]> shapes) {
    for (int i = 0; i < encoder.trunk().size(); i++) {
      if (encoder.trunk().get(i) instanceof Layer.Dense
          || shrinks(shapes.get(i), shapes.get(i + 1))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean shrinks(int[] before, int[] after) {
    return before.length == 3 && after.length == 3 && !Arrays.equals(before, 1, 3, after, 1, 3);
  }

  /**
   * The layers that undo one.
   *
   * @param channels of the image
   * @param before shape ahead of the layer that is undone
   * @param after shape behind it
   * @param last whether the image comes next
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one layer
  private record Undoing(int channels, int[] before, int[] after, boolean last)
      implements Layer.Visitor<List<Layer>> {

    @Override
    public List<Layer> convolution(Layer.Convolution layer) {
      return enlarged();
    }

    @Override
    public List<Layer> upsampling(Layer.Upsampling layer) {
      return enlarged();
    }

    @Override
    public List<Layer> batchNormalization(Layer.BatchNormalization layer) {
      return List.of();
    }

    @Override
    public List<Layer> relu(Layer.Relu layer) {
      return List.of();
    }

    @Override
    public List<Layer> leakyRelu(Layer.LeakyRelu layer) {
      return List.of();
    }

    @Override
    public List<Layer> sigmoid(Layer.Sigmoid layer) {
      return List.of();
    }

    @Override
    public List<Layer> maxPooling(Layer.MaxPooling layer) {
      return enlarged();
    }

    @Override
    public List<Layer> subsampling(Layer.Subsampling layer) {
      return enlarged();
    }

    @Override
    public List<Layer> fit(Layer.Fit layer) {
      return enlarged();
    }

    @Override
    public List<Layer> globalAveragePooling(Layer.GlobalAveragePooling layer) {
      return List.of();
    }

    @Override
    public List<Layer> flatten(Layer.Flatten layer) {
      return List.of(new Layer.Unflatten(before[0], before[1], before[2]));
    }

    @Override
    public List<Layer> unflatten(Layer.Unflatten layer) {
      return List.of(new Layer.Flatten());
    }

    @Override
    public List<Layer> dense(Layer.Dense layer) {
      Layer back = new Layer.Dense(before[0]);
      return last ? List.of(back) : List.of(back, new Layer.Relu());
    }

    @Override
    public List<Layer> residual(Layer.Residual layer) {
      return enlarged();
    }

    /** Twice the height and width, unless the layer kept them. */
    private List<Layer> enlarged() {
      List<Layer> layers = new ArrayList<>();
      if (!shrinks(before, after)) {
        return layers;
      }
      layers.add(new Layer.Upsampling(last ? channels : before[0]));
      if (after[1] * 2 != before[1] || after[2] * 2 != before[2]) {
        layers.add(new Layer.Fit(before[1], before[2]));
      }
      if (!last) {
        layers.add(new Layer.BatchNormalization());
        layers.add(new Layer.Relu());
      }
      return layers;
    }
  }
}
