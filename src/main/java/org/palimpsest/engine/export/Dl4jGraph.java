package org.palimpsest.engine.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
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
final class Dl4jGraph {

  private static final String INPUT = "image";
  private static final double EPSILON = 1e-5;

  /** Sets the weights of one vertex once the graph is there. */
  private interface Filling {
    void into(ComputationGraph graph);
  }

  private final GraphBuilder builder;
  private final Map<String, INDArray> tensors;
  private final List<Filling> fillings = new ArrayList<>();

  private Dl4jGraph(GraphBuilder builder, Weights weights) {
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
    Dl4jGraph graph = new Dl4jGraph(builder, weights);
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
      String output = add(layer, name, at);
      at = new Point(output, Layout.shapeBehind(layer, at.shape()));
    }
    return at;
  }

  /** Adds a layer's vertices and returns the name of the last one. */
  private String add(Layer layer, String name, Point in) {
    if (layer instanceof Layer.Convolution convolution) {
      return convolution(name, convolution, in);
    } else if (layer instanceof Layer.BatchNormalization) {
      return normalization(name, in);
    } else if (layer instanceof Layer.Relu) {
      return activation(name, Activation.RELU.getActivationFunction(), in);
    } else if (layer instanceof Layer.LeakyRelu leaky) {
      return activation(name, new ActivationLReLU(leaky.slope()), in);
    } else if (layer instanceof Layer.Sigmoid) {
      return activation(name, Activation.SIGMOID.getActivationFunction(), in);
    } else if (layer instanceof Layer.MaxPooling) {
      builder.addLayer(
          name,
          new SubsamplingLayer.Builder(
                  SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
              .build(),
          in.name());
    } else if (layer instanceof Layer.GlobalAveragePooling) {
      builder.addLayer(name, new GlobalPoolingLayer(PoolingType.AVG), in.name());
    } else if (layer instanceof Layer.Subsampling subsampling) {
      return subsampling(name, subsampling, in);
    } else if (layer instanceof Layer.Flatten) {
      int[] image = in.shape();
      builder.addVertex(
          name,
          new PreprocessorVertex(new CnnToFeedForwardPreProcessor(image[1], image[2], image[0])),
          in.name());
    } else if (layer instanceof Layer.Unflatten image) {
      builder.addVertex(
          name,
          new PreprocessorVertex(
              new FeedForwardToCnnPreProcessor(image.height(), image.width(), image.channels())),
          in.name());
    } else if (layer instanceof Layer.Dense) {
      return dense(name, in);
    } else if (layer instanceof Layer.Residual residual) {
      Point body = all(residual.body(), in, name + ".body.");
      Point shortcut = all(residual.shortcut(), in, name + ".shortcut.");
      builder.addVertex(
          name, new ElementWiseVertex(ElementWiseVertex.Op.Add), body.name(), shortcut.name());
    } else {
      throw new IllegalArgumentException(
          "Deeplearning4j has no layer of its own for %s, %s".formatted(name, layer));
    }
    return name;
  }

  private String convolution(String name, Layer.Convolution convolution, Point in) {
    int side = convolution.size();
    builder.addLayer(
        name,
        new ConvolutionLayer.Builder(side, side)
            .stride(convolution.stride(), convolution.stride())
            .padding(convolution.padding(), convolution.padding())
            .nIn(in.shape()[0])
            .nOut(convolution.filters())
            .hasBias(convolution.bias())
            .activation(Activation.IDENTITY)
            .build(),
        in.name());
    fill(name, "W", tensor(name, "weight"));
    if (convolution.bias()) {
      fill(name, "b", tensor(name, "bias"));
    }
    return name;
  }

  private String normalization(String name, Point in) {
    builder.addLayer(
        name,
        new BatchNormalization.Builder()
            .eps(EPSILON)
            .decay(0.9)
            .useLogStd(false)
            .nOut(in.shape()[0])
            .build(),
        in.name());
    fill(name, "gamma", tensor(name, "weight"));
    fill(name, "beta", tensor(name, "bias"));
    fill(name, "mean", tensor(name, "running_mean"));
    fill(name, "var", tensor(name, "running_var"));
    return name;
  }

  private String activation(String name, IActivation function, Point in) {
    builder.addLayer(name, new ActivationLayer.Builder().activation(function).build(), in.name());
    return name;
  }

  private String dense(String name, Point in) {
    INDArray weight = tensor(name, "weight");
    builder.addLayer(
        name,
        new DenseLayer.Builder()
            .nIn(in.shape()[0])
            .nOut(weight.size(0))
            .activation(Activation.IDENTITY)
            .build(),
        in.name());
    fill(name, "W", weight.transpose());
    fill(name, "b", tensor(name, "bias"));
    return name;
  }

  /** A 1x1 convolution whose weights are 0 and 1 takes every second pixel and adds channels. */
  private String subsampling(String name, Layer.Subsampling subsampling, Point in) {
    int channels = in.shape()[0];
    builder.addLayer(
        name,
        new ConvolutionLayer.Builder(1, 1)
            .stride(2, 2)
            .nIn(channels)
            .nOut(subsampling.channels())
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        in.name());
    INDArray select = Nd4j.zeros(DataType.FLOAT, subsampling.channels(), channels, 1, 1);
    for (int c = 0; c < channels; c++) {
      select.putScalar(new int[] {c, c, 0, 0}, 1);
    }
    fill(name, "W", select);
    return name;
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
}
