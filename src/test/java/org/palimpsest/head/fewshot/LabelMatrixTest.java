package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.conf.Part;
import org.palimpsest.data.DataException;
import org.palimpsest.engine.Initialization;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.tensor.Seeds;

/** Methods that know classes by a vector. */
class LabelMatrixTest {

  private static final EpisodeShape EPISODE = new EpisodeShape(2, 1, 3).of(new int[] {2, 0});
  private static final int[] LABELS = {0, 1, 1};
  private static final LabelVectors SEGMENTS =
      LabelVectors.Table.parsed("t", List.of("class,a,b", "one,1,0", "two,0,1", "three,1,1"));

  private static HeadShape shape(String... names) {
    return new HeadShape(
        3, 2, 1, 1, names.length, Initialization.FAN_IN, new Seeds(1), List.of(names));
  }

  static Stream<Map.Entry<String, NamedMetric>> metrics() {
    HeadShape shape = shape("one", "two", "three");
    Map<String, NamedMetric> all = new LinkedHashMap<>();
    for (double squared : new double[] {0, 0.5}) {
      LabelMatrix.Settings settings =
          new LabelMatrix.Settings(SEGMENTS, 4, 3, 1 - squared, squared, 0.3);
      all.put("label-matrix, squared " + squared, new LabelMatrix(settings, shape));
    }
    all.put("zero-shot-prototypical", ZeroShot.prototypical(SEGMENTS, 4, shape));
    all.put("zero-shot-relation", ZeroShot.relation(SEGMENTS, 4, 3, shape));
    return all.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void lossesHaveTheirGradients(Map.Entry<String, NamedMetric> one) {
    NamedMetric metric = one.getValue();
    Tensor labels = Tensors.classes(LABELS);
    GradientCheck.check(
        in -> metric.loss(new Outputs(in[0], in[0]), in[1], EPISODE, labels),
        GradientCheck.normal(2, 5, 3),
        GradientCheck.normal(4, metric.parameters().get(0).length()).mul(new Scalar(0.6)));
  }

  /** Three images of two labels: rows -log(3/4), -log(1/2), -log(1/2) and columns by hand. */
  @Test
  void theSymmetricLossIsTheMeanOfRowsAndColumns() {
    double three = Math.log(3);
    Tensor scores = PrototypicalTest.rows(new double[][] {{three, 0}, {0, 0}, {0, 0}});
    double rows = (-Math.log(3.0 / 4) + 2 * Math.log(2)) / 3;
    double first = -Math.log(3.0 / 5);
    double second = Math.log(3);
    Tensor own = Tensors.classes(new int[] {0, 1, 1});
    assertThat(LabelMatrix.contrastive(scores, own).item_double())
        .isCloseTo((rows + (first + second) / 2) / 2, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zero-shot-prototypical", "zero-shot-relation"})
  void zeroShotDoesNotLookAtTheSupport(String name) {
    NamedMetric metric =
        metrics().filter(one -> one.getKey().equals(name)).findFirst().orElseThrow().getValue();
    Tensor parameters =
        GradientCheck.normal(4, metric.parameters().get(0).length()).mul(new Scalar(0.6));
    Tensor features = GradientCheck.normal(2, 5, 3);
    Tensor other = features.clone();
    other.narrow(0, 0, 2).zero_();
    Tensor answer = answer(metric, features, parameters);
    assertThat(answer.equal(answer(metric, other, parameters))).isTrue();
    assertThat(answer.select(1, 0).equal(answer.select(1, 1))).isFalse();
  }

  private static Tensor answer(NamedMetric metric, Tensor features, Tensor parameters) {
    Outputs outputs = new Outputs(features, features);
    return metric.logits(outputs, parameters, EPISODE, Mode.FROZEN_STATISTICS);
  }

  @Test
  void aClassWithoutAttributesIsNamed() {
    assertThatThrownBy(() -> ZeroShot.prototypical(SEGMENTS, 4, shape("one", "four")))
        .isInstanceOf(DataException.class)
        .hasMessage("t has no attributes of class four; it has one, two, three");
  }

  @Test
  void aTableSaysWhichLineIsWrong() {
    assertThatThrownBy(() -> LabelVectors.Table.parsed("t", List.of("class,a", "one,1", "two,x")))
        .hasMessage("has \"x\" in line 3, which is no number");
    assertThatThrownBy(() -> LabelVectors.Table.parsed("t", List.of("class,a", "one,1,2")))
        .hasMessage("has 3 columns in line 2 and 2 in its header");
    assertThatThrownBy(() -> LabelVectors.Table.parsed("t", List.of("class,a", "one,1", "one,2")))
        .hasMessage("has one twice");
  }

  @Test
  void digitsHaveSegments() {
    LabelVectors table =
        new Part<>("d", "", "labels = attributes, attributes = seven-segment", LabelVectors::read)
            .sample();
    assertThat(table.of("8")).containsOnly(1);
    assertThat(table.of("1")).containsExactly(0, 0, 1, 0, 0, 1, 0);
  }

  @Test
  void namesThatShareLettersAreNearer() {
    LabelVectors words = new LabelVectors.Words();
    assertThat(product(words, "pine tree", "oak tree"))
        .isGreaterThan(product(words, "pine tree", "shark"));
    assertThat(product(words, "shark", "shark")).isCloseTo(1, within(1e-6));
  }

  private static double product(LabelVectors words, String a, String b) {
    double sum = 0;
    for (int i = 0; i < words.width(); i++) {
      sum += words.of(a)[i] * words.of(b)[i];
    }
    return sum;
  }
}
