package org.palimpsest.head.fewshot;

import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.MetricHead;

/**
 * Attention over the support: {@code P(y | x) = sum_i a_i y_i} with {@code a = softmax_i(s
 * cos(f(x), g(x_i)))} (Vinyals et al., "Matching Networks for One Shot Learning", NeurIPS 2016,
 * equation 1 and section 2.1.1); logits are {@code log P}. With full context embeddings {@code g}
 * also reads the other support images, by an LSTM in both directions, and {@code f} the support, by
 * an LSTM with attention (section 2.1.2 and appendix A).
 */
public final class Matching extends LearntMetric {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "matching",
          "Vinyals et al., NeurIPS 2016, equation 1; full context: section 2.1.2, appendix A",
          """
          # Between a query and a support image: cosine, or squared-euclidean (Snell et al. 2017, table 5).
          distance = cosine
          # Factor on the cosine, above 0 to 1000. The paper has none, that is 1, with which no class of
          # five can get more than 0.65; Chen et al. 2019 take 100.
          scale = 10.0
          # Full context embeddings: whether support images read each other and queries read the support,
          # and in how many steps a query does, 1 to 100 (not in the paper; Ravi and Larochelle 2017: 3).
          full-context = false
          steps = 3
          """,
          Matching::read);

  private final Settings settings;
  private final int width;

  /**
   * How it attends.
   *
   * @param steps of a query's reading; 0 without full context
   */
  record Settings(Prototypical.Distance distance, double scale, int steps) {}

  Matching(Settings settings, HeadShape shape) {
    super(initial(settings, shape));
    this.settings = settings;
    width = shape.width();
  }

  private static HeadMaker read(Section section) {
    Prototypical.Distance distance = section.word("distance", Prototypical.Distance.class);
    double scale = section.real("scale", 1e-3, 1000);
    boolean full = section.flag("full-context");
    int steps = section.integer("steps", 1, 100);
    Settings settings = new Settings(distance, scale, full ? steps : 0);
    return MetricHead.maker(new Classifier.Linear(), false, shape -> new Matching(settings, shape));
  }

  /** Three LSTMs, uniform in {@code +-1 / sqrt(width)}; a single unused number without them. */
  private static float[] initial(Settings settings, HeadShape shape) {
    if (settings.steps == 0) {
      return new float[1];
    }
    int width = shape.width();
    float[] values = new float[Math.multiplyExact(3, lengthOfCell(width))];
    double bound = 1 / Math.sqrt((double) width);
    RandomGenerator random = shape.seeds().generator("head");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
  }

  private static int lengthOfCell(int width) {
    return Math.addExact(
        Math.multiplyExact(8, Math.multiplyExact(width, width)), Math.multiplyExact(4, width));
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor support = shape.support(features.embedding());
    Tensor queries = shape.queries(features.embedding());
    if (settings.steps > 0) {
      Pieces pieces = new Pieces(parameters);
      Cell forward = new Cell(pieces, width);
      Cell backward = new Cell(pieces, width);
      support = support.add(read(forward, support, false)).add(read(backward, support, true));
      queries = read(new Cell(pieces, width), queries, support);
    }
    Tensor similarity =
        settings.distance == Prototypical.Distance.COSINE
            ? Distances.cosines(queries, support).mul(new Scalar(settings.scale))
            : Distances.squared(queries, support).neg();
    // log sum over each class's images; the logarithm of 0 takes the others out.
    Tensor own = shape.oneHot(similarity).log();
    Tensor byClass = similarity.unsqueeze(2).add(own.unsqueeze(0)).logsumexp(1L);
    return byClass.sub(similarity.logsumexp(1L).unsqueeze(1));
  }

  /** Outputs for each row, {@code [rows, width]}. */
  private Tensor read(Cell cell, Tensor rows, boolean reversed) {
    int n = Math.toIntExact(rows.size(0));
    Tensor hidden = torch.zeros_like(rows.narrow(0, 0, 1));
    Tensor memory = hidden;
    Tensor[] outputs = new Tensor[n];
    for (int k = 0; k < n; k++) {
      int at = reversed ? n - 1 - k : k;
      Tensor[] next = cell.step(rows.narrow(0, at, 1), hidden, memory);
      hidden = next[0];
      memory = next[1];
      outputs[at] = hidden;
    }
    return torch.cat(new TensorVector(outputs), 0);
  }

  /** Each query reads the support, {@code [queries, width]}. */
  private Tensor read(Cell cell, Tensor queries, Tensor support) {
    Tensor state = torch.zeros_like(queries);
    Tensor memory = state;
    Tensor hidden = queries;
    for (int k = 0; k < settings.steps; k++) {
      Tensor[] next = cell.step(queries, state, memory);
      hidden = next[0].add(queries);
      memory = next[1];
      Tensor attention = hidden.matmul(support.t()).softmax(1);
      state = hidden.add(attention.matmul(support));
    }
    return hidden;
  }

  /** A long short-term memory's cell (Hochreiter and Schmidhuber 1997), with forget gates. */
  private static final class Cell {
    private final Tensor ofInput;
    private final Tensor ofState;
    private final Tensor bias;

    Cell(Pieces pieces, int width) {
      ofInput = pieces.next(4L * width, width);
      ofState = pieces.next(4L * width, width);
      bias = pieces.next(4L * width);
    }

    /** The new output and the new memory. */
    Tensor[] step(Tensor input, Tensor state, Tensor memory) {
      Tensor gates = input.matmul(ofInput.t()).add(state.matmul(ofState.t())).add(bias);
      TensorVector parts = gates.chunk(4, 1);
      Tensor forgotten = parts.get(0).sigmoid().mul(memory);
      Tensor written = parts.get(1).sigmoid().mul(parts.get(2).tanh());
      Tensor now = forgotten.add(written);
      return new Tensor[] {parts.get(3).sigmoid().mul(now.tanh()), now};
    }
  }
}
