package org.palimpsest.engine.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.palimpsest.engine.Layer;

/**
 * Batch normalisation over the last axis (Ioffe and Szegedy 2015).
 *
 * <p>ND4J's {@code batchnorm_bp} is left aside: it takes ten times as long as this, which is sums
 * as matrix products and, for everything that is a scale and a shift of each channel, oneDNN's
 * {@code batchnorm}.
 */
final class BatchNormalizationBlock extends Block {

  private static final double MOMENTUM = 0.1;
  private final ChannelSums sums = new ChannelSums(buffer());
  private final Buffer output = buffer();
  private final Buffer centred = buffer();
  private final Buffer inputGradient = buffer();
  private final Buffer mean = buffer();
  private final Buffer variance = buffer();
  private final Buffer zero = buffer();
  private final Buffer one = buffer();
  private final Buffer scale = buffer();
  private final Buffer slope = buffer();
  private final Buffer shift = buffer();
  private boolean byBatch;

  @Override
  INDArray forward(List<INDArray> inputs, Slots slots, boolean batchStatistics) {
    INDArray x = inputs.get(0);
    INDArray gain = slots.parameters().get(0);
    INDArray offset = slots.parameters().get(1);
    INDArray m = mean.like(gain);
    INDArray v = variance.like(gain);
    INDArray y = output.like(x);
    long count = x.length() / gain.length();
    byBatch = batchStatistics && count > 1;
    if (!byBatch) {
      m.assign(slots.statistics().get(0));
      v.assign(slots.statistics().get(1));
      Ops.normalize(x, m, v, gain, offset, Layer.BatchNormalization.EPSILON, y);
      return y;
    }
    sums.of(x, m);
    m.divi(count);
    INDArray c = centre(x);
    c.mul(c, y);
    sums.of(y, v);
    v.divi(count);
    move(slots.statistics().get(0), m, 1);
    move(slots.statistics().get(1), v, (double) count / (count - 1));
    Ops.normalize(c, zero.like(gain), v, gain, offset, Layer.BatchNormalization.EPSILON, y);
    return y;
  }

  @Override
  List<INDArray> backward(List<INDArray> inputs, INDArray gradient, Slots slots) {
    INDArray x = inputs.get(0);
    INDArray gain = slots.parameters().get(0);
    INDArray gainGradient = slots.gradients().get(0);
    INDArray offsetGradient = slots.gradients().get(1);
    INDArray dx = inputGradient.like(x);
    INDArray c = byBatch ? centred.like(x) : centre(x);

    // a = gain / deviation; with xhat = c / deviation, d gain = sum dy xhat, d offset = sum dy.
    INDArray deviation =
        Transforms.sqrt(variance.like(gain).add(Layer.BatchNormalization.EPSILON), false);
    INDArray a = scale.like(gain);
    gain.div(deviation, a);
    sums.of(gradient, offsetGradient);
    gradient.mul(c, dx);
    sums.of(dx, gainGradient);
    gainGradient.divi(deviation);

    INDArray zeros = zero.like(gain);
    if (!byBatch) {
      affine(gradient, a, zeros, dx);
      return List.of(dx);
    }
    // dx = a (dy - (d offset + xhat d gain) / n)
    long count = x.length() / gain.length();
    INDArray b = slope.like(gain);
    a.mul(gainGradient, b).divi(deviation).divi(-count);
    INDArray d = shift.like(gain);
    a.mul(offsetGradient, d).divi(-count);
    affine(gradient, a, d, dx);
    affine(c, b, zeros, c);
    return List.of(dx.addi(c));
  }

  private INDArray centre(INDArray x) {
    INDArray c = centred.like(x);
    INDArray m = mean.of(x.dataType(), x.size(x.rank() - 1));
    INDArray ones = one.like(m);
    ones.assign(1);
    Ops.normalize(x, m, ones, ones, zero.like(m), 0, c);
    return c;
  }

  /** {@code out = factor x + addend} for each channel; {@code out} may be {@code x}. */
  private void affine(INDArray x, INDArray factor, INDArray addend, INDArray out) {
    INDArray ones = one.like(factor);
    ones.assign(1);
    Ops.normalize(x, zero.like(factor), ones, factor, addend, 0, out);
  }

  private static void move(INDArray running, INDArray batch, double correction) {
    running.muli(1 - MOMENTUM).addi(batch.mul(MOMENTUM * correction));
  }
}
