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
import org.palimpsest.engine.Mode;

/**
 * Runs layers on a tensor, taking parameters and running statistics in the order of the layout. One
 * object is one pass.
 */
final class LayerPass {

  private static final double BATCH_NORM_MOMENTUM = 0.1;

  /**
   * With fewer input channels, oneDNN's gradient of the weights of a strided 1x1 convolution writes
   * past its memory on processors without AVX-512, and the process dies later.
   */
  private static final int SAFE_STRIDED_CHANNELS = 8;

  private final Tensor[] parameters;
  private final Tensor[] statistics;
  private final boolean batchStatistics;

  /** Whether batch normalisation moves the running statistics. */
  private final boolean movesStatistics;

  /** Whether normalisation may go into the weights of the convolution ahead of it. */
  private final boolean folds;

  /** Every dense layer so far; null where nobody asks. */
  private @Nullable List<DensePass> dense;

  private int nextParameter;
  private int nextStatistic;

  /** Of the convolution just done, still to be added. */
  private @Nullable Tensor bias;

  /**
   * @param mode of batch normalisation
   */
  LayerPass(Tensor[] parameters, Tensor[] statistics, Mode mode) {
    this.parameters = parameters;
    this.statistics = statistics;
    batchStatistics = mode != Mode.FROZEN_STATISTICS;
    movesStatistics = mode == Mode.TRAINING;
    folds = !batchStatistics && !GradMode.is_enabled();
  }

  /** From now on notes what each dense layer was given and made of it, if anyone asks. */
  LayerPass noting(@Nullable List<DensePass> passes) {
    dense = passes;
    return this;
  }

  Tensor all(List<Layer> layers, Tensor input) {
    return through(layers, input).tensor();
  }

  private Passed through(List<Layer> layers, Tensor input) {
    Passed at = kept(input);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (folds && layer instanceof Layer.Convolution conv && isNormalization(layers, i + 1)) {
        at = free(foldedNormalization(conv, at.tensor()));
        i++;
      } else {
        at = layer.accept(new Forward(at.tensor(), at.overwritable()));
      }
      Tensor x = at.tensor();
      if (bias != null && !(isNormalization(layers, i + 1) && isOfTheBatch(x))) {
        at = new Passed(x.add_(bias.view(1, -1, 1, 1)), at.overwritable());
        bias = null;
      }
    }
    return at;
  }

  private static boolean isNormalization(List<Layer> layers, int index) {
    return index < layers.size() && layers.get(index) instanceof Layer.BatchNormalization;
  }

  /** Whether batch normalisation takes its statistics from this very tensor. */
  private boolean isOfTheBatch(Tensor x) {
    return batchStatistics && x.numel() > x.size(1);
  }

  private static Passed free(Tensor tensor) {
    return new Passed(tensor, true);
  }

  private static Passed kept(Tensor tensor) {
    return new Passed(tensor, false);
  }

  private static Tensor convolved(
      Layer.Convolution conv, Tensor x, Tensor weight, TensorOptional bias) {
    long[] one = {1, 1};
    long[] stride = {conv.stride(), conv.stride()};
    long[] padding = {conv.padding(), conv.padding()};
    if (conv.size() == 1 && conv.padding() == 0 && x.size(1) < SAFE_STRIDED_CHANNELS) {
      return torch.conv2d(strided(x, conv.stride()), weight, bias, one, padding, one, 1);
    }
    return torch.conv2d(x, weight, bias, stride, padding, one, 1);
  }

  /** Every {@code step}th row and column, from the first on. */
  private static Tensor strided(Tensor x, int step) {
    LongOptional all = new LongOptional();
    return step == 1 ? x : x.slice(2, all, all, step).slice(3, all, all, step);
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
    Tensor scale = gain.div(variance.add(new Scalar(Layer.BatchNormalization.EPSILON)).sqrt_());
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
    if (bias == null || !movesStatistics) {
      bias = null;
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
        keepsStatistics(x) ? new TensorOptional() : new TensorOptional(mean),
        keepsStatistics(x) ? new TensorOptional() : new TensorOptional(variance),
        isOfTheBatch(x),
        BATCH_NORM_MOMENTUM,
        Layer.BatchNormalization.EPSILON,
        false);
  }

  /** Whether the batch's statistics are used and the running ones left alone. */
  private boolean keepsStatistics(Tensor x) {
    return isOfTheBatch(x) && !movesStatistics;
  }

  private static Tensor subsampled(Tensor x, int channels) {
    Tensor kept = strided(x, 2);
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

  /**
   * What a layer gave.
   *
   * @param overwritable whether neither the way back nor anyone else reads it again, so that the
   *     next layer may save the memory
   */
  private record Passed(Tensor tensor, boolean overwritable) {}

  /** One layer, given {@code x}, in whose place its output may come if that is overwritable. */
  private final class Forward implements Layer.Visitor<Passed> {
    private final Tensor x;
    private final boolean overwritable;

    Forward(Tensor x, boolean overwritable) {
      this.x = x;
      this.overwritable = overwritable;
    }

    @Override
    public Passed convolution(Layer.Convolution layer) {
      Tensor weight = parameter();
      return free(convolved(layer, x, weight, layer.bias() ? bias() : new TensorOptional()));
    }

    @Override
    public Passed upsampling(Layer.Upsampling layer) {
      long[] two = {2, 2};
      long[] none = {0, 0};
      return kept(torch.conv_transpose2d(x, parameter(), bias(), two, none, none, 1, 1, 1));
    }

    @Override
    public Passed batchNormalization(Layer.BatchNormalization layer) {
      return free(normalized(x));
    }

    @Override
    public Passed relu(Layer.Relu layer) {
      return kept(overwritable ? x.relu_() : x.relu());
    }

    @Override
    public Passed leakyRelu(Layer.LeakyRelu layer) {
      Scalar slope = new Scalar(layer.slope());
      return kept(overwritable ? torch.leaky_relu_(x, slope) : torch.leaky_relu(x, slope));
    }

    @Override
    public Passed sigmoid(Layer.Sigmoid layer) {
      return kept(x.sigmoid());
    }

    @Override
    public Passed maxPooling(Layer.MaxPooling layer) {
      return free(torch.max_pool2d(x, 2, 2));
    }

    @Override
    public Passed subsampling(Layer.Subsampling layer) {
      return kept(subsampled(x, layer.channels()));
    }

    @Override
    public Passed fit(Layer.Fit layer) {
      return kept(fitted(x, layer.height(), layer.width()));
    }

    @Override
    public Passed globalAveragePooling(Layer.GlobalAveragePooling layer) {
      return kept(x.mean(2, 3));
    }

    @Override
    public Passed flatten(Layer.Flatten layer) {
      return kept(x.flatten(1, -1));
    }

    @Override
    public Passed unflatten(Layer.Unflatten layer) {
      return kept(x.reshape(x.size(0), layer.channels(), layer.height(), layer.width()));
    }

    @Override
    public Passed dense(Layer.Dense layer) {
      Tensor weight = parameter();
      Tensor bias = parameter();
      // Column by column: with few rows OpenBLAS takes up to twice as long for x W' as for W x'.
      Tensor y = torch.addmm(bias.view(-1, 1), weight, x.t()).t();
      if (dense != null) {
        dense.add(new DensePass(x, y));
      }
      return kept(y);
    }

    @Override
    public Passed residual(Layer.Residual layer) {
      Passed y = through(layer.body(), x);
      Tensor shortcut = all(layer.shortcut(), x);
      return free(y.overwritable() ? y.tensor().add_(shortcut) : y.tensor().add(shortcut));
    }
  }
}
