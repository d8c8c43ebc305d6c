package org.palimpsest.head.fewshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.EpisodeTask;
import org.palimpsest.head.HeadShape;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;
import org.palimpsest.tensor.Seeds;

/**
 * Weights that are pulled to where a few steps on each task lead: {@code phi <- phi + epsilon (mean
 * over tasks of phi_k - phi)} (Nichol, Achiam and Schulman, "On First-Order Meta-Learning
 * Algorithms", 2018, algorithm 2). The optimiser of {@code training.episodes} is given {@code phi -
 * phi_k} for a gradient: SGD of rate 1 that falls to 0 is the paper's epsilon. A task is learnt
 * from all images of an episode, queries too.
 *
 * <p>Steps on a task are Adam's without a first moment; the second moment goes on from task to task
 * in training, and answers start from it as it is then, as in the authors' program.
 */
public final class Reptile extends AdaptedClassifier {

  private static final String MOMENTS = "moments";
  private static final String COUNT = "count";

  static final FewShotMethod METHOD =
      FewShotMethod.onEpisodes(
          new Part<>(
              "reptile",
              "Nichol et al., arXiv 1803.02999, algorithm 2",
              """
              # Steps on a task in training, and on a support in answers; 1 to 1000.
              steps = 5
              test-steps = 50
              # Images of such a step, 1 to 1000.
              batch-size = 10
              test-batch-size = 5
              # Their rate, above 0.
              inner-rate = 1e-3
              # Tasks of one step of training, 1 to 10000.
              meta-batch = 5
              """
                  + ROWS_KEY,
              section -> {
                Settings settings = Settings.read(section);
                return maker(shape -> new Reptile(settings, shape));
              }),
          "Nichol et al., arXiv 1803.02999, appendix A, Omniglot 5-way; published: 100,000 steps",
          FewShotMethod.CONV4,
          "number = 100000, ways = 5, shots = 9, queries = 1",
          1.0,
          "type = sgd, momentum = 0, nesterov = false, schedule = linear",
          "evaluation.batch-normalization = support");

  /** How a task is learnt. */
  record Settings(InnerAdam training, InnerAdam answer, int metaBatch, int rows) {

    static Settings read(Section section) {
      double rate = section.real("inner-rate", 1e-12, 1e6);
      return new Settings(
          new InnerAdam(
              section.integer("steps", 1, 1000), section.integer("batch-size", 1, 1000), rate),
          new InnerAdam(
              section.integer("test-steps", 1, 1000),
              section.integer("test-batch-size", 1, 1000),
              rate),
          section.integer("meta-batch", 1, 10_000),
          section.integer("rows", 1, 1000));
    }
  }

  private final Settings settings;
  private final Seeds seeds;

  /** Second moments of the encoder; empty before the first task. */
  private INDArray encoderMoments = Nd4j.empty(DataType.FLOAT);

  /** Of the rows, and how many steps both have seen. */
  private final INDArray rowMoments;

  private final INDArray count = Nd4j.zeros(DataType.DOUBLE, 1);

  Reptile(Settings settings, HeadShape shape) {
    super(settings.rows, shape);
    this.settings = settings;
    seeds = shape.seeds();
    rowMoments = rows().values().dup().assign(0);
  }

  @Override
  public int episodesPerStep() {
    return settings.metaBatch;
  }

  /** Mean loss of the steps on the task, with {@code phi - phi_k} for its gradient. */
  @Override
  public Tensor loss(EpisodeTask task, Tensor labels) {
    EpisodeShape shape = task.shape();
    Tensor encoder = task.tape().leaf(task.encoder().parameter("encoder"));
    Tensor start = starts(task.tape().leaf(rows()), shape.ways());
    Tensor all = torch.cat(new TensorVector(Tensors.classes(shape.support(), labels), labels), 0);
    Moved moved = moved(task, settings.training, encoder, start, all);
    remember(task, moved);
    return pulled(encoder, moved.weights[0])
        .add(pulled(start, moved.weights[1]))
        .add(new Scalar(moved.loss));
  }

