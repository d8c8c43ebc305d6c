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
      last = layers.get(i).accept(new Step(this, last, prefix + i));
    }
    return last;
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

  /** The one place that knows which block a layer becomes; gives the name of its vertex. */
  private record Step(Wiring wiring, String input, String name) implements Layer.Visitor<String> {

    @Override
    public String convolution(Layer.Convolution layer) {
      return vertex(() -> new ConvolutionBlocks.Convolution(layer));
    }

    @Override
    public String upsampling(Layer.Upsampling layer) {
      return vertex(() -> new ConvolutionBlocks.Upsampling(layer));
    }

    @Override
    public String batchNormalization(Layer.BatchNormalization layer) {
      return vertex(BatchNormalizationBlock::new);
    }

    @Override
    public String relu(Layer.Relu layer) {
      return vertex(Blocks.Relu::new);
    }

    @Override
    public String leakyRelu(Layer.LeakyRelu layer) {
      return vertex(() -> new Blocks.LeakyRelu(layer.slope()));
    }

    @Override
    public String sigmoid(Layer.Sigmoid layer) {
      return vertex(Blocks.Logistic::new);
    }

    @Override
    public String maxPooling(Layer.MaxPooling layer) {
      return vertex(Blocks.MaxPooling::new);
    }

    @Override
    public String subsampling(Layer.Subsampling layer) {
      return vertex(() -> new ShapeBlocks.Subsampling(layer));
    }

    @Override
    public String fit(Layer.Fit layer) {
      return vertex(() -> new ShapeBlocks.Fit(layer));
    }

    @Override
    public String globalAveragePooling(Layer.GlobalAveragePooling layer) {
      return vertex(Blocks.GlobalAveragePooling::new);
    }

    @Override
    public String flatten(Layer.Flatten layer) {
      return vertex(Blocks.Flatten::new);
    }

    @Override
    public String unflatten(Layer.Unflatten layer) {
      return vertex(() -> new ShapeBlocks.Unflatten(layer));
    }

    @Override
    public String dense(Layer.Dense layer) {
      return vertex(DenseBlock::new);
    }

    @Override
    public String residual(Layer.Residual layer) {
      String body = wiring.all(layer.body(), input, name + ".body.");
      String shortcut = wiring.all(layer.shortcut(), input, name + ".shortcut.");
      return wiring.vertex(name, Blocks.Sum::new, body, shortcut);
    }

    private String vertex(Supplier<Block> block) {
      return wiring.vertex(name, block, input);
    }
  }
}
