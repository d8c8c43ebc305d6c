package org.palimpsest.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Layout;

/**
 * Turns an architecture into the configuration of a computation graph with the input {@value
 * #INPUT} and the outputs {@value #MAP} and {@value #EMBEDDING}.
 */
final class Wiring {

  static final String INPUT = "input";

  /** First vertex; the gradient with respect to the input arrives here. */
  static final String ENTRY = "entry";

  static final String MAP = "map";
  static final String EMBEDDING = "embedding";

  private final Layout layout;
  private final INDArray statistics;
  private final ComputationGraphConfiguration.GraphBuilder builder;
  private final List<String> order = new ArrayList<>(List.of(INPUT));

  private Wiring(Layout layout, INDArray statistics) {
    this.layout = layout;
    this.statistics = statistics;
    builder =
        new NeuralNetConfiguration.Builder()
            .dataType(statistics.dataType())
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .graphBuilder()
            .addInputs(INPUT)
            .setOutputs(MAP, EMBEDDING);
  }

  /**
   * The configuration.
   *
   * @param statistics running statistics, laid out by {@link Layout}; used in place
   */
  static ComputationGraphConfiguration of(Architecture architecture, INDArray statistics) {
    Wiring wiring = new Wiring(Layout.of(architecture), statistics);
    String entry = wiring.vertex(ENTRY, Blocks.Entry::new, INPUT);
    String trunk = wiring.all(architecture.trunk(), entry, "trunk.");
    // A vertex of its own, since a graph forgets what flows back into an output from elsewhere.
    wiring.vertex(MAP, Blocks.Identity::new, trunk);
    String tail = wiring.all(architecture.tail(), trunk, "tail.");
    wiring.vertex(EMBEDDING, Blocks.Flatten::new, tail);
    return wiring.build();
  }

  private String all(List<Layer> layers, String input, String prefix) {
    String last = input;
    for (int i = 0; i < layers.size(); i++) {
      last = one(layers.get(i), last, prefix + i);
    }
    return last;
  }

  private String one(Layer layer, String input, String name) {
    if (layer instanceof Layer.Residual residual) {
      String body = all(residual.body(), input, name + ".body.");
      String shortcut = all(residual.shortcut(), input, name + ".shortcut.");
      return vertex(name, Blocks.Sum::new, body, shortcut);
    }
    return vertex(name, block(layer), input);
  }

  /** The one place that knows which block a layer becomes. */
  private static Supplier<Block> block(Layer layer) {
    if (layer instanceof Layer.Convolution convolution) {
      return () -> new ConvolutionBlocks.Convolution(convolution);
    }
    if (layer instanceof Layer.Upsampling upsampling) {
      return () -> new ConvolutionBlocks.Upsampling(upsampling);
    }
    if (layer instanceof Layer.BatchNormalization) {
      return BatchNormalizationBlock::new;
    }
    if (layer instanceof Layer.Relu) {
      return Blocks.Relu::new;
    }
    if (layer instanceof Layer.LeakyRelu leaky) {
      return () -> new Blocks.LeakyRelu(leaky.slope());
    }
    if (layer instanceof Layer.Sigmoid) {
      return Blocks.Logistic::new;
    }
    if (layer instanceof Layer.MaxPooling) {
      return Blocks.MaxPooling::new;
    }
    if (layer instanceof Layer.GlobalAveragePooling) {
      return Blocks.GlobalAveragePooling::new;
    }
    if (layer instanceof Layer.Subsampling subsampling) {
      return () -> new ShapeBlocks.Subsampling(subsampling);
    }
    if (layer instanceof Layer.Fit fit) {
      return () -> new ShapeBlocks.Fit(fit);
    }
    if (layer instanceof Layer.Unflatten image) {
      return () -> new ShapeBlocks.Unflatten(image);
    }
    if (layer instanceof Layer.Flatten) {
      return Blocks.Flatten::new;
    }
    if (layer instanceof Layer.Dense) {
      return DenseBlock::new;
    }
    throw new IllegalStateException("no block for " + layer);
  }

  private String vertex(String name, Supplier<Block> block, String... inputs) {
    List<INDArray> running =
        own(layout.statistics(), name).stream()
            .map(s -> BlockVertex.view(statistics, s.offset(), s))
            .toList();
    builder.addVertex(
        name, new BlockConf(block, inputs.length, own(layout.parameters(), name), running), inputs);
    order.add(name);
    return name;
  }

  /** The slots of one layer, not of layers within it. */
  private static List<Layout.Slot> own(List<Layout.Slot> slots, String name) {
    return slots.stream()
        .filter(s -> s.name().substring(0, s.name().lastIndexOf('.')).equals(name))
        .toList();
  }

  /** Vertices run in the order of the layout, which is then the order of the graph's parameters. */
  private ComputationGraphConfiguration build() {
    ComputationGraphConfiguration configuration = builder.build();
    configuration.setTopologicalOrder(IntStream.range(0, order.size()).toArray());
    configuration.setTopologicalOrderStr(order);
    return configuration;
  }
}