  /** 0, with {@code from - to} for its gradient. */
  static Tensor pulled(Tensor from, Tensor to) {
    Tensor way = from.detach().sub(to);
    return from.sub(from.detach()).mul(way).sum();
  }

  /** Where a task led. */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once; compared by nobody
  private record Moved(Tensor[] weights, Tensor[] moments, double loss) {}

  /**
   * Learns from the first of a task's images.
   *
   * @param labels of these
   */
  private Moved moved(
      EpisodeTask task, InnerAdam steps, Tensor encoder, Tensor start, Tensor labels) {
    try (NoGradGuard noGradient = new NoGradGuard()) {
      Adapting adapting = new Adapting(task);
      Tensor[] weights = {encoder.detach().clone(), start.detach().clone()};
      Tensor rows = Tensors.of(rowMoments);
      Tensor[] moments = {
        encoderMoments.isEmpty()
            ? torch.zeros_like(weights[0])
            : task.tape().constant(encoderMoments).clone(),
        task.tape().here(starts(rows, task.shape().ways()))
      };
      double loss =
          steps.move(
              weights,
              moments,
              count.getLong(0),
              Math.toIntExact(labels.size(0)),
              (which, at) ->
                  CrossEntropy.of(
                      scores(
                          adapting.embedding(adapting.images().index_select(0, which), at[0]),
                          at[1]),
                      labels.index_select(0, which)),
              task.random());
      return new Moved(weights, moments, loss);
    }
  }

  private void remember(EpisodeTask task, Moved moved) {
    if (encoderMoments.isEmpty()) {
      encoderMoments = task.encoder().parameters().dup();
    }
    Tensors.of(encoderMoments).copy_(moved.moments[0]);
    Tensor rows = Tensors.of(rowMoments);
    rows.index_copy_(0, places(rows, task.shape().ways()), moved.moments[1].to(rows));
    count.addi(settings.training.steps());
  }

  @Override
  public Tensor logits(EpisodeTask task) {
    EpisodeShape shape = task.shape();
    Tensor encoder = task.tape().constant(task.encoder().parameters());
    Tensor start = starts(task.tape().constant(rows().values()), shape.ways());
    Tensor labels = Tensors.classes(shape.support(), start);
    Moved moved = moved(task, settings.answer, encoder, start, labels);
    Tensor queries = new Adapting(task).queries(moved.weights[0]);
    return scores(queries, moved.weights[1]);
  }

  /** Of features alone: the classifier moves. */
  @Override
  public Tensor logits(Outputs features, Tape tape, EpisodeShape shape, Mode mode) {
    Tensor support = shape.support(features.embedding()).detach();
    Tensor labels = Tensors.classes(shape.support(), support);
    Tensor[] weights = {starts(tape.constant(rows().values()), shape.ways())};
    Tensor[] moments = {starts(Tensors.of(rowMoments), shape.ways())};
    settings.answer.move(
        weights,
        moments,
        count.getLong(0),
        shape.support().length,
        (which, at) ->
            CrossEntropy.of(
                scores(support.index_select(0, which), at[0]), labels.index_select(0, which)),
        seeds.generator("reptile"));
    return scores(shape.queries(features.embedding()), weights[0]);
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(super.kept());
    if (!encoderMoments.isEmpty()) {
      all.add(new Kept(MOMENTS + ".encoder", encoderMoments, Purpose.MOMENTS));
      all.add(new Kept(MOMENTS + ".rows", rowMoments, Purpose.MOMENTS));
      all.add(new Kept(MOMENTS + "." + COUNT, count, Purpose.MOMENTS));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    super.restore(saved);
    INDArray found = saved.get(MOMENTS + ".encoder");
    if (found == null) {
      encoderMoments = Nd4j.empty(DataType.FLOAT);
      rowMoments.assign(0);
      count.assign(0);
      return;
    }
    encoderMoments = found.dup();
    KeptArrays.assign(rowMoments, saved, MOMENTS + ".rows");
    KeptArrays.assign(count, saved, MOMENTS + "." + COUNT);
  }
}
