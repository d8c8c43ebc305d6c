package org.palimpsest.head.generative;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Initializer;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Parameter;

/**
 * Dense layers with ReLU between them, the last one linear; all weights are one flat parameter.
 * They are libtorch's whatever the encoder's engine is, and may be gated unit by unit, which a
 * network of layers cannot.
 */
public final class DenseLayers {

  private final Layout layout;
  private final Parameter parameter;

  private DenseLayers(Layout layout, String name, INDArray weights) {
    this.layout = layout;
    parameter = Parameter.of(name, weights);
  }

  /**
   * Layers with first weights as {@link Initializer} draws them.
   *
   * @param name of the parameter
   * @param widths of the input, the hidden layers and the output; at least 2
   */
  public static DenseLayers fresh(String name, List<Integer> widths, RandomGenerator random) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer.Flatten());
    for (int units : widths.subList(1, widths.size())) {
      layers.add(new Layer.Dense(units));
    }
    Architecture dense = new Architecture("dense", widths.get(0), 1, 1, layers, List.of());
    Layout layout = Layout.of(dense);
    return new DenseLayers(
        layout,
        name,
        Nd4j.createFromArray(Initializer.parameters(layout, dense.initialization(), random)));
  }

  /** The same layers with the same weights in memory of their own. */
  public DenseLayers copy() {
    return new DenseLayers(layout, parameter.name(), parameter.values().dup());
  }

  public Parameter parameter() {
    return parameter;
  }

  /**
   * What the layers make of an input.
   *
   * @param input {@code [batch, first width]}
   * @param weights flat, as the parameter's values: a leaf of a tape or a constant
   * @return {@code [batch, last width]}
   */
  public Tensor of(Tensor input, Tensor weights) {
    return of(input, weights, List.of());
  }

  /**
   * The same with hidden units gated ahead of ReLU.
   *
   * @param gates one for each hidden layer, {@code [batch, width]}; empty for none
   */
  public Tensor of(Tensor input, Tensor weights, List<Tensor> gates) {
    List<Layout.Slot> slots = layout.parameters();
    TensorVector parts =
        weights.split_with_sizes(slots.stream().mapToLong(Layout.Slot::length).toArray());
    Tensor x = input;
    for (int i = 0; i < slots.size(); i += 2) {
      Tensor weight = parts.get(i).view(slots.get(i).shape());
      x = torch.linear(x, weight, new TensorOptional(parts.get(i + 1)));
      if (i + 2 < slots.size()) {
        x = (gates.isEmpty() ? x : x.mul(gates.get(i / 2))).relu();
      }
    }
    return x;
  }
}
