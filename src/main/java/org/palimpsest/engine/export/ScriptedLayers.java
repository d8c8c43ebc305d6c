package org.palimpsest.engine.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Layer;

/**
 * Layers as statements of TorchScript, in evaluation mode. Each statement sets a variable of its
 * own; weights are attributes named after their layer, such as {@code encoder_trunk_0_weight}.
 */
final class ScriptedLayers {

  private final String prefix;
  private final Map<String, INDArray> weights;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, INDArray> used = new LinkedHashMap<>();

  /**
   * Nothing written yet.
   *
   * @param prefix of the attributes' names
   * @param weights by their name, such as {@code trunk.0.weight}
   */
  ScriptedLayers(String prefix, Map<String, INDArray> weights) {
    this.prefix = prefix;
    this.weights = weights;
  }

  /** The statements so far. */
  List<String> lines() {
    return lines;
  }

  /** The attributes that they read. */
  Map<String, INDArray> attributes() {
    return used;
  }

  /**
   * Writes layers.
   *
   * @param input the variable that they act on
   * @param name of the list, such as {@code trunk}
   * @return the variable that has the outcome
   */
  String all(List<Layer> layers, String input, String name) {
    String at = input;
    for (int i = 0; i < layers.size(); i++) {
      at = layers.get(i).accept(new Step(this, name + "." + i, at));
    }
    return at;
  }

  private String set(String expression) {
    String variable = "x" + lines.size();
    lines.add(variable + " = " + expression);
    return variable;
  }

  private record Step(ScriptedLayers to, String name, String in) implements Layer.Visitor<String> {

    private String weight(String what) {
      String layer = name + "." + what;
      String attribute = (to.prefix + layer).replace('.', '_');
      to.used.put(attribute, Objects.requireNonNull(to.weights.get(layer), layer));
      return "self." + attribute;
    }

    private String call(String function, Object... arguments) {
      StringBuilder text = new StringBuilder("torch." + function + "(" + in);
      for (Object argument : arguments) {
        text.append(", ").append(argument);
      }
      return to.set(text.append(')').toString());
    }

    private static String pair(int value) {
      return "[%s, %s]".formatted(value, value);
    }

    @Override
    public String convolution(Layer.Convolution layer) {
      String bias = layer.bias() ? weight("bias") : "None";
      return call(
          "conv2d", weight("weight"), bias, pair(layer.stride()), pair(layer.padding()), "[1, 1]");
    }

    @Override
    public String upsampling(Layer.Upsampling layer) {
      return call("conv_transpose2d", weight("weight"), weight("bias"), "[2, 2]");
    }

    @Override
    public String batchNormalization(Layer.BatchNormalization layer) {
      return call(
          "batch_norm",
          weight("weight"),
          weight("bias"),
          weight("running_mean"),
          weight("running_var"),
          "False",
          0.1,
          Layer.BatchNormalization.EPSILON,
          "False");
    }

    @Override
    public String relu(Layer.Relu layer) {
      return call("relu");
    }

    @Override
    public String leakyRelu(Layer.LeakyRelu layer) {
      return call("leaky_relu", layer.slope());
    }

    @Override
    public String sigmoid(Layer.Sigmoid layer) {
      return call("sigmoid");
    }

    @Override
    public String maxPooling(Layer.MaxPooling layer) {
      return call("max_pool2d", "[2, 2]", "[2, 2]");
    }

    @Override
    public String subsampling(Layer.Subsampling layer) {
      String kept = to.set(in + "[:, :, ::2, ::2]");
      String more = "%s - %s.size(1)".formatted(layer.channels(), kept);
      return to.set("torch.constant_pad_nd(%s, [0, 0, 0, 0, 0, %s], 0)".formatted(kept, more));
    }

    @Override
    public String fit(Layer.Fit layer) {
      int height = layer.height();
      int width = layer.width();
      String cut = to.set("%s[:, :, :%s, :%s]".formatted(in, height, width));
      return to.set(
          "torch.replication_pad2d(%s, [0, %s - %s.size(3), 0, %s - %s.size(2)])"
              .formatted(cut, width, cut, height, cut));
    }

    @Override
    public String globalAveragePooling(Layer.GlobalAveragePooling layer) {
      return call("mean", "[2, 3]");
    }

    @Override
    public String flatten(Layer.Flatten layer) {
      return call("flatten", 1, -1);
    }

    @Override
    public String unflatten(Layer.Unflatten layer) {
      return call(
          "reshape", "[-1, %s, %s, %s]".formatted(layer.channels(), layer.height(), layer.width()));
    }

    @Override
    public String dense(Layer.Dense layer) {
      return call("linear", weight("weight"), weight("bias"));
    }

    @Override
    public String residual(Layer.Residual layer) {
      String body = to.all(layer.body(), in, name + ".body");
      String shortcut = to.all(layer.shortcut(), in, name + ".shortcut");
      return to.set(body + " + " + shortcut);
    }
  }
}
