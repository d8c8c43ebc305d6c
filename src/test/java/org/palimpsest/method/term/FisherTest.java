package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.method.fit.ImageGradients;
import org.palimpsest.method.fit.ImageGradients.Measure;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.term.Fisher.Estimator;

class FisherTest {

  /** Images of one white pixel; logits 0 and ln 3, hence probabilities 1/4 and 3/4. */
  private static Phase quarter(int... labels) {
    int[][] white = new int[labels.length][];
    for (int i = 0; i < white.length; i++) {
      white[i] = new int[] {255};
    }
    Samples samples = Tiny.images(white, labels);
    List<Session> sessions =
        List.of(Session.ofRange(0, 0, 2, samples, samples.at(new int[0]), samples.at(new int[0])));
    Model model = Tiny.model(Tiny.identity(1), "linear", Scenario.CLASS_INCREMENTAL, sessions);
    Tiny.rows(model).values().assign(0).putScalar(1, 0, Math.log(3));
    return Tiny.phase(model, 0, Softmax.SEEN);
  }

  private static double ofFirstWeight(Estimator estimator, int... labels) {
    Fisher fisher = new Fisher(estimator, OptionalInt.empty(), 128);
    return Tiny.of(fisher.of(quarter(labels)), "classifier").getDouble(0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "EXACT, 0, 0.1875",
    "EXACT, 1, 0.1875",
    "EMPIRICAL, 0, 0.5625",
    "EMPIRICAL, 1, 0.0625",
    "PREDICTED_LABEL, 0, 0.0625",
    "PREDICTED_LABEL, 1, 0.0625",
    "MAMMOTH, 0, 0.140625",
    "MAMMOTH, 1, 0.046875",
    "BATCH, 0, 0.5625",
    "FACIL, 0, 0.0625"
  })
  void ofOneImage(Estimator estimator, int label, double expected) {
    assertThat(ofFirstWeight(estimator, label, 1)).isNotNaN();
    Phase phase = quarter(label, 1);
    Map<String, INDArray> sums = new Fisher(estimator, OptionalInt.empty(), 1).of(first(phase));
    assertThat(Tiny.of(sums, "classifier").getDouble(0, 0)).isCloseTo(expected, within(1e-6));
    assertThat(Tiny.of(sums, "classifier").getDouble(0, 1))
        .as("bias")
        .isCloseTo(expected, within(1e-6));
  }

  /** The same model, but the session has its first image only. */
  private static Phase first(Phase phase) {
    Samples one = phase.session().train().at(new int[] {0});
    Session session = Session.ofRange(0, 0, 2, one, one.at(new int[0]), one.at(new int[0]));
    return new Phase(session, phase.model(), phase.memory(), phase.scenario(), true, Softmax.SEEN);
  }

  @ParameterizedTest
  @CsvSource({
    "EXACT, 0.1875",
    "EMPIRICAL, 0.3125",
    "PREDICTED_LABEL, 0.0625",
    "MAMMOTH, 0.09375",
    "BATCH, 0.0625",
    "FACIL, 0.0625"
  })
  void ofOneImageOfEachLabel(Estimator estimator, double expected) {
    assertThat(ofFirstWeight(estimator, 0, 1)).isCloseTo(expected, within(1e-6));
  }

  @Test
  void sampledLabelsGiveTheExactOneOnAverage() {
    int[] labels = new int[4000];
    labels[1] = 1;
    // Between 0.0625 and 0.5625; deviation of the mean 0.2165 / sqrt(4000) = 0.0034.
    assertThat(ofFirstWeight(Estimator.SAMPLED, labels)).isCloseTo(0.1875, within(0.0137));
  }

  @Test
  void fewerImagesAreDrawnWhereFewerAreWanted() {
    Phase phase = quarter(0, 0, 0, 1);
    double some =
        Tiny.of(new Fisher(Estimator.EMPIRICAL, OptionalInt.of(1), 1).of(phase), "classifier")
            .getDouble(0, 0);
    assertThat(List.of(0.5625, 0.0625))
        .anySatisfy(e -> assertThat(some).isCloseTo(e, within(1e-6)));
  }

  @ParameterizedTest
  @EnumSource(Measure.class)
  void allImagesAtOnceAreTheSameAsOneByOne(Measure measure) {
    Samples samples = Tiny.images(150, 6, 3);
    Model model =
        Tiny.model(
            Tiny.dense(6, 5, 4), "linear", Scenario.CLASS_INCREMENTAL, Tiny.sessions(samples, 3));
    ImageGradients.Function exact =
        (logits, labels) -> Estimator.EXACT.functions(logits.log_softmax(1), labels, () -> 0L);
    Map<String, INDArray> atOnce = new ImageGradients(model, measure, exact).ofEach(samples);
    Map<String, INDArray> oneByOne =
        new ImageGradients(model, measure, exact).ofBatches(samples, 1);
    assertThat(atOnce.keySet()).containsExactlyInAnyOrder("encoder", "classifier");
    atOnce.forEach(
        (name, sum) -> {
          assertThat(sum.maxNumber().doubleValue()).as(name).isPositive();
          for (long i = 0; i < sum.length(); i++) {
            double expected = Tiny.of(oneByOne, name).getDouble(i);
            assertThat(sum.getDouble(i))
                .as("%s %d", name, i)
                .isCloseTo(expected, within(1e-5 * Math.max(1, expected)));
          }
        });
  }

  @Test
  void headsThatAreNotLinearGoImageByImage() {
    Samples samples = Tiny.images(10, 6, 2);
    Model model =
        Tiny.model(
            Tiny.dense(6, 4), "cosine", Scenario.CLASS_INCREMENTAL, Tiny.sessions(samples, 2));
    ImageGradients.Function empirical =
        (logits, labels) -> Estimator.EMPIRICAL.functions(logits.log_softmax(1), labels, () -> 0L);
    Map<String, INDArray> each =
        new ImageGradients(model, Measure.SQUARE, empirical).ofEach(samples);
    Map<String, INDArray> oneByOne =
        new ImageGradients(model, Measure.SQUARE, empirical).ofBatches(samples, 1);
    assertThat(each).isEqualTo(oneByOne);
    assertThat(Tiny.of(each, "encoder").maxNumber().doubleValue()).isPositive();
  }
}
