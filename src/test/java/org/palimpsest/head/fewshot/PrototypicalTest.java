package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeShape;

class PrototypicalTest {

  private static final Prototypical EUCLID =
      new Prototypical(Prototypical.Distance.SQUARED_EUCLIDEAN, 10);

  @Test
  void scoresByTheSquaredDistanceToTheMeanOfTheShots() {
    // Means (1, 1) and (4, 0); the query is (2, 0).
    Tensor features = rows(new double[][] {{0, 2}, {2, 0}, {4, 0}, {2, 0}});
    EpisodeShape shape = new EpisodeShape(2, new int[] {0, 0, 1}, 1, 0);
    try (Tape tape = new Tape()) {
      Tensor logits =
          EUCLID.logits(new Outputs(features, features), tape, shape, Mode.FROZEN_STATISTICS);
      assertThat(logits.get(0).get(0).item_double()).isCloseTo(-2, within(1e-12));
      assertThat(logits.get(0).get(1).item_double()).isCloseTo(-4, within(1e-12));
    }
  }

  @Test
  void gradientsAgreeWithCentralDifferences() {
    Tensor labels = Tensors.classes(new int[] {0, 1, 1});
    EpisodeShape even = new EpisodeShape(2, 2, 3);
    EpisodeShape uneven = new EpisodeShape(2, new int[] {0, 0, 0, 1}, 3, 0);
    for (EpisodeShape shape : new EpisodeShape[] {even, uneven}) {
      for (Prototypical.Distance distance : Prototypical.Distance.values()) {
        Prototypical metric = new Prototypical(distance, 3);
        GradientCheck.check(
            in -> {
              try (Tape tape = new Tape()) {
                return metric
                    .loss(new Outputs(in[0], in[0]), tape, shape, labels)
                    .<Tensor>retainReference();
              }
            },
            GradientCheck.normal(2, 7, 4));
      }
    }
  }

  static Tensor rows(double[][] values) {
    return Tensors.of(Nd4j.createFromArray(values)).clone();
  }
}
