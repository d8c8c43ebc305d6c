package org.palimpsest.engine.torch;

import java.util.List;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
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

  /** Whether normalisation may go into the weights of the convolution ahead of it. */
  private final boolean folds;

  private int nextParameter;
  private int nextStatistic;

  /** Of the convolution just done, still to be added. */
  private @Nullable Tensor bias;

  /**
   * @param batchStatistics whether batch normalisation uses the batch's statistics and moves the
   *     running ones
   */
  LayerPass(Tensor[] parameters, Tensor[] statistics, boolean batchStatistics) {
    this.parameters = parameters;
    this.statistics = statistics;
    this.batchStatistics = batchStatistics;
    folds = !batchStatistics && !GradMode.is_enabled();
  }

  Tensor all(List<Layer> layers, Tensor input) {
    Tensor x = input;
    boolean overwritable = false;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (folds && layer instanceof Layer.Convolution conv && isNormalization(layers, i + 1)) {
        x = foldedNormalization(conv, x);
        i++;
      } else {
        x = one(layer, x, overwritable);
      }
      if (bias != null && !(isNormalization(layers, i + 1) && isOfTheBatch(x))) {
        x = x.add_(bias.view(1, -1, 1, 1));
        bias = null;
      }
      overwritable = isOverwritable(layer);
    }
    return x;
  }

  private static boolean isNormalization(List<Layer> layers, int index) {
    return index < layers.size() && layers.get(index) instanceof Layer.BatchNormalization;
  }

  /** Whether batch normalisation takes its statistics from this very tensor. */
  private boolean isOfTheBatch(Tensor x) {
    return batchStatistics && x.numel() > x.size(1);
  }

  /** Whether nobody reads a layer's output again, so that the next one may save the memory. */
  private static boolean isOverwritable(Layer layer) {
    return layer instanceof Layer.Convolution
        || layer instanceof Layer.BatchNormalization
        || layer instanceof Layer.MaxPooling
        || layer instanceof Layer.Residual;
  }

  /**
   * One layer's output.
   *
   * @param overwritable whether it may take the place of {@code x}
   */
  private Tensor one(Layer layer, Tensor x, boolean overwritable) {
    if (layer instanceof Layer.Convolution conv) {
      Tensor weight = parameter();
      return convolved(conv, x, weight, conv.bias() ? bias() : new TensorOptional());
    }
    if (layer instanceof Layer.Upsampling) {
      long[] two = {2, 2};
      long[] none = {0, 0};
      return torch.conv_transpose2d(x, parameter(), bias(), two, none, none, 1, 1, 1);
    }
    if (layer instanceof Layer.BatchNormalization) {
      return normalized(x);
    }
    if (layer instanceof Layer.Relu) {
      return overwritable ? x.relu_() : x.relu();
    }
    if (layer instanceof Layer.LeakyRelu leaky) {
      Scalar slope = new Scalar(leaky.slope());
      return overwritable ? torch.leaky_relu_(x, slope) : torch.leaky_relu(x, slope);
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
      List<Layer> body = residual.body();
      Tensor y = all(body, x);
      Tensor shortcut = all(residual.shortcut(), x);
      return isOverwritable(body.get(body.size() - 1)) ? y.add_(shortcut) : y.add(shortcut);
    }
    throw new IllegalStateException("no forward pass for " + layer);
  }

  private static Tensor convolved(
      Layer.Convolution conv, Tensor x, Tensor weight, TensorOptional bias) {
    long[] stride = {conv.stride(), conv.stride()};
    long[] padding = {conv.padding(), conv.padding()};
    return torch.conv2d(x, weight, bias, stride, padding, new long[] {1, 1}, 1);
  }

  /**
   * Convolution and normalisation by running statistics as one convolution: {@code gain (w * x + b
   * - mean) / deviation + offset} is linear in x.
   */
  private Tensor foldedNormalization(Layer.Convolution conv, Tensor x) {
    Tensor weight = parameter();
    Tensor shift = conv.bias() ? parameter() : null;
    Tensor gain = parameter();
    Tensor offset = parameter();
    Tensor mean = statistics[nextStatistic++];
    Tensor variance = statistics[nextStatistic++];
    Tensor scale = gain.div(variance.add(new Scalar(BATCH_NORM_EPSILON)).sqrt_());
    Tensor centre = shift == null ? mean.neg() : shift.sub(mean);
    return convolved(
        conv,
        x,
        weight.mul(scale.view(-1, 1, 1, 1)),
        new TensorOptional(centre.mul_(scale).add_(offset)));
  }

  /**
   * The next parameter as the bias that a convolution adds itself, or none and the bias is left for
   * later. In training it is later: the gradient that oneDNN computes of it took a twelfth of a
   * step of Conv4 and its decoder, and in front of batch normalisation there is none to compute.
   */
  private TensorOptional bias() {
    Tensor next = parameter();
    if (!batchStatistics) {
      return new TensorOptional(next);
    }
    bias = next;
    return new TensorOptional();
  }

  /** Subtracting the batch's mean takes the bias away again; only the running mean has to know. */
  private Tensor normalized(Tensor x) {
    Tensor gain = parameter();
    Tensor offset = parameter();
    Tensor mean = statistics[nextStatistic++];
    Tensor variance = statistics[nextStatistic++];
    if (bias == null) {
      return normalized(x, gain, offset, mean, variance);
    }
    Tensor shift = bias.detach();
    bias = null;
    Tensor withoutBias = mean.sub(shift);
    Tensor y = normalized(x, gain, offset, withoutBias, variance);
    mean.copy_(withoutBias.add(shift));
    return y;
  }

  private Tensor normalized(Tensor x, Tensor gain, Tensor offset, Tensor mean, Tensor variance) {
    return torch.batch_norm(
        x,
        new TensorOptional(gain),
        new TensorOptional(offset),
        new TensorOptional(mean),
        new TensorOptional(variance),
        isOfTheBatch(x),
        BATCH_NORM_MOMENTUM,
        BATCH_NORM_EPSILON,
        false);
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
