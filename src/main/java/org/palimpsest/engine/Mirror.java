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
        "decoder-of-" + encoder.name(), map[0], map[1], map[2], layers, List.of());
  }

  private List<Layer> layers() {
    List<int[]> shapes = shapes();
    int first = firstStep(shapes);
    for (int i = encoder.trunk().size() - 1; i >= 0; i--) {
      undo(encoder.trunk().get(i), shapes.get(i), shapes.get(i + 1), i == first);
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

  private void undo(Layer layer, int[] before, int[] after, boolean last) {
    if (layer instanceof Layer.Dense) {
      layers.add(new Layer.Dense(before[0]));
      if (!last) {
        layers.add(new Layer.Relu());
      }
    } else if (layer instanceof Layer.Flatten) {
      layers.add(new Layer.Unflatten(before[0], before[1], before[2]));
    } else if (layer instanceof Layer.Unflatten) {
      layers.add(new Layer.Flatten());
    } else if (shrinks(before, after)) {
      layers.add(new Layer.Upsampling(last ? encoder.channels() : before[0]));
      if (after[1] * 2 != before[1] || after[2] * 2 != before[2]) {
        layers.add(new Layer.Fit(before[1], before[2]));
      }
      if (!last) {
        layers.add(new Layer.BatchNormalization());
        layers.add(new Layer.Relu());
      }
    }
  }

  private static boolean shrinks(int[] before, int[] after) {
    return before.length == 3 && after.length == 3 && !Arrays.equals(before, 1, 3, after, 1, 3);
  }
}
