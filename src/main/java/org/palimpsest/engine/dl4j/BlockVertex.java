package org.palimpsest.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.engine.Layout;

/** A block in a graph that runs, with its share of the flat vectors. */
@SuppressWarnings("overrides") // between two classes of Deeplearning4j
final class BlockVertex extends BaseGraphVertex {

  private final transient Block block;
  private final transient List<Layout.Slot> layout;
  private final transient @Nullable INDArray parameters;
  private transient Block.Slots slots;

  BlockVertex(
      ComputationGraph graph,
      String name,
      int index,
      DataType type,
      Block block,
      List<Layout.Slot> layout,
      @Nullable INDArray parameters,
      List<INDArray> statistics) {
    super(graph, name, index, null, null, type);
    this.block = block;
    this.layout = layout;
    this.parameters = parameters;
    slots = new Block.Slots(split(parameters), List.of(), statistics);
  }

  Block block() {
    return block;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    return block.forward(List.of(inputs), slots, training);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    List<INDArray> gradients = block.backward(List.of(inputs), epsilon, slots);
    // Parameter gradients are in the graph's flat vector already.
    return new Pair<>(new DefaultGradient(), gradients.toArray(INDArray[]::new));
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradients) {
    slots = new Block.Slots(slots.parameters(), split(gradients), slots.statistics());
  }

  @Override
  public @Nullable INDArray params() {
    return parameters;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public @Nullable Layer getLayer() {
    return null;
  }

  @Override
  public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int batch) {
    return null; // images have no masks
  }

  @Override
  public String toString() {
    return "%s: %s".formatted(vertexName, block.getClass().getSimpleName());
  }

  private List<INDArray> split(@Nullable INDArray flat) {
    List<INDArray> views = new ArrayList<>();
    long offset = 0;
    for (Layout.Slot slot : layout) {
      if (flat == null) {
        throw new IllegalStateException(vertexName + " has parameters but no memory for them");
      }
      views.add(view(flat, offset, slot));
      offset += slot.length();
    }
    return views;
  }

  /** A slot's part of a flat vector, in the slot's shape. */
  static INDArray view(INDArray flat, long offset, Layout.Slot slot) {
    return flat.reshape(flat.length())
        .get(NDArrayIndex.interval(offset, offset + slot.length()))
        .reshape('c', slot.shape());
  }
}
