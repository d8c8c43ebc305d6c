package org.palimpsest.engine.torch;

import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.engine.Layer;

/**
 * Runs layers on a tensor, taking parameters and running statistics in the order of the layout. One
 * object is one pass.
 */
final class LayerPass {

  private static final double BATCH_NORM_MOMENTUM = 0.1;
  private static final double BATCH_NORM_EPSILON = 1e-5;

  private final Tensor[] parameters;
  private final Tensor[] statistics;
  private final boolean batchStatistics;
  private int nextParameter;
  private int nextStatistic;

  /**
   * @param batchStatistics whether batch normalisation uses the batch's statistics and moves the
   *     running ones
   */
  LayerPass(Tensor[] parameters, Tensor[] statistics, boolean batchStatistics) {
    this.parameters = parameters;
    this.statistics = statistics;
    this.batchStatistics = batchStatistics;
  }

  Tensor all(List<Layer> layers, Tensor input) {
    Tensor x = input;
    boolean overwritable = false;
    for (Layer layer : layers) {
      x = layer instanceof Layer.Relu && overwritable ? x.relu_() : one(layer, x);
      overwritable = isOverwritable(layer);
    }
    return x;
  }

  /** Whether nobody reads a layer's output again, so that the next one may save the memory. */
  private static boolean isOverwritable(Layer layer) {
    return layer instanceof Layer.Convolution
        || layer instanceof Layer.BatchNormalization
        || layer instanceof Layer.Residual;
  }

  private Tensor one(Layer layer, Tensor x) {
    if (layer instanceof Layer.Convolution conv) {
      Tensor weight = parameter();
      TensorOptional bias = conv.bias() ? new TensorOptional(parameter()) : new TensorOptional();
      long[] stride = {conv.stride(), conv.stride()};
      long[] padding = {conv.padding(), conv.padding()};
      return torch.conv2d(x, weight, bias, stride, padding, new long[] {1, 1}, 1);
    }
    if (layer instanceof Layer.Upsampling) {
      Tensor weight = parameter();
      TensorOptional bias = new TensorOptional(parameter());
      long[] two = {2, 2};
      long[] none = {0, 0};
      return torch.conv_transpose2d(x, weight, bias, two, none, none, 1, 1, 1);
    }
    if (layer instanceof Layer.BatchNormalization) {
      boolean ofTheBatch = batchStatistics && x.numel() > x.size(1);
      return torch.batch_norm(
          x,
          new TensorOptional(parameter()),
          new TensorOptional(parameter()),
          new TensorOptional(statistics[nextStatistic++]),
          new TensorOptional(statistics[nextStatistic++]),
          ofTheBatch,
          BATCH_NORM_MOMENTUM,
          BATCH_NORM_EPSILON,
          false);
    }
    if (layer instanceof Layer.Relu) {
      return x.relu();
    }
    if (layer instanceof Layer.LeakyRelu leaky) {
      return torch.leaky_relu(x, new Scalar(leaky.slope()));
    }
    if (layer instanceof Layer.Sigmoid) {
      return x.sigmoid();
    }
    if (layer instanceof Layer.MaxPooling) {
      return torch.max_pool2d(x, 2, 2);
    }
    if (layer instanceof Layer.Subsampling subsampling) {
      return subsampled(x, subsampling.channels());
    }
    if (layer instanceof Layer.Fit fit) {
      return fitted(x, fit.height(), fit.width());
    }
    if (layer instanceof Layer.GlobalAveragePooling) {
      return x.mean(2, 3);
    }
    if (layer instanceof Layer.Flatten) {
      return x.flatten(1, -1);
    }
    if (layer instanceof Layer.Unflatten image) {
      return x.reshape(x.size(0), image.channels(), image.height(), image.width());
    }
    if (layer instanceof Layer.Dense) {
      return torch.linear(x, parameter(), new TensorOptional(parameter()));
    }
    if (layer instanceof Layer.Residual residual) {
      return all(residual.body(), x).add(all(residual.shortcut(), x));
    }
    throw new IllegalStateException("no forward pass for " + layer);
  }

  private static Tensor subsampled(Tensor x, int channels) {
    LongOptional all = new LongOptional();
    Tensor kept = x.slice(2, all, all, 2).slice(3, all, all, 2);
    // Pairs of what goes before and behind, the last dimension first: width, height, channels.
    return torch.constant_pad_nd(kept, 0, 0, 0, 0, 0, channels - x.size(1));
  }

  private static Tensor fitted(Tensor x, int height, int width) {
    long rows = Math.min(height, x.size(2));
    long columns = Math.min(width, x.size(3));
    Tensor cut = x.narrow(2, 0, rows).narrow(3, 0, columns);
    return rows == height && columns == width
        ? cut
        : torch.replication_pad2d(cut, 0, width - columns, 0, height - rows);
  }

  private Tensor parameter() {
    return parameters[nextParameter++];
  }
}
