package org.palimpsest.head.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.tensor.Seeds;

class FeedbackTest {

  private static Feedback feedback(double closed, List<Integer> widths) {
    Feedback.Shape shape = new Feedback.Shape(3, 2, widths, 2, 4, closed, Vae.Observation.GAUSSIAN);
    return Feedback.fresh(shape, "feedback", new Seeds(1).generator("feedback"));
  }

  @Test
  void gradientsOfTheLossAgreeWithCentralDifferences() {
    Feedback feedback = feedback(0.3, List.of(5));
    Tensor inputs = GradientCheck.normal(1, 3, 2);
    Tensor classes = GradientCheck.normal(2, 3, 4).softmax(1);
    Tensor open = GradientCheck.normal(3, 4, 5).sigmoid();
    Tensor noise = GradientCheck.normal(4, 3, 2);
    GradientCheck.check(
        in ->
            feedback.loss(in[0], inputs, classes, List.of(open), noise, in[1], in[2], in[3], in[4]),
        GradientCheck.normal(5, 3, 3),
        GradientCheck.normal(6, feedback.parameters().get(0).length()),
        GradientCheck.normal(7, feedback.parameters().get(1).length()),
        GradientCheck.normal(8, 4, 2),
        GradientCheck.normal(9, 4, 2));
  }

  /** Without hidden layers and with the identity as decoder, a sample is its code. */
  @Test
  void samplesComeFromTheGaussianOfTheirClass() {
    Feedback feedback = feedback(0, List.of());
    Map<String, INDArray> saved = new LinkedHashMap<>();
    feedback.kept().forEach(kept -> saved.put(kept.name(), kept.array().dup()));
    saved.put("decoder", Nd4j.createFromArray(1f, 0, 0, 1, 0, 0));
    saved.put("means", Nd4j.createFromArray(new float[][] {{5, 0}, {0, 5}, {0, 0}, {0, 0}}));
    // Deviations of e^-1 and e^0.
    saved.put(
        "log-variances", Nd4j.createFromArray(new float[][] {{-2, -2}, {0, 0}, {0, 0}, {0, 0}}));
    feedback.restore(saved);
    int samples = 4000;
    INDArray first = Nd4j.zeros(samples, 4);
    first.putColumn(0, Nd4j.ones(samples, 1));
    try (Network any =
            new TorchEngine(1).build(Architectures.pixels(1, 1, 1), new Seeds(1).generator("any"));
        Tape tape = new Tape(any)) {
      Tensor made = feedback.made(Tensors.of(first), tape, new Seeds(2).generator("made"));
      assertThat(made.select(1, 0).mean().item_double()).isCloseTo(5, within(0.03));
      assertThat(made.select(1, 1).mean().item_double()).isCloseTo(0, within(0.03));
      assertThat(made.select(1, 1).std().item_double()).isCloseTo(Math.exp(-1), within(0.02));
    }
  }

  @Test
  void aClassClosesItsShareOfTheHiddenUnits() {
    Feedback feedback = feedback(0.7, List.of(500, 300));
    List<INDArray> gates =
        feedback.kept().stream()
            .filter(kept -> kept.name().startsWith("gates"))
            .map(kept -> kept.array())
            .toList();
    assertThat(gates).hasSize(2);
    assertThat(gates.get(0).shape()).containsExactly(4, 500);
    // 2000 draws: 0.3 within four standard errors.
    assertThat(gates.get(0).meanNumber().doubleValue()).isCloseTo(0.3, within(0.041));
    assertThat(gates.get(0).getRow(0)).isNotEqualTo(gates.get(0).getRow(1));
  }
}
