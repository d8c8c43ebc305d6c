package org.palimpsest.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palimpsest.tensor.ShapeException;

/**
 * Where every parameter and running statistic of an architecture lies in the two flat vectors, the
 * same for every engine.
 *
 * @param parameters in the order of the layers
 * @param statistics running means and variances in the order of the layers
 * @param mapShape of one image's map
 * @param embeddingShape of one image's embedding; the map's without a tail
 */
@SuppressWarnings("ArrayRecordComponent") // shapes; compared by nobody
public record Layout(
    List<Slot> parameters, List<Slot> statistics, int[] mapShape, int[] embeddingShape) {

  /** What a parameter is for, which decides how it is initialised. */
  public enum Role {
    WEIGHT,
    BIAS,
    GAIN,
    SHIFT,
    MEAN,
    VARIANCE
  }

  /**
   * One tensor in a flat vector.
   *
   * @param name such as {@code trunk.0.weight}
   * @param offset of its first element
   * @param shape row-major
   * @param fanIn inputs to one unit, for initialisation; 0 where it does not apply
   */
  public record Slot(String name, Role role, long offset, long[] shape, long fanIn) {

    public long length() {
      return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** Units that one input goes to: the first axis of the weights, times a kernel's positions. */
    public long fanOut() {
      return shape.length < 2 ? 0 : length() / shape[1];
    }
  }

  /** Number of parameters in all. */
  public long parameterCount() {
    return end(parameters);
  }

  /** Number of running statistics in all. */
  public long statisticCount() {
    return end(statistics);
  }

  /**
   * Walks the layers.
   *
   * @throws ShapeException naming the layer that does not fit its input
   */
  public static Layout of(Architecture architecture) {
    Walk walk = new Walk();
    int[] input = {architecture.channels(), architecture.height(), architecture.width()};
    int[] map = walk.all(architecture.trunk(), input, "trunk.");
    int[] embedding = walk.all(architecture.tail(), map, "tail.");
    return new Layout(List.copyOf(walk.parameters), List.copyOf(walk.statistics), map, embedding);
  }

  /**
   * The shape that a layer makes of one image's features.
   *
   * @param in {@code [channels, height, width]} or {@code [features]}
   * @throws ShapeException if the layer does not fit
   */
  public static int[] shapeBehind(Layer layer, int[] in) {
    return new Walk().one(layer, in, "");
  }

  private static long end(List<Slot> slots) {
    return slots.isEmpty()
        ? 0
        : slots.get(slots.size() - 1).offset() + slots.get(slots.size() - 1).length();
  }

  private static final class Walk {
    private final List<Slot> parameters = new ArrayList<>();
    private final List<Slot> statistics = new ArrayList<>();

    int[] all(List<Layer> layers, int[] input, String prefix) {
      int[] shape = input;
      for (int i = 0; i < layers.size(); i++) {
        shape = one(layers.get(i), shape, prefix + i + ".");
      }
      return shape;
    }

    private int[] one(Layer layer, int[] in, String name) {
      return layer.accept(new Step(this, in, name));
    }

    private void parameter(String name, Role role, long fanIn, long... shape) {
      parameters.add(new Slot(name, role, end(parameters), shape, fanIn));
    }

    private void statistic(String name, Role role, long... shape) {
      statistics.add(new Slot(name, role, end(statistics), shape, 0));
    }
  }

  /** The shape behind one layer, whose parameters and statistics it takes down. */
  @SuppressWarnings("ArrayRecordComponent") // lives for one layer
  private record Step(Walk walk, int[] in, String name) implements Layer.Visitor<int[]> {

    @Override
    public int[] convolution(Layer.Convolution layer) {
      needImage(layer);
      long fanIn = (long) in[0] * layer.size() * layer.size();
      walk.parameter(
          name + "weight", Role.WEIGHT, fanIn, layer.filters(), in[0], layer.size(), layer.size());
      if (layer.bias()) {
        walk.parameter(name + "bias", Role.BIAS, fanIn, layer.filters());
      }
      return new int[] {layer.filters(), convolved(in[1], layer), convolved(in[2], layer)};
    }

    @Override
    public int[] upsampling(Layer.Upsampling layer) {
      needImage(layer);
      // Fan-in as PyTorch counts it for a transposed convolution: filters, not input channels.
      long fanIn = (long) layer.filters() * 4;
      walk.parameter(name + "weight", Role.WEIGHT, fanIn, in[0], layer.filters(), 2, 2);
      walk.parameter(name + "bias", Role.BIAS, fanIn, layer.filters());
      return new int[] {layer.filters(), in[1] * 2, in[2] * 2};
    }

    @Override
    public int[] batchNormalization(Layer.BatchNormalization layer) {
      walk.parameter(name + "gain", Role.GAIN, 0, in[0]);
      walk.parameter(name + "shift", Role.SHIFT, 0, in[0]);
      walk.statistic(name + "mean", Role.MEAN, in[0]);
      walk.statistic(name + "variance", Role.VARIANCE, in[0]);
      return in;
    }

    @Override
    public int[] relu(Layer.Relu layer) {
      return in;
    }

    @Override
    public int[] leakyRelu(Layer.LeakyRelu layer) {
      return in;
    }

    @Override
    public int[] sigmoid(Layer.Sigmoid layer) {
      return in;
    }

    @Override
    public int[] maxPooling(Layer.MaxPooling layer) {
      needImage(layer);
      if (in[1] < 2 || in[2] < 2) {
        throw new ShapeException(
            "%s%s cannot halve %s".formatted(name, layer, Arrays.toString(in)));
      }
      return new int[] {in[0], in[1] / 2, in[2] / 2};
    }

    @Override
    public int[] subsampling(Layer.Subsampling layer) {
      needImage(layer);
      if (layer.channels() < in[0]) {
        throw new ShapeException(
            "%s%s has fewer channels than its input %s"
                .formatted(name, layer, Arrays.toString(in)));
      }
      return new int[] {layer.channels(), (in[1] + 1) / 2, (in[2] + 1) / 2};
    }

    @Override
    public int[] fit(Layer.Fit layer) {
      needImage(layer);
      return new int[] {in[0], layer.height(), layer.width()};
    }

    @Override
    public int[] globalAveragePooling(Layer.GlobalAveragePooling layer) {
      needImage(layer);
      return new int[] {in[0]};
    }

    @Override
    public int[] flatten(Layer.Flatten layer) {
      return new int[] {Arrays.stream(in).reduce(1, (a, b) -> a * b)};
    }

    @Override
    public int[] unflatten(Layer.Unflatten layer) {
      int[] out = {layer.channels(), layer.height(), layer.width()};
      if (in.length != 1 || in[0] != out[0] * out[1] * out[2]) {
        throw new ShapeException(
            "%s%s cannot be made of %s".formatted(name, layer, Arrays.toString(in)));
      }
      return out;
    }

    @Override
    public int[] dense(Layer.Dense layer) {
      if (in.length != 1) {
        throw new ShapeException(
            "%s%s needs flat features, got %s".formatted(name, layer, Arrays.toString(in)));
      }
      walk.parameter(name + "weight", Role.WEIGHT, in[0], layer.units(), in[0]);
      walk.parameter(name + "bias", Role.BIAS, in[0], layer.units());
      return new int[] {layer.units()};
    }

    @Override
    public int[] residual(Layer.Residual layer) {
      int[] body = walk.all(layer.body(), in, name + "body.");
      int[] shortcut = walk.all(layer.shortcut(), in, name + "shortcut.");
      if (!Arrays.equals(body, shortcut)) {
        throw new ShapeException(
            "%s body gives %s but shortcut %s"
                .formatted(name, Arrays.toString(body), Arrays.toString(shortcut)));
      }
      return body;
    }

    private static int convolved(int size, Layer.Convolution conv) {
      return (size + 2 * conv.padding() - conv.size()) / conv.stride() + 1;
    }

    private void needImage(Layer layer) {
      if (in.length != 3) {
        throw new ShapeException(
            "%s needs [channels, height, width], got %s".formatted(layer, Arrays.toString(in)));
      }
    }
  }
}
