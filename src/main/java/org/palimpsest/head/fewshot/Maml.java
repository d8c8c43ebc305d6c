package org.palimpsest.head.fewshot;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.EpisodeTask;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;

/**
 * Weights from which a few steps of gradient descent on a support lead to good answers (Finn,
 * Abbeel and Levine, "Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks", ICML
 * 2017, algorithm 2). First-order, the gradient at the end of the steps stands for that at their
 * beginning (section 5.2). With the classifier alone moving it is ANIL (Raghu et al., "Rapid
 * Learning or Feature Reuse?", ICLR 2020, equation 3).
 *
 * <p>The support goes through batch normalisation apart from the queries, in training always by its
 * own statistics, as published; in answers as {@code evaluation.batch-normalization} says. Where an
 * answer is made of stored features, the classifier alone moves.
 */
public final class Maml extends AdaptedClassifier {

  private static final String DEFAULTS =
      """
      # Steps on a support in training, and in answers; 1 to 1000.
      steps = 1
      test-steps = 10
      # Their rate, above 0, and on which loss: mean (over the support), or sum, which is Finn's program:
      # the mean times the ways. A rate of 0.4 on the sum of 5 ways is one of 2 on the mean.
      inner-rate = 0.4
      inner-loss = sum
      # Episodes of one step of training, 1 to 10000.
      meta-batch = 32
      """
          + ROWS_KEY;

  /** As on Omniglot; published: 60,000 steps of 32. */
  private static final String EPISODES = "number = 128000, ways = 5, shots = 1, queries = 1";

  static final FewShotMethod SECOND_ORDER =
      method(
          "maml",
          "Finn et al., ICML 2017, equation 1 and algorithm 2",
          "Finn et al., ICML 2017, appendix A.1; published: 60,000 steps",
          new Kind(true, false));

  static final FewShotMethod FIRST_ORDER =
      method(
          "fomaml",
          "first-order MAML: Finn et al., ICML 2017, section 5.2",
          "Finn et al., ICML 2017, appendix A.1; published: 60,000 steps",
          new Kind(false, false));

  static final FewShotMethod HEAD_ONLY =
      method(
          "anil",
          "Raghu et al., ICLR 2020, equation 3",
          "Raghu et al., ICLR 2020, section 4.1; sizes as MAML's",
          new Kind(true, true));

  /**
   * Which of the three.
   *
   * @param secondOrder whether the way back goes through the gradients of the steps
   * @param headOnly whether only the classifier moves on a support
   */
  record Kind(boolean secondOrder, boolean headOnly) {}

  /**
   * How a support is learnt.
   *
   * @param summed whether the rate is of the mean loss times the ways
   */
  record Settings(
      Kind kind, int steps, int testSteps, double rate, boolean summed, int rows, int metaBatch) {

    static Settings read(Kind kind, Section section) {
      return new Settings(
          kind,
          section.integer("steps", 1, 1000),
          section.integer("test-steps", 1, 1000),
          section.real("inner-rate", 1e-12, 1e6),
          section.oneOf("inner-loss", List.of("mean", "sum")).equals("sum"),
          section.integer("rows", 1, 1000),
          section.integer("meta-batch", 1, 10_000));
    }

    InnerLoop loop(boolean training, int ways) {
      return new InnerLoop(
          training ? steps : testSteps, summed ? rate * ways : rate, training && kind.secondOrder);
    }
  }

  private final Settings settings;

  Maml(Settings settings, HeadShape shape) {
    super(settings.rows, shape);
    this.settings = settings;
  }

  private static FewShotMethod method(String name, String source, String training, Kind kind) {
    Part<HeadMaker> part =
        new Part<>(
            name,
            source,
            DEFAULTS,
            section -> {
              Settings settings = Settings.read(kind, section);
              return maker(shape -> new Maml(settings, shape));
            });
    return FewShotMethod.onEpisodes(
        part,
        training,
        FewShotMethod.CONV4,
        EPISODES,
        1e-3,
        "type = adam, schedule = constant",
        "evaluation.batch-normalization = transductive");
  }

  @Override
  public int episodesPerStep() {
    return settings.metaBatch;
  }

  @Override
  public Tensor logits(EpisodeTask task) {
    Tensor weights = task.tape().leaf(task.encoder().parameter("encoder"));
    InnerLoop loop = settings.loop(task.isTraining(), task.shape().ways());
    return logits(task, loop, weights, task.tape().leaf(rows()));
  }

  /**
   * Logits as a function of all weights.
   *
   * @param encoder flat
   * @param rows {@code [rows, width + 1]}
   * @return {@code [queries, ways]}
   */
  Tensor logits(EpisodeTask task, InnerLoop loop, Tensor encoder, Tensor rows) {
    Adapting adapting = new Adapting(task);
    EpisodeShape shape = task.shape();
    Tensor start = starts(rows, shape.ways());
    if (settings.kind.headOnly) {
      Tensor support = adapting.support(encoder);
      Tensor moved = loop.from(task.tape(), at -> supportLoss(shape, support, at[0]), start)[0];
      return scores(adapting.queries(encoder), moved);
    }
    Tensor[] moved =
        loop.from(
            task.tape(), at -> supportLoss(shape, adapting.support(at[0]), at[1]), encoder, start);
    return scores(adapting.queries(moved[0]), moved[1]);
  }

  /** Of features alone: the classifier moves. */
  @Override
  public Tensor logits(Outputs features, Tape tape, EpisodeShape shape, Mode mode) {
    Tensor support = shape.support(features.embedding());
    Tensor start = starts(tape.leaf(rows()), shape.ways());
    InnerLoop loop = settings.loop(mode == Mode.TRAINING, shape.ways());
    Tensor moved = loop.from(tape, at -> supportLoss(shape, support, at[0]), start)[0];
    return scores(shape.queries(features.embedding()), moved);
  }
}
