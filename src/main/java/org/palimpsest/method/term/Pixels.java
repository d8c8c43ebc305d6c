package org.palimpsest.method.term;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.data.Normalization;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.method.fit.Step;

/**
 * Images as networks see them and as generators do, between 0 and 1 and flat.
 *
 * @param shape of a batch of images, {@code [batch, channels, height, width]}
 * @param mean that was taken off, {@code [1, channels, 1, 1]}
 * @param deviation that they were divided by, {@code [1, channels, 1, 1]}
 */
@SuppressWarnings("ArrayRecordComponent") // a shape; compared by nobody
record Pixels(long[] shape, Tensor mean, Tensor deviation) {

  /** Those of a step's images. */
  static Pixels of(Step step) {
    return of(step.tape(), step.batch().samples().normalization(), step.images());
  }

  /** Those of images. */
  static Pixels of(Tape tape, Normalization normalization, Tensor images) {
    return new Pixels(
        Tensors.shape(images),
        channels(tape, normalization.mean()),
        channels(tape, normalization.deviation()));
  }

  private static Tensor channels(Tape tape, List<Double> values) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
    INDArray floats = Nd4j.createFromArray(all).castTo(DataType.FLOAT).reshape(1, all.length, 1, 1);
    return tape.constant(floats);
  }

  /** {@code [batch, pixels]}, in [0, 1]. */
  Tensor flat(Tensor images) {
    return images.mul(deviation).add(mean).flatten(1, 3);
  }

  /** {@code [batch, channels, height, width]}, normalised. */
  Tensor images(Tensor flat) {
    return flat.view(-1, shape[1], shape[2], shape[3]).sub(mean).div(deviation);
  }
}
