package org.palimpsest.engine.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Weights;

/**
 * Builds a {@code ComputationGraph} of Deeplearning4j's own layers that computes what an encoder
 * computes in evaluation mode. Vertices are named after our layers, such as {@code trunk.0}.
 */
final class ExportedGraph {

  private static final String INPUT = "image";

  /** Sets the weights of one vertex once the graph is there. */
  private interface Filling {
    void into(ComputationGraph graph);
  }

  private final GraphBuilder builder;
  private final Map<String, INDArray> tensors;
  private final List<Filling> fillings = new ArrayList<>();

  private ExportedGraph(GraphBuilder builder, Weights weights) {
    this.builder = builder;
    this.tensors = weights.tensors();
  }

  /** Outputs {@code map} and {@code embedding}; images are {@code [batch, channels, h, w]}. */
  static ComputationGraph of(Weights weights) {
    Architecture architecture = weights.architecture();
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(
                InputType.convolutional(
                    architecture.height(), architecture.width(), architecture.channels()));
    ExportedGraph graph = new ExportedGraph(builder, weights);
    int[] image = {architecture.channels(), architecture.height(), architecture.width()};
    Point map = graph.all(architecture.trunk(), new Point(INPUT, image), "trunk.");
    Point embedding = graph.all(architecture.tail(), map, "tail.");
    // Outputs need names of their own, which scaling by 1 gives them.
    builder.addVertex("map", new ScaleVertex(1), map.name());
    builder.addVertex("embedding", new ScaleVertex(1), embedding.name());
    ComputationGraph built = new ComputationGraph(builder.setOutputs("map", "embedding").build());
    built.init();
    graph.fillings.forEach(filling -> filling.into(built));
    return built;
  }

  private Point all(List<Layer> layers, Point input, String prefix) {
    Point at = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      String name = prefix + i;
      String output = layer.accept(new Step(this, name, at));
      at = new Point(output, Layout.shapeBehind(layer, at.shape()));
    }
    return at;
  }

  private INDArray tensor(String name, String what) {
    return Objects.requireNonNull(tensors.get(name + "." + what), name);
  }

  private void fill(String name, String parameter, INDArray values) {
    fillings.add(
        graph -> {
          INDArray target = graph.getLayer(name).getParam(parameter);
          target.assign(values.reshape(target.shape()));
        });
  }

  /** A vertex and the shape of one image's output there. */
  @SuppressWarnings("ArrayRecordComponent") // lives only while a graph is built
  private record Point(String name, int[] shape) {}

  /** Adds a layer's vertices and gives the name of the last one. */
  private record Step(ExportedGraph graph, String name, Point in) implements Layer.Visitor<String> {

    @Override
    public String convolution(Layer.Convolution layer) {
      int side = layer.size();
      layer(
          new ConvolutionLayer.Builder(side, side)
              .stride(layer.stride(), layer.stride())
              .padding(layer.padding(), layer.padding())
              .nIn(in.shape()[0])
              .nOut(layer.filters())
              .hasBias(layer.bias())
              .activation(Activation.IDENTITY)
              .build());
      fill("W", tensor("weight"));
      if (layer.bias()) {
        fill("b", tensor("bias"));
      }
      return name;
    }

    @Override
    public String upsampling(Layer.Upsampling layer) {
      throw unknown(layer);
    }

    @Override
    public String batchNormalization(Layer.BatchNormalization layer) {
      layer(
          new BatchNormalization.Builder()
              .eps(Layer.BatchNormalization.EPSILON)
              .decay(0.9)
              .useLogStd(false)
              .nOut(in.shape()[0])
              .build());
      fill("gamma", tensor("weight"));
      fill("beta", tensor("bias"));
      fill("mean", tensor("running_mean"));
      fill("var", tensor("running_var"));
      return name;
    }

    @Override
    public String relu(Layer.Relu layer) {
      return activation(Activation.RELU.getActivationFunction());
    }

    @Override
    public String leakyRelu(Layer.LeakyRelu layer) {
      return activation(new ActivationLReLU(layer.slope()));
    }

    @Override
    public String sigmoid(Layer.Sigmoid layer) {
      return activation(Activation.SIGMOID.getActivationFunction());
    }

    @Override
    public String maxPooling(Layer.MaxPooling layer) {
      int[] two = {2, 2};
      return layer(
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, two, two).build());
    }

    /** A 1x1 convolution whose weights are 0 and 1 takes every second pixel and adds channels. */
    @Override
    public String subsampling(Layer.Subsampling layer) {
      int channels = in.shape()[0];
      layer(
          new ConvolutionLayer.Builder(1, 1)
              .stride(2, 2)
              .nIn(channels)
              .nOut(layer.channels())
              .hasBias(false)
              .activation(Activation.IDENTITY)
              .build());
      INDArray select = Nd4j.zeros(DataType.FLOAT, layer.channels(), channels, 1, 1);
      for (int c = 0; c < channels; c++) {
        select.putScalar(new int[] {c, c, 0, 0}, 1);
      }
      fill("W", select);
      return name;
    }

    @Override
    public String fit(Layer.Fit layer) {
      throw unknown(layer);
    }

    @Override
    public String globalAveragePooling(Layer.GlobalAveragePooling layer) {
      return layer(new GlobalPoolingLayer(PoolingType.AVG));
    }

    @Override
    public String flatten(Layer.Flatten layer) {
      int[] image = in.shape();
      return preprocessor(new CnnToFeedForwardPreProcessor(image[1], image[2], image[0]));
    }

    @Override
    public String unflatten(Layer.Unflatten layer) {
      return preprocessor(
          new FeedForwardToCnnPreProcessor(layer.height(), layer.width(), layer.channels()));
    }

    @Override
    public String dense(Layer.Dense layer) {
      layer(
          new DenseLayer.Builder()
              .nIn(in.shape()[0])
              .nOut(layer.units())
              .activation(Activation.IDENTITY)
              .build());
      fill("W", tensor("weight").transpose());
      fill("b", tensor("bias"));
      return name;
    }

    @Override
    public String residual(Layer.Residual layer) {
      Point body = graph.all(layer.body(), in, name + ".body.");
      Point shortcut = graph.all(layer.shortcut(), in, name + ".shortcut.");
      ElementWiseVertex sum = new ElementWiseVertex(ElementWiseVertex.Op.Add);
      graph.builder.addVertex(name, sum, body.name(), shortcut.name());
      return name;
    }

    private String activation(IActivation function) {
      return layer(new ActivationLayer.Builder().activation(function).build());
    }

    private String layer(org.deeplearning4j.nn.conf.layers.Layer layer) {
      graph.builder.addLayer(name, layer, in.name());
      return name;
    }

    private String preprocessor(InputPreProcessor preprocessor) {
      graph.builder.addVertex(name, new PreprocessorVertex(preprocessor), in.name());
      return name;
    }

    private INDArray tensor(String what) {
      return graph.tensor(name, what);
    }

    private void fill(String parameter, INDArray values) {
      graph.fill(name, parameter, values);
    }

    private IllegalArgumentException unknown(Layer layer) {
      return new IllegalArgumentException(
          "Deeplearning4j has no layer of its own for %s, %s".formatted(name, layer));
    }
  }
}
