package org.palimpsest.engine.torch;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Trace;
import org.palimpsest.tensor.Require;

/** A network whose parameters are ND4J's memory and whose arithmetic is libtorch's. */
final class TorchNetwork implements Network {

  private final Architecture architecture;
  private final Placement placement;
  private final INDArray parameters;
  private final INDArray gradients;
  private final INDArray statistics;

  /** Leaves of the autograd graph, each a view of its slot of {@link #parameters}. */
  private final Tensor[] leaves;

  private final Tensor[] gradientSlots;
  private final Tensor[] statisticSlots;

  TorchNetwork(
      Architecture architecture, float[] parameters, float[] statistics, Placement placement) {
    Layout layout = Layout.of(architecture);
    this.architecture = architecture;
    this.placement = placement;
    this.parameters = flat(parameters);
    this.gradients = flat(new float[parameters.length]);
    this.statistics = flat(statistics);
    leaves = slots(this.parameters, layout.parameters());
    for (Tensor leaf : leaves) {
      leaf.set_requires_grad(true);
    }
    gradientSlots = slots(gradients, layout.parameters());
    statisticSlots = slots(this.statistics, layout.statistics());
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public Features infer(INDArray input) {
    checkInput(input);
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor[] weights = placement.toDevice(leaves);
      Tensor[] outputs = pass(placement.toDevice(channelsLast(input)), weights, false);
      return new Features(Tensors.copy(outputs[0]), Tensors.copy(outputs[1].flatten(1, -1)));
    }
  }

  @Override
  public Trace forward(INDArray input, Mode mode, boolean keepInputGradient) {
    checkInput(input);
    PointerScope scope = new PointerScope();
    try {
      // Detached, so that a decoder's input is a leaf of its own graph and gets a gradient.
      Tensor x = placement.toDevice(channelsLast(input)).detach();
      if (keepInputGradient) {
        x.set_requires_grad(true);
      }
      Tensor[] weights = placement.leavesOnDevice(leaves);
      Tensor[] outputs = pass(x, weights, mode == Mode.TRAINING);
      return new TorchTrace(scope, placement, x, outputs[0], outputs[1], weights, gradientSlots);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  @Override
  public INDArray parameters() {
    return parameters;
  }

  @Override
  public INDArray gradients() {
    return gradients;
  }

  @Override
  public INDArray statistics() {
    return statistics;
  }

  @Override
  public void close() {
    for (Tensor[] tensors : List.of(leaves, gradientSlots, statisticSlots)) {
      for (Tensor tensor : tensors) {
        tensor.releaseReference();
      }
    }
  }

  private Tensor[] pass(Tensor x, Tensor[] weights, boolean batchStatistics) {
    Tensor[] running = placement.toDevice(statisticSlots);
    LayerPass pass = new LayerPass(weights, running, batchStatistics);
    Tensor map = pass.all(architecture.trunk(), x);
    Tensor embedding = pass.all(architecture.tail(), map);
    if (batchStatistics) {
      placement.copyBack(running, statisticSlots);
    }
    return new Tensor[] {map, embedding};
  }

  private void checkInput(INDArray input) {
    long[] expected = {-1, architecture.channels(), architecture.height(), architecture.width()};
    Require.shape(expected, input.shape(), architecture.name() + " input");
  }

  /** The layout that libtorch's convolutions are fastest in on a CPU. */
  private static Tensor channelsLast(INDArray input) {
    return Tensors.of(input).contiguous(MemoryFormat.ChannelsLast);
  }

  private static INDArray flat(float[] values) {
    return Nd4j.createFromArray(values.length == 0 ? new float[1] : values);
  }

  private static Tensor[] slots(INDArray flat, List<Layout.Slot> slots) {
    try (PointerScope scope = new PointerScope()) {
      Tensor whole = Tensors.of(flat);
      return slots.stream()
          .map(s -> whole.narrow(0, s.offset(), s.length()).view(s.shape()).variable_data())
          .map(s -> s.<Tensor>retainReference())
          .toArray(Tensor[]::new);
    }
  }
}
