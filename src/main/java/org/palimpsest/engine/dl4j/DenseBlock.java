package org.palimpsest.engine.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = x W^T + b}. */
final class DenseBlock extends Block {

  private final ChannelSums sums = new ChannelSums(buffer());
  private final Buffer output = buffer();
  private final Buffer inputGradient = buffer();

  @Override
  INDArray forward(List<INDArray> inputs, Slots slots, boolean batchStatistics) {
    INDArray x = inputs.get(0);
    INDArray weight = slots.parameters().get(0);
    INDArray y = output.of(x.dataType(), x.size(0), weight.size(0));
    Ops.matmul(x, weight, y, false, true);
    return y.addiRowVector(slots.parameters().get(1));
  }

  @Override
  List<INDArray> backward(List<INDArray> inputs, INDArray gradient, Slots slots) {
    INDArray x = inputs.get(0);
    INDArray dx = inputGradient.like(x);
    Ops.matmul(gradient, x, slots.gradients().get(0), true, false);
    sums.of(gradient, slots.gradients().get(1));
    Ops.matmul(gradient, slots.parameters().get(0), dx, false, false);
    return List.of(dx);
  }
}
