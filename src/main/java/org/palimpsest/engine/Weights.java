package org.palimpsest.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The weights of a network, outside of any engine.
 *
 * @param parameters flat, laid out by {@link Layout}
 * @param statistics flat, laid out by {@link Layout}
 */
public record Weights(Architecture architecture, INDArray parameters, INDArray statistics) {

  /** The weights that a network uses, not a copy. */
  public static Weights of(Network network) {
    return new Weights(network.architecture(), network.parameters(), network.statistics());
  }

  /**
   * Views of the weights layer by layer, under the names that PyTorch gives the same layers in
   * {@code Sequential} containers: {@code trunk.0.weight}, {@code trunk.1.running_mean}.
   */
  public Map<String, INDArray> tensors() {
    Layout layout = Layout.of(architecture);
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    layout.parameters().forEach(slot -> tensors.put(name(slot), view(parameters, slot)));
    layout.statistics().forEach(slot -> tensors.put(name(slot), view(statistics, slot)));
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * Overwrites these weights, if they all fit; else leaves them alone.
   *
   * @param saved by the names of {@link #tensors()}
   * @return one text for each tensor that is missing, unknown or of another shape; empty if all fit
   */
  public List<String> assign(Map<String, INDArray> saved) {
    Map<String, INDArray> own = tensors();
    List<String> problems = new ArrayList<>();
    own.forEach(
        (name, tensor) -> {
          INDArray found = saved.get(name);
          String expected = Arrays.toString(tensor.shape());
          if (found == null) {
            problems.add("%s is missing, expected %s".formatted(name, expected));
          } else if (!Arrays.equals(found.shape(), tensor.shape())) {
            problems.add(
                "%s is %s, expected %s".formatted(name, Arrays.toString(found.shape()), expected));
          }
        });
    saved.forEach(
        (name, tensor) -> {
          if (!own.containsKey(name)) {
            problems.add(
                "%s of %s is not in this network".formatted(name, Arrays.toString(tensor.shape())));
          }
        });
    if (problems.isEmpty()) {
      own.forEach((name, tensor) -> tensor.assign(saved.get(name)));
    }
    return problems;
  }

  private static INDArray view(INDArray flat, Layout.Slot slot) {
    return flat.reshape(-1)
        .get(NDArrayIndex.interval(slot.offset(), slot.offset() + slot.length()))
        .reshape(slot.shape());
  }

  private static String name(Layout.Slot slot) {
    String layer = slot.name().substring(0, slot.name().lastIndexOf('.') + 1);
    return layer
        + switch (slot.role()) {
          case WEIGHT, GAIN -> "weight";
          case BIAS, SHIFT -> "bias";
          case MEAN -> "running_mean";
          case VARIANCE -> "running_var";
        };
  }
}
