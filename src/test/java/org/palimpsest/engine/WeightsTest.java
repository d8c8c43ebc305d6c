package org.palimpsest.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.tensor.Seeds;

class WeightsTest {

  private static Weights weights(int filters, long seed) {
    Architecture conv4 = Architectures.conv4(1, 8, 8, filters, true, 3);
    Layout layout = Layout.of(conv4);
    var random = new Seeds(seed).generator("weights");
    return new Weights(
        conv4,
        Nd4j.createFromArray(Initializer.parameters(layout, Initialization.FAN_IN, random)),
        Nd4j.createFromArray(Initializer.statistics(layout)));
  }

  private static Map<String, INDArray> copy(Weights weights) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    weights.tensors().forEach((name, tensor) -> copies.put(name, tensor.dup('c')));
    return copies;
  }

  @Test
  void tensorsHaveTheNamesAndShapesThatPyTorchGivesThem() {
    Map<String, INDArray> tensors = weights(2, 1).tensors();
    assertThat(tensors)
        .containsKeys(
            "trunk.0.weight",
            "trunk.0.bias",
            "trunk.1.weight",
            "trunk.1.bias",
            "trunk.1.running_mean",
            "trunk.1.running_var",
            "tail.1.weight")
        .hasSize(4 * 6 + 2);
    assertThat(requireNonNull(tensors.get("trunk.0.weight")).shape()).containsExactly(2, 1, 3, 3);
    assertThat(requireNonNull(tensors.get("tail.1.weight")).shape()).containsExactly(3, 8);
  }

  @Test
  void everyWeightIsInExactlyOneTensor() {
    Weights weights = weights(2, 1);
    long length = weights.tensors().values().stream().mapToLong(INDArray::length).sum();
    assertThat(length).isEqualTo(weights.parameters().length() + weights.statistics().length());
    weights.tensors().values().forEach(tensor -> tensor.assign(7));
    assertThat(weights.parameters().minNumber().doubleValue()).isEqualTo(7);
    assertThat(weights.statistics().minNumber().doubleValue()).isEqualTo(7);
  }

  @Test
  void whatWasWrittenIsReadBack() {
    Weights from = weights(2, 1);
    Weights to = weights(2, 2);
    assertThat(to.parameters()).isNotEqualTo(from.parameters());
    assertThat(to.assign(copy(from))).isEmpty();
    assertThat(to.parameters()).isEqualTo(from.parameters());
    assertThat(to.statistics()).isEqualTo(from.statistics());
  }

  @Test
  void namesEveryTensorThatDoesNotFitAndChangesNothing() {
    Weights to = weights(2, 2);
    INDArray before = to.parameters().dup();
    Map<String, INDArray> other = copy(weights(2, 1));
    other.remove("trunk.1.running_var");
    other.put("trunk.4.bias", Nd4j.zeros(DataType.FLOAT, 5));
    other.put("trunk.99.weight", Nd4j.zeros(DataType.FLOAT, 1));
    assertThat(to.assign(other))
        .containsExactlyInAnyOrder(
            "trunk.1.running_var is missing, expected [2]",
            "trunk.4.bias is [5], expected [2]",
            "trunk.99.weight of [1] is not in this network");
    assertThat(to.parameters()).isEqualTo(before);
  }
}
