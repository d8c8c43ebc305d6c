package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.palimpsest.engine.Initialization;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.tensor.Seeds;

/** Two players over prototypical networks. */
class MetaGanTest {

  private static final int WIDTH = 3;
  private static final EpisodeShape EPISODE = new EpisodeShape(2, 2, 3);
  private static final Tensor LABELS = Tensors.classes(new int[] {0, 1, 1});
  private static final Tensor NOISE = GradientCheck.normal(7, 3, 2);

  private final MetaGan method =
      new MetaGan(
          new MetaGan.Settings(2, 4, 1, Optional.empty()),
          new HeadShape(WIDTH, 1, 2, new Seeds(1)));

  private Tensor parameters() {
    return GradientCheck.normal(4, method.parameters().get(0).length()).mul(new Scalar(0.5));
  }

  /** Of the generator, then of the score of "fake". */
  private Tensor[] gradients(Tensor loss, Tensor embedding, Tensor parameters) {
    try (Tape tape = new Tape()) {
      Tensor[] found = tape.gradients(loss, false, embedding, parameters);
      long generator = parameters.numel() - WIDTH - 1;
      return new Tensor[] {
        tape.outlive(found[0].clone()),
        tape.outlive(found[1].narrow(0, 0, generator).clone()),
        tape.outlive(found[1].narrow(0, generator, WIDTH + 1L).clone())
      };
    }
  }

  private static double size(Tensor tensor) {
    return tensor.abs().max().item_double();
  }

  @Test
  void eachPlayerMovesItsOwnWeightsOnly() {
    Tensor embedding = GradientCheck.normal(2, 7, WIDTH).set_requires_grad(true);
    Tensor parameters = parameters().set_requires_grad(true);
    MetaGan.Losses losses = method.losses(embedding, parameters, EPISODE, LABELS, NOISE);
    Tensor[] classifier = gradients(losses.classifier(), embedding, parameters);
    assertThat(size(classifier[0])).isPositive();
    assertThat(size(classifier[1])).isZero();
    assertThat(size(classifier[2])).isPositive();
    Tensor[] generator = gradients(losses.generator(), embedding, parameters);
    assertThat(size(generator[0])).isZero();
    assertThat(size(generator[1])).isPositive();
    assertThat(size(generator[2])).isZero();
  }

  @Test
  void theClassifiersLossHasItsGradient() {
    long fake = WIDTH + 1L;
    Tensor all = parameters();
    long generator = all.numel() - fake;
    // The generated ones are constants to this player, and so is the generator here.
    Tensor support = GradientCheck.normal(3, 4, WIDTH);
    Tensor net = all.narrow(0, 0, generator);
    GradientCheck.check(
        in -> {
          Tensor embedding = torch.cat(new TensorVector(support, in[0]), 0);
          Tensor parameters = torch.cat(new TensorVector(net, in[1]), 0);
          return method.losses(embedding, parameters, EPISODE, LABELS, NOISE).classifier();
        },
        GradientCheck.normal(2, 3, WIDTH),
        GradientCheck.normal(9, fake));
  }

  @Test
  void answersAreThoseOfPrototypicalNetworks() {
    Tensor embedding = GradientCheck.normal(2, 7, WIDTH);
    Outputs features = new Outputs(embedding, embedding);
    try (Tape tape = new Tape()) {
      Tensor plain =
          new Prototypical(Prototypical.Distance.SQUARED_EUCLIDEAN, 1)
              .logits(features, tape, EPISODE, Mode.FROZEN_STATISTICS);
      Tensor ours = method.logits(features, parameters(), EPISODE, Mode.FROZEN_STATISTICS);
      assertThat(size(ours.sub(plain))).isCloseTo(0, within(1e-12));
    }
  }

  @Test
  void overRelationNetworksTheirScoresAnswerAndTheFakeOneHasItsGradient() {
    HeadShape maps = new HeadShape(12, 3, 2, 2, 2, Initialization.FAN_IN, new Seeds(1));
    RelationNet.Settings sizes = new RelationNet.Settings(RelationNet.Shots.SUM, 2, 3);
    MetaGan ours = new MetaGan(new MetaGan.Settings(2, 4, 1, Optional.of(sizes)), maps);
    Tensor all = GradientCheck.normal(2, 7, 3, 2, 2);
    Outputs features = new Outputs(all, all.flatten(1, -1));
    Relation relation = new Relation(sizes.of(maps), maps);
    long comparison = relation.parameters().get(0).length();
    long nets = ours.parameters().get(0).length() - comparison;
    Tensor parameters = GradientCheck.normal(4, nets + comparison).mul(new Scalar(0.5));
    Tensor plain =
        relation.logits(
            features, parameters.narrow(0, nets, comparison), EPISODE, Mode.FROZEN_STATISTICS);
    Tensor answers = ours.logits(features, parameters, EPISODE, Mode.FROZEN_STATISTICS);
    assertThat(size(answers.sub(plain))).isCloseTo(0, within(1e-12));
    assertThat(ours.kept()).hasSize(2);

    // The generator's weights are constants to this player.
    Tensor net = parameters.narrow(0, 0, nets - 13);
    Tensor support = GradientCheck.normal(3, 4, 12);
    GradientCheck.check(
        in ->
            ours.losses(
                    torch.cat(new TensorVector(support, in[0]), 0),
                    torch.cat(new TensorVector(net, in[1]), 0),
                    EPISODE,
                    LABELS,
                    NOISE)
                .classifier(),
        GradientCheck.normal(5, 3, 12),
        GradientCheck.normal(9, 13 + comparison).mul(new Scalar(0.5)));
  }
}
