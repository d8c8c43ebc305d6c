package org.palimpsest.head.fewshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.EpisodeTask;
import org.palimpsest.head.HeadShape;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * An optimiser that is learnt: every weight is the cell of an LSTM whose gates see what a first
 * LSTM makes of the weight's gradient and of the loss, the same gates for all weights, {@code
 * theta_t = f_t theta_(t-1) - i_t g_t} with {@code f = sigmoid(W_f [h, theta, f~] + b_f)}, {@code
 * f~} the value before the sigmoid a step ago, and i alike (Ravi and Larochelle, "Optimization as a
 * Model for Few-Shot Learning", ICLR 2017, equations 2 to 4). The first weights are learnt, too.
 * Gradients are constants to the way back (section 3.3).
 *
 * <p>Each step looks at the whole support. Batch normalisation takes an episode's own statistics
 * only, as the authors reset theirs for each. Where an answer is made of stored features, the
 * classifier alone moves.
 */
public final class MetaLstm extends AdaptedClassifier {

  private static final String META = "meta";
  private static final int INPUTS = 4;

  /** Of the preprocessing. */
  private static final double P = 10;

  static final FewShotMethod METHOD =
      FewShotMethod.onEpisodes(
          new Part<>(
              "lstm-meta-learner",
              "Ravi and Larochelle, ICLR 2017, equations 2 to 4",
              """
              # Steps on a support, in training and in answers, 1 to 1000; published: 12 with 1 shot, 8 with 5.
              steps = 12
              hidden = 20   # numbers in the state of the first LSTM, 1 to 1024
              """
                  + ROWS_KEY,
              section -> {
                Settings settings = Settings.read(section);
                return maker(shape -> new MetaLstm(settings, shape));
              }),
          "Ravi and Larochelle, ICLR 2017, section 5 and the authors' program; 75,000 episodes",
          FewShotMethod.CONV4 + ", filters = 32",
          "number = 75000, ways = 5, shots = 1, queries = 15",
          1e-3,
          "type = adam, schedule = constant, clip-norm = 0.25",
          "evaluation.batch-normalization = support");

  /** How long and how wide. */
  record Settings(int steps, int hidden, int rows) {

    static Settings read(Section section) {
      return new Settings(
          section.integer("steps", 1, 1000),
          section.integer("hidden", 1, 1024),
          section.integer("rows", 1, 1000));
    }
  }

  private final Settings settings;
  private final Parameter meta;

  MetaLstm(Settings settings, HeadShape shape) {
    super(settings.rows, shape);
    this.settings = settings;
    meta = Parameter.of(META, initial(settings.hidden, shape.seeds().generator(META)));
  }

  /** Uniform within 0.01; the forgetting gate remembers, the other one takes small steps. */
  private static INDArray initial(int hidden, RandomGenerator random) {
    int lstm = (INPUTS + hidden + 1) * 4 * hidden;
    int gate = hidden + 3;
    float[] values = new float[lstm + 2 * gate];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat(-0.01f, 0.01f);
    }
    values[lstm + gate - 1] = random.nextFloat(4, 5);
    values[lstm + 2 * gate - 1] = random.nextFloat(-5, -4);
    return Nd4j.createFromArray(values);
  }

  /**
   * Two numbers that keep size and sign apart: {@code (log|x| / p, sign x)} where {@code |x| >=
   * exp(-p)}, else {@code (-1, exp(p) x)} (appendix B).
   *
   * @param x {@code [n]}
   * @return {@code [n, 2]}
   */
  static Tensor preprocessed(Tensor x) {
    Tensor size = x.abs();
    Tensor large = size.ge(new Scalar(Math.exp(-P))).to(x);
    Tensor small = large.neg().add(new Scalar(1.0));
    Tensor logarithm = size.clamp_min(new Scalar(Math.exp(-P))).log().div(new Scalar(P));
    Tensor second = x.sign().mul(large).add(x.mul(new Scalar(Math.exp(P))).mul(small));
    return torch.stack(new TensorVector(logarithm.mul(large).sub(small), second), 1);
  }

  /**
   * Of all weights between two steps.
   *
   * @param weights {@code [n]}
   * @param hidden {@code [n, hidden]}, as {@code cell}
   * @param forget before the sigmoid, {@code [n]}, as {@code input}
   */
  record State(Tensor weights, Tensor hidden, Tensor cell, Tensor forget, Tensor input) {

    /** Nothing was seen yet. */
    static State of(Tensor weights, int hidden) {
      Tensor zeros = torch.zeros(weights.size(0), hidden).to(weights);
      Tensor none = torch.zeros_like(weights.detach());
      return new State(weights, zeros, zeros, none, none);
    }

    State outlive(Tape tape) {
      return new State(
          tape.outlive(weights),
          tape.outlive(hidden),
          tape.outlive(cell),
          tape.outlive(forget),
          tape.outlive(input));
    }
  }

  /**
   * A step of all weights.
   *
   * @param parameters of both LSTMs, flat
   * @param gradient {@code [n]}, a constant
   */
  State step(State at, Tensor parameters, Tensor gradient, double loss) {
    int hidden = settings.hidden;
    LearntMetric.Pieces pieces = new LearntMetric.Pieces(parameters);
    Tensor ofInput = pieces.next(INPUTS, 4L * hidden);
    Tensor ofHidden = pieces.next(hidden, 4L * hidden);
    Tensor bias = pieces.next(4L * hidden);
    Tensor losses = torch.full_like(gradient, new Scalar(loss));
    Tensor seen = torch.cat(new TensorVector(preprocessed(gradient), preprocessed(losses)), 1);
    TensorVector parts = seen.matmul(ofInput).add(at.hidden.matmul(ofHidden)).add(bias).chunk(4, 1);
    Tensor kept = parts.get(0).sigmoid().mul(at.cell);
    Tensor cell = kept.add(parts.get(1).sigmoid().mul(parts.get(2).tanh()));
    Tensor state = parts.get(3).sigmoid().mul(cell.tanh());
    Tensor forget = gate(state, at.weights, at.forget, pieces);
    Tensor input = gate(state, at.weights, at.input, pieces);
    Tensor weights = forget.sigmoid().mul(at.weights).sub(input.sigmoid().mul(gradient));
    return new State(weights, state, cell, forget, input);
  }

  private Tensor gate(Tensor state, Tensor weights, Tensor before, LearntMetric.Pieces pieces) {
    Tensor ofState = pieces.next(settings.hidden);
    Tensor ofWeights = pieces.next(1);
    Tensor ofBefore = pieces.next(1);
    return state
        .matmul(ofState)
        .add(weights.mul(ofWeights))
        .add(before.mul(ofBefore))
        .add(pieces.next(1));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(rows(), meta);
  }

  @Override
  public Tensor logits(EpisodeTask task) {
    Adapting adapting = new Adapting(own(task));
    EpisodeShape shape = task.shape();
    Tensor encoder = task.tape().leaf(task.encoder().parameter("encoder"));
    Tensor start = starts(task.tape().leaf(rows()), shape.ways());
    Tensor[] learnt =
        learnt(
            task.tape(),
            task.isTraining(),
            at -> supportLoss(shape, adapting.support(at[0]), at[1]),
            encoder,
            start);
    return scores(adapting.queries(learnt[0]), learnt[1]);
  }

  /** Running statistics are no episode's own. */
  private static EpisodeTask own(EpisodeTask task) {
    return new EpisodeTask(
        task.tape(),
        task.shape(),
        task.encoder(),
        task.images(),
        task.features(),
        Mode.BATCH_STATISTICS,
        task.apart() || task.mode() == Mode.FROZEN_STATISTICS,
        task.random());
  }

  /** Of features alone: the classifier moves. */
  @Override
  public Tensor logits(Outputs features, Tape tape, EpisodeShape shape, Mode mode) {
    Tensor support = shape.support(features.embedding());
    Tensor start = starts(tape.leaf(rows()), shape.ways());
    Tensor[] learnt =
        learnt(
            tape, mode == Mode.TRAINING, at -> supportLoss(shape, support.detach(), at[0]), start);
    return scores(shape.queries(features.embedding()), learnt[0]);
  }

  /** Where the steps lead from some weights, of the same shapes. */
  private Tensor[] learnt(Tape tape, boolean keepsGraph, InnerLoop.Loss loss, Tensor... start) {
    Tensor parameters = tape.leaf(meta);
    State at = State.of(flat(start), settings.hidden);
    for (int step = 0; step < settings.steps; step++) {
      if (keepsGraph) {
        at = step(at, parameters, loss, start);
      } else {
        try (Tape own = new Tape()) {
          at = step(at, parameters, loss, start).outlive(own);
        }
      }
    }
    return cut(at.weights, start);
  }

  private State step(State at, Tensor parameters, InnerLoop.Loss loss, Tensor... like) {
    InnerLoop.Slope slope = InnerLoop.slope(loss, cut(at.weights, like));
    return step(at, parameters, flat(slope.gradients()), slope.loss());
  }

  private static Tensor flat(Tensor... parts) {
    Tensor[] flat = new Tensor[parts.length];
    for (int i = 0; i < parts.length; i++) {
      flat[i] = parts[i].flatten();
    }
    return torch.cat(new TensorVector(flat), 0);
  }

  private static Tensor[] cut(Tensor flat, Tensor... like) {
    Tensor[] parts = new Tensor[like.length];
    long at = 0;
    for (int i = 0; i < like.length; i++) {
      parts[i] = flat.narrow(0, at, like[i].numel()).view_as(like[i]);
      at += like[i].numel();
    }
    return parts;
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(super.kept());
    all.add(new Kept(META, meta.values(), Purpose.HEAD));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    super.restore(saved);
    KeptArrays.assign(meta.values(), saved, META);
  }
}
