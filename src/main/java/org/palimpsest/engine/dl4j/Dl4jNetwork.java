package org.palimpsest.engine.dl4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Trace;
import org.palimpsest.engine.TracedNetwork;
import org.palimpsest.tensor.Require;

/**
 * A network that computes as a Deeplearning4j graph. A graph keeps what a pass computed, so every
 * pass that is open has a graph of its own on the same weights, and a closed one's is used again.
 */
final class Dl4jNetwork implements TracedNetwork {

  /** Images that inference takes at a time: its memory does not grow with what it is asked for. */
  private static final int CHUNK = 128;

  private final Architecture architecture;
  private final INDArray parameters;
  private final INDArray gradients;
  private final INDArray statistics;
  private final Deque<Dl4jGraph> idle = new ArrayDeque<>();

  /**
   * A network.
   *
   * @param parameters flat, float32 (float64 in tests); used in place
   * @param statistics flat, of the same type; used in place
   */
  Dl4jNetwork(Architecture architecture, INDArray parameters, INDArray statistics) {
    this.architecture = architecture;
    this.parameters = parameters;
    this.statistics = statistics;
    gradients = Nd4j.zeros(parameters.dataType(), parameters.length());
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public Features infer(INDArray input) {
    checkInput(input);
    long images = input.size(0);
    Features all = outputs(images);
    Dl4jGraph graph = graph();
    try {
      for (long first = 0; first < images; first += CHUNK) {
        var rows = NDArrayIndex.interval(first, Math.min(images, first + CHUNK));
        Features some = graph.forward(input.get(rows), false);
        all.map().get(rows).assign(some.map());
        all.embedding().get(rows).assign(some.embedding());
      }
    } finally {
      idle.push(graph);
    }
    return all;
  }

  @Override
  public Trace forward(INDArray input, Mode mode, boolean keepInputGradient) {
    checkInput(input);
    Dl4jGraph graph = graph();
    try {
      INDArray before = mode == Mode.BATCH_STATISTICS ? statistics.dup() : statistics;
      Features output = graph.forward(input, mode != Mode.FROZEN_STATISTICS);
      if (mode == Mode.BATCH_STATISTICS) {
        statistics.assign(before);
      }
      return new Pass(graph, output, keepInputGradient);
    } catch (RuntimeException e) {
      graph.close();
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
  public Network copy() {
    return new Dl4jNetwork(architecture, parameters.dup(), statistics.dup());
  }

  @Override
  public void close() {
    idle.forEach(Dl4jGraph::close);
    idle.clear();
  }

  private Dl4jGraph graph() {
    Dl4jGraph graph = idle.poll();
    return graph == null ? new Dl4jGraph(architecture, parameters, statistics) : graph;
  }

  private void checkInput(INDArray input) {
    long[] expected = {-1, architecture.channels(), architecture.height(), architecture.width()};
    Require.shape(expected, input.shape(), architecture.name() + " input");
  }

  /** Room for both outputs, maps with channels last in memory as the other engine leaves them. */
  private Features outputs(long images) {
    DataType type = parameters.dataType();
    Layout layout = Layout.of(architecture);
    int[] map = layout.mapShape();
    INDArray maps =
        map.length == 3
            ? Nd4j.createUninitialized(type, new long[] {images, map[1], map[2], map[0]}, 'c')
            : Nd4j.createUninitialized(type, new long[] {images, map[0]}, 'c');
    long width = 1;
    for (int side : layout.embeddingShape()) {
      width *= side;
    }
    return new Features(
        ChannelsLast.undo(maps), Nd4j.createUninitialized(type, new long[] {images, width}, 'c'));
  }

  /** A pass whose way back is open. */
  private final class Pass implements Trace {
    private final Dl4jGraph graph;
    private final Features output;
    private final boolean keepInputGradient;
    private boolean cameBack;
    private boolean closed;

    Pass(Dl4jGraph graph, Features output, boolean keepInputGradient) {
      this.graph = graph;
      this.output = output;
      this.keepInputGradient = keepInputGradient;
    }

    @Override
    public Features output() {
      return output;
    }

    @Override
    public void backward(@Nullable INDArray map, @Nullable INDArray embedding) {
      if (cameBack) {
        throw new IllegalStateException("a pass goes back once");
      }
      cameBack = true;
      INDArray added = graph.backward(output, map, embedding);
      if (!added.isEmpty()) {
        gradients.addi(added);
      }
    }

    @Override
    public INDArray inputGradient() {
      if (!keepInputGradient || !cameBack) {
        throw new IllegalStateException("this pass has no gradient of its input");
      }
      return graph.inputGradient();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        idle.push(graph);
      }
    }
  }
}
