package org.palimpsest.engine.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Layout;

/**
 * A computation graph on a network's weights, with the memory of one pass through it. Images and
 * maps go in and come out as {@code [batch, channels, height, width]}.
 */
final class Dl4jGraph implements AutoCloseable {

  private final ComputationGraph graph;
  private final Blocks.Entry entry;
  private final Buffer input = new Buffer();
  private final Buffer mapGradient = new Buffer();
  private final Buffer embeddingGradient = new Buffer();

  /**
   * A graph on weights that it shares.
   *
   * @param parameters laid out by {@link org.palimpsest.engine.Layout}; used in place
   * @param statistics laid out likewise; used and changed in place
   */
  Dl4jGraph(Architecture architecture, INDArray parameters, INDArray statistics) {
    graph = new ComputationGraph(Wiring.of(architecture, statistics));
    if (Layout.of(architecture).parameterCount() == 0) {
      graph.init();
    } else {
      graph.init(parameters.reshape(1, parameters.length()), false);
    }
    graph.initGradientsView();
    entry = (Blocks.Entry) ((BlockVertex) graph.getVertex(Wiring.ENTRY)).block();
  }

  /**
   * Both outputs, in memory that the next pass overwrites.
   *
   * @param images must keep their values until the way back is done
   */
  Features forward(INDArray images, boolean batchStatistics) {
    INDArray x = ChannelsLast.of(images, input);
    Map<String, INDArray> all = graph.feedForward(new INDArray[] {x}, batchStatistics, false);
    return new Features(ChannelsLast.undo(output(all, Wiring.MAP)), output(all, Wiring.EMBEDDING));
  }

  /**
   * The way back of the last pass forward.
   *
   * @param output of that pass
   * @return gradients with respect to the parameters, in memory that the next pass overwrites
   */
  INDArray backward(Features output, @Nullable INDArray map, @Nullable INDArray embedding) {
    graph.backpropGradient(
        gradient(output.map(), map, mapGradient),
        gradient(output.embedding(), embedding, embeddingGradient));
    return graph.getGradientsViewArray().reshape(-1);
  }

  /** Gradient with respect to the images, after {@link #backward}. */
  INDArray inputGradient() {
    return ChannelsLast.undo(entry.gradient());
  }

  @Override
  public void close() {
    for (var vertex : graph.getVertices()) {
      if (vertex instanceof BlockVertex block) {
        block.block().close();
      }
    }
    input.close();
    mapGradient.close();
    embeddingGradient.close();
    // Not ComputationGraph.close(), which would free the weights that others share.
    graph.getGradientsViewArray().close();
  }

  private static INDArray gradient(INDArray output, @Nullable INDArray gradient, Buffer buffer) {
    // A graph wants a gradient for every output.
    return gradient == null
        ? ChannelsLast.zeros(output, buffer)
        : ChannelsLast.copied(gradient, buffer);
  }

  private static INDArray output(Map<String, INDArray> all, String name) {
    INDArray array = all.get(name);
    if (array == null) {
      throw new IllegalStateException("the graph has no output " + name);
    }
    return array;
  }
}
