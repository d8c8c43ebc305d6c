package org.palimpsest.engine.dl4j;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Layout;

/** A block in the configuration of a graph: what Deeplearning4j makes a {@link BlockVertex} of. */
final class BlockConf extends GraphVertex {

  private final transient Supplier<Block> block;
  private final transient int inputs;
  private final transient List<Layout.Slot> parameters;
  private final transient List<INDArray> statistics;

  /**
   * A vertex to be.
   *
   * @param block makes a fresh one, as memory of a pass belongs to one graph
   * @param inputs incoming edges
   * @param parameters the block's share of the layout
   * @param statistics the block's running statistics, shared by all graphs of a network
   */
  BlockConf(
      Supplier<Block> block, int inputs, List<Layout.Slot> parameters, List<INDArray> statistics) {
    this.block = block;
    this.inputs = inputs;
    this.parameters = parameters;
    this.statistics = statistics;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameterView,
      boolean initializeParams,
      DataType type) {
    return new BlockVertex(
        graph, name, index, type, block.get(), parameters, parameterView, statistics);
  }

  @Override
  public long numParams(boolean backprop) {
    return parameters.stream().mapToLong(Layout.Slot::length).sum();
  }

  @Override
  public int minVertexInputs() {
    return inputs;
  }

  @Override
  public int maxVertexInputs() {
    return inputs;
  }

  /** Shapes are the {@link Layout}'s business, so that Deeplearning4j need not infer any. */
  @Override
  public InputType getOutputType(int index, InputType... types) {
    return types[0];
  }

  @Override
  public MemoryReport getMemoryReport(InputType... types) {
    return new LayerMemoryReport.Builder(null, BlockConf.class, types[0], types[0])
        .standardMemory(numParams(true), 0)
        .build();
  }

  @Override
  public BlockConf clone() {
    return new BlockConf(block, inputs, parameters, statistics);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockConf conf
        && conf.block.equals(block)
        && conf.parameters.equals(parameters);
  }

  @Override
  public int hashCode() {
    return Objects.hash(block, parameters);
  }
}
