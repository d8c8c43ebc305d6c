package org.palimpsest.engine.torch;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
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

  /** Lengths of the slots. */
  private final long[] sizes;

  TorchNetwork(
      Architecture architecture, INDArray parameters, INDArray statistics, Placement placement) {
    Layout layout = Layout.of(architecture);
    this.architecture = architecture;
    this.placement = placement;
    this.parameters = parameters;
    gradients = parameters.dup().assign(0);
    this.statistics = statistics;
    leaves = slots(this.parameters, layout.parameters());
    gradientSlots = slots(gradients, layout.parameters());
    sizes = layout.parameters().stream().mapToLong(Layout.Slot::length).toArray();
    for (int i = 0; i < leaves.length; i++) {
      leaves[i].set_requires_grad(true);
      // Ways back add to the flat gradients at once.
      leaves[i].mutable_grad().put(gradientSlots[i]);
    }
    statisticSlots = slots(this.statistics, layout.statistics());
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public Features infer(INDArray input) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Outputs outputs =
          pass(
              placement.toDevice(Tensors.of(input)),
              placement.toDevice(leaves),
              Mode.FROZEN_STATISTICS);
      return new Features(Tensors.copy(outputs.map()), Tensors.copy(outputs.embedding()));
    }
  }

  /** A pass that joins the graph, with gradients if they are on. */
  Outputs run(Tensor input, Mode mode) {
    return pass(input, placement.toDevice(leaves), mode);
  }

  /**
   * A pass that joins the graph and takes batch normalisation's running statistics.
   *
   * @param dense gets every dense layer, in the order of the parameters
   */
  Outputs run(Tensor input, List<DensePass> dense) {
    return pass(input, placement.toDevice(leaves), Mode.FROZEN_STATISTICS, dense);
  }

  /**
   * A pass that joins the graph, with weights that are a node of it.
   *
   * @param weights flat, as {@link #parameters()}
   */
  Outputs run(Tensor input, Mode mode, Tensor weights) {
    // One cut, whose way back is one concatenation.
    TensorVector parts = weights.split_with_sizes(sizes);
    Tensor[] shaped = new Tensor[leaves.length];
    for (int i = 0; i < shaped.length; i++) {
      shaped[i] = parts.get(i).view(Tensors.shape(leaves[i]));
    }
    return pass(input, shaped, mode);
  }

  /** What the lower half makes of images; joins the graph. */
  Tensor lower(Tensor input, Mode mode) {
    checkInput(Tensors.shape(input));
    List<Layer> layers = architecture.trunk().subList(0, architecture.lowerLayers());
    Tensor[] running = placement.toDevice(statisticSlots);
    LayerPass pass = new LayerPass(placement.toDevice(leaves), running, mode);
    Tensor hidden = pass.all(layers, input.contiguous(MemoryFormat.ChannelsLast));
    keep(running, mode);
    return hidden;
  }

  /** What the upper half makes of what the lower one gave; joins the graph. */
  Outputs upper(Tensor hidden, Mode mode) {
    Layout below = Layout.of(architecture.lower());
    int parameters = below.parameters().size();
    int statistics = below.statistics().size();
    Tensor[] running = placement.toDevice(statisticSlots);
    Tensor[] above = Arrays.copyOfRange(placement.toDevice(leaves), parameters, leaves.length);
    LayerPass pass =
        new LayerPass(above, Arrays.copyOfRange(running, statistics, running.length), mode);
    List<Layer> trunk = architecture.trunk();
    Tensor map = pass.all(trunk.subList(architecture.lowerLayers(), trunk.size()), hidden);
    Tensor embedding = pass.all(architecture.tail(), map).flatten(1, -1);
    keep(running, mode);
    return new Outputs(map, embedding);
  }

  private void keep(Tensor[] running, Mode mode) {
    if (mode == Mode.TRAINING) {
      placement.copyBack(running, statisticSlots);
    }
  }

  Placement placement() {
    return placement;
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
  public Network copy() {
    return new TorchNetwork(architecture, parameters.dup(), statistics.dup(), placement);
  }

  @Override
  public void close() {
    for (Tensor[] tensors : List.of(leaves, gradientSlots, statisticSlots)) {
      for (Tensor tensor : tensors) {
        tensor.releaseReference();
      }
    }
  }

  private Outputs pass(Tensor input, Tensor[] weights, Mode mode) {
    return pass(input, weights, mode, null);
  }

  private Outputs pass(Tensor input, Tensor[] weights, Mode mode, @Nullable List<DensePass> dense) {
    checkInput(Tensors.shape(input));
    Tensor[] running = placement.toDevice(statisticSlots);
    LayerPass pass = new LayerPass(weights, running, mode).noting(dense);
    // The layout that libtorch's convolutions are fastest in on a CPU.
    Tensor map = pass.all(architecture.trunk(), input.contiguous(MemoryFormat.ChannelsLast));
    Tensor embedding = pass.all(architecture.tail(), map).flatten(1, -1);
    keep(running, mode);
    return new Outputs(map, embedding);
  }

  private void checkInput(long[] shape) {
    long[] expected = {-1, architecture.channels(), architecture.height(), architecture.width()};
    Require.shape(expected, shape, architecture.name() + " input");
  }

  static INDArray flat(float[] values) {
    return Nd4j.createFromArray(values.length == 0 ? new float[1] : values);
  }

  private static Tensor[] slots(INDArray flat, List<Layout.Slot> slots) {
    try (PointerScope scope = Tensors.scope()) {
      Tensor whole = Tensors.of(flat);
      return slots.stream()
          .map(s -> whole.narrow(0, s.offset(), s.length()).view(s.shape()).variable_data())
          .map(s -> s.<Tensor>retainReference())
          .toArray(Tensor[]::new);
    }
  }
}
