package org.palimpsest.head.fewshot;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
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
 * Continually evolved classifiers: class means and a query look at each other before they are
 * compared, so that every class's classifier depends on which others there are. With {@code N} the
 * means' rows and the query's below them,
 *
 * <pre>
 * N' = layernorm(N + softmax(N Wq (N Wk)' / sqrt(d)) N Wv Wo' + b),  logit = scale cos(q', n'_k)
 * </pre>
 *
 * <p>It is learnt on pseudo-incremental episodes of the base classes: of each of an episode's
 * classes there is another that is made of its images turned by a quarter, a half or three
 * quarters, the same for all images of the class.
 *
 * <p>Source: Zhang et al., "Few-Shot Incremental Learning with Continually Evolved Classifiers"
 * (CEC), CVPR 2021, section 3.3, equations 2 to 4; one head of attention. The authors' dropout is
 * left out.
 */
public final class GraphAttention extends LearntMetric {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "graph-attention",
          "CEC: Zhang et al., CVPR 2021, section 3.3; values: the authors' program",
          """
          scale = 16.0   # factor on the cosines before the softmax, above 0 to 1000

          # Whether an episode's classes come once more, turned, as classes that join.
          turned-classes = true
          """,
          GraphAttention::read);

  private static final double EPSILON = 1e-5;

  /** Queries that are looked at at once; each has a graph of its own. */
  private static final long AT_ONCE = 128;

  private final double scale;
  private final boolean turns;
  private final long width;

  GraphAttention(double scale, boolean turns, HeadShape shape) {
    super(initial(shape));
    this.scale = scale;
    this.turns = turns;
    width = shape.width();
  }

  private static HeadMaker read(Section section) {
    double scale = section.real("scale", 1e-3, 1000);
    boolean turns = section.flag("turned-classes");
    return MetricHead.maker(
        new Classifier.Cosine(scale), false, shape -> new GraphAttention(scale, turns, shape));
  }

  /** {@code Wq, Wk, Wv} with variance 1/d, {@code Wo} with Glorot's, then b, gain and shift. */
  private static float[] initial(HeadShape shape) {
    int d = shape.width();
    RandomGenerator random = shape.seeds().generator("graph-attention");
    float[] flat = new float[4 * d * d + 3 * d];
    double deviation = 1 / Math.sqrt((double) d);
    for (int i = 0; i < 4 * d * d; i++) {
      flat[i] = (float) (deviation * random.nextGaussian());
    }
    for (int i = 0; i < d; i++) {
      flat[4 * d * d + d + i] = 1;
    }
    return flat;
  }

  @Override
  public boolean turnsClasses() {
    return turns;
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor means = shape.means(shape.support(features.embedding()));
    Tensor queries = shape.queries(features.embedding());
    List<Tensor> rows = new ArrayList<>();
    for (long start = 0; start < queries.size(0); start += AT_ONCE) {
      Tensor some = queries.narrow(0, start, Math.min(AT_ONCE, queries.size(0) - start));
      rows.add(ofGraphs(means, some, parameters));
    }
    return torch.cat(new TensorVector(rows.toArray(Tensor[]::new)), 0);
  }

  /** A graph for each query, {@code [queries, classes]}. */
  private Tensor ofGraphs(Tensor means, Tensor queries, Tensor parameters) {
    Pieces pieces = new Pieces(parameters);
    Tensor toQuery = pieces.next(width, width);
    Tensor toKey = pieces.next(width, width);
    Tensor toValue = pieces.next(width, width);
    Tensor toOutput = pieces.next(width, width);
    Tensor bias = pieces.next(width);
    Tensor gain = pieces.next(width);
    Tensor shift = pieces.next(width);
    long classes = means.size(0);
    Tensor[] every = {
      means.unsqueeze(0).expand(queries.size(0), classes, width), queries.unsqueeze(1)
    };
    Tensor nodes = torch.cat(new TensorVector(every), 1);
    Tensor asked = nodes.matmul(toQuery);
    Tensor keys = nodes.matmul(toKey).transpose(1, 2);
    Tensor weights = asked.matmul(keys).div(new Scalar(Math.sqrt((double) width))).softmax(2);
    Tensor seen = weights.matmul(nodes.matmul(toValue)).matmul(toOutput).add(bias);
    Tensor evolved =
        torch.layer_norm(
            nodes.add(seen),
            new long[] {width},
            new TensorOptional(gain),
            new TensorOptional(shift),
            EPSILON,
            false);
    Tensor unit = evolved.div(evolved.square().sum(2L).unsqueeze(2).sqrt());
    Tensor cosines =
        unit.narrow(1, 0, classes).matmul(unit.narrow(1, classes, 1).transpose(1, 2)).squeeze(2);
    return cosines.mul(new Scalar(scale));
  }
}
