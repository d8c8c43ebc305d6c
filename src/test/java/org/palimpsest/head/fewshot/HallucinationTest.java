package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.tensor.Seeds;

/** Shots that are made beside those that are there. */
class HallucinationTest {

  private static final int WIDTH = 3;
  private static final HeadShape SHAPE = new HeadShape(WIDTH, 1, 2, new Seeds(1));
  private static final FineTuned.Settings CLASSIFIER =
      new FineTuned.Settings(20, 4, 0.1, 0.9, 0, 0, 0);

  private static Hallucination method(int shots) {
    return new Hallucination(new Hallucination.Settings(shots, 4, 10, 5, CLASSIFIER), SHAPE);
  }

  @Test
  void theNetsLossHasItsGradient() {
    Hallucination method = method(5);
    EpisodeShape shape = new EpisodeShape(3, 3, 1);
    Tensor labels = Tensors.classes(new int[] {0, 1, 2});
    Tensor features = GradientCheck.normal(3, 12, WIDTH).relu();
    GradientCheck.check(
        in -> method.loss(new Outputs(features, features), in[0], shape, labels),
        GradientCheck.normal(4, method.parameters().get(0).length()).mul(new Scalar(0.7)));
  }

  /**
   * Until it knows the background classes, or where there are shots enough, it is its classifier.
   */
  @Test
  void withoutAnythingMadeItIsTheBaseline() {
    Tensor features = GradientCheck.normal(2, 5, WIDTH).to(ScalarType.Float);
    EpisodeShape shape = new EpisodeShape(2, 1, 3);
    Tensor plain = answer(new FineTuned(CLASSIFIER, SHAPE), features, shape);
    assertThat(answer(method(5), features, shape).equal(plain)).isTrue();
    assertThat(answer(restored(method(1)), features, shape).equal(plain)).isTrue();
    assertThat(answer(restored(method(5)), features, shape).equal(plain)).isFalse();
  }

  private static Hallucination restored(Hallucination method) {
    Map<String, INDArray> saved = new HashMap<>();
    method.kept().forEach(kept -> saved.put(kept.name(), kept.array()));
    saved.put("analogies", Nd4j.createFromArray(new float[5 * 2 * WIDTH]).addi(1).reshape(5, 6));
    method.restore(saved);
    return method;
  }

  private static Tensor answer(EpisodeMetric metric, Tensor features, EpisodeShape shape) {
    try (Tape tape = new Tape();
        NoGradGuard noGradient = new NoGradGuard()) {
      return tape.outlive(
          metric.logits(new Outputs(features, features), tape, shape, Mode.FROZEN_STATISTICS));
    }
  }
}
