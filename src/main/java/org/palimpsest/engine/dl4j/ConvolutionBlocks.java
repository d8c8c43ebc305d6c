package org.palimpsest.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Layer;

/** Convolutions on ND4J's operations, which reach oneDNN; Deeplearning4j's own layers do not. */
final class ConvolutionBlocks {

  private static final int CHANNELS_LAST = 1;

  /**
   * Weights {@code [filters, channels, height, width]}, transposed ones with the first two swapped.
   */
  private static final int WEIGHTS_CHANNELS_FIRST = 1;

  private ConvolutionBlocks() {}

  private static int[] arguments(int size, int stride, int padding) {
    return new int[] {
      size, size, stride, stride, padding, padding, 1, 1, 0, CHANNELS_LAST, WEIGHTS_CHANNELS_FIRST
    };
  }

  /** What both kinds share: an operation, its gradient, weights and perhaps a bias. */
  private abstract static class Weighted extends Block {
    private final String name;
    private final int[] arguments;
    private final Buffer output = buffer();
    private final Buffer inputGradient = buffer();

    Weighted(String name, int[] arguments) {
      this.name = name;
      this.arguments = arguments;
    }

    abstract long[] outputShape(long[] input);

    @Override
    final INDArray forward(List<INDArray> inputs, Slots slots, boolean batchStatistics) {
      INDArray x = inputs.get(0);
      INDArray y = output.of(x.dataType(), outputShape(x.shape()));
      Ops.run(name, with(x, slots.parameters()), Ops.of(y), arguments);
      return y;
    }

    @Override
    final List<INDArray> backward(List<INDArray> inputs, INDArray gradient, Slots slots) {
      INDArray x = inputs.get(0);
      INDArray dx = inputGradient.like(x);
      List<INDArray> arrays = new ArrayList<>(slots.parameters());
      arrays.add(gradient);
      Ops.run(name + "_bp", with(x, arrays), with(dx, slots.gradients()), arguments);
      return List.of(dx);
    }

    private static INDArray[] with(INDArray first, List<INDArray> rest) {
      List<INDArray> all = new ArrayList<>();
      all.add(first);
      all.addAll(rest);
      return all.toArray(INDArray[]::new);
    }
  }

  /** Convolution with zero padding. */
  static final class Convolution extends Weighted {
    private final Layer.Convolution layer;

    Convolution(Layer.Convolution layer) {
      super("conv2d", arguments(layer.size(), layer.stride(), layer.padding()));
      this.layer = layer;
    }

    @Override
    long[] outputShape(long[] input) {
      return new long[] {input[0], side(input[1]), side(input[2]), layer.filters()};
    }

    private long side(long input) {
      return (input + 2L * layer.padding() - layer.size()) / layer.stride() + 1;
    }
  }

  /** Transposed convolution that doubles height and width. */
  static final class Upsampling extends Weighted {
    private final Layer.Upsampling layer;

    Upsampling(Layer.Upsampling layer) {
      super("deconv2d", arguments(2, 2, 0));
      this.layer = layer;
    }

    @Override
    long[] outputShape(long[] input) {
      return new long[] {input[0], 2 * input[1], 2 * input[2], layer.filters()};
    }
  }
}
