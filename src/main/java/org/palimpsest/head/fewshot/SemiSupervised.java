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
 * Class means that unlabelled images refine once before queries are told apart (Ren et al.,
 * "Meta-Learning for Semi-Supervised Few-Shot Classification", ICLR 2018, sections 3.1.1 to 3.1.3).
 * Without unlabelled images these are Prototypical Networks. The paper and the authors' program
 * differ; {@code form} says which one is meant:
 *
 * <ul>
 *   <li>soft k-means: the program stops the gradient through the soft assignments;
 *   <li>with a cluster of distractors: the program's exponent is {@code -d^2 / (2 r^2)}, the
 *       paper's {@code -d^2 / r^2}; in the program the distractors' cluster is moved by the
 *       refinement and stays in the queries' softmax, with the same radii. Here it is no answer;
 *   <li>masked: the program multiplies by the mask twice.
 * </ul>
 */
public final class SemiSupervised extends LearntMetric {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "semi-supervised-prototypical",
          "Ren et al., ICLR 2018, sections 3.1.1 to 3.1.3",
          """
          # How unlabelled images refine class means: soft-k-means, distractor-cluster (one cluster more,
          # for images of no class) or masked (images far from a mean count less).
          refinement = masked
          # Where they differ: paper (equations 2 to 8) or program (the authors').
          form = paper
          """,
          SemiSupervised::read);

  /** How means are refined. */
  enum Refinement {
    SOFT_K_MEANS,
    DISTRACTOR_CLUSTER,
    MASKED
  }

  /** Whose formulas. */
  enum Form {
    PAPER,
    PROGRAM
  }

  private static final int STATISTICS = 5;
  private static final int HIDDEN = 20;

  /** Of the authors' program: logarithm of the distractors' radius. */
  private static final double FIRST_LOG_RADIUS = Math.log(100);

  private final Refinement refinement;
  private final Form form;

  SemiSupervised(Refinement refinement, Form form, HeadShape shape) {
    super(initial(refinement, shape));
    this.refinement = refinement;
    this.form = form;
  }

  private static HeadMaker read(Section section) {
    Refinement refinement = section.word("refinement", Refinement.class);
    Form form = section.word("form", Form.class);
    return MetricHead.maker(
        new Classifier.Linear(), false, shape -> new SemiSupervised(refinement, form, shape));
  }

  private static float[] initial(Refinement refinement, HeadShape shape) {
    return switch (refinement) {
      case SOFT_K_MEANS -> new float[1];
      case DISTRACTOR_CLUSTER -> new float[] {(float) FIRST_LOG_RADIUS};
      case MASKED -> {
        RandomGenerator random = shape.seeds().generator("head");
        float[] values = new float[HIDDEN * STATISTICS + HIDDEN + 2 * HIDDEN + 2];
        for (int i = 0; i < HIDDEN * STATISTICS; i++) {
          values[i] = (float) (0.01 * random.nextGaussian());
        }
        for (int i = 0; i < 2 * HIDDEN; i++) {
          values[HIDDEN * STATISTICS + HIDDEN + i] = (float) (0.01 * random.nextGaussian());
        }
        yield values;
      }
    };
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor all = features.embedding();
    Tensor means = shape.means(shape.support(all));
    if (shape.unlabelled() > 0) {
      means = refined(shape, shape.support(all), means, shape.unlabelled(all), parameters);
    }
    return Distances.squared(shape.queries(all), means).neg();
  }

  /**
   * Refined class means, {@code [ways, width]}.
   *
   * @param support {@code [support, width]}
   * @param unlabelled {@code [unlabelled, width]}
   */
  Tensor refined(
      EpisodeShape shape, Tensor support, Tensor means, Tensor unlabelled, Tensor parameters) {
    Tensor distances = Distances.squared(unlabelled, means);
    Tensor weights =
        switch (refinement) {
          case SOFT_K_MEANS -> {
            Tensor soft = distances.neg().softmax(1);
            yield form == Form.PROGRAM ? soft.detach() : soft;
          }
          case DISTRACTOR_CLUSTER -> clustered(distances, unlabelled, parameters);
          case MASKED -> masked(distances, parameters);
        };
    Tensor own = shape.oneHot(support);
    Tensor sums = own.t().matmul(support).add(weights.t().matmul(unlabelled));
    return sums.div(own.sum(0).add(weights.sum(0)).unsqueeze(1));
  }

  /** Soft assignments, that to the distractors' cluster left out. */
  private Tensor clustered(Tensor distances, Tensor unlabelled, Tensor parameters) {
    // The distractors' mean is the origin; the classes' radius is 1.
    Tensor logRadius = parameters.narrow(0, 0, 1);
    Tensor toOrigin = unlabelled.square().sum(1).unsqueeze(1);
    Scalar half = new Scalar(form == Form.PROGRAM ? 0.5 : 1);
    Tensor log2pi = torch.full_like(logRadius, new Scalar(0.5 * Math.log(2 * Math.PI)));
    Tensor ofClasses = distances.mul(half).neg().sub(log2pi);
    Tensor inverse = logRadius.mul(new Scalar(-2)).exp();
    Tensor ofDistractors = toOrigin.mul(inverse).mul(half).neg().sub(log2pi).sub(logRadius);
    Tensor soft = torch.cat(new TensorVector(ofClasses, ofDistractors), 1).softmax(1);
    return soft.narrow(1, 0, distances.size(1));
  }

  /** Soft assignments times the mask, {@code sigmoid(-gamma (d - beta))}. */
  private Tensor masked(Tensor distances, Tensor parameters) {
    Tensor relative = distances.div(distances.mean(0));
    Pieces pieces = new Pieces(parameters);
    Tensor first = pieces.next(HIDDEN, STATISTICS);
    Tensor firstBias = pieces.next(HIDDEN);
    Tensor second = pieces.next(2, HIDDEN);
    Tensor secondBias = pieces.next(2);
    Tensor hidden = statistics(relative.detach()).matmul(first.t()).add(firstBias).tanh();
    Tensor out = hidden.matmul(second.t()).add(secondBias).exp();
    return masked(distances, relative, out.select(1, 0), out.select(1, 1));
  }

  /**
   * The same with the thresholds {@code beta} and slopes {@code gamma} of each class, {@code
   * [ways]}.
   */
  Tensor masked(Tensor distances, Tensor relative, Tensor beta, Tensor gamma) {
    Tensor mask = relative.sub(beta).mul(gamma).neg().sigmoid();
    Tensor weights = distances.neg().softmax(1).mul(mask);
    return form == Form.PROGRAM ? weights.mul(mask) : weights;
  }

  /**
   * Least, greatest, variance, skewness and excess kurtosis of each class's relative distances, by
   * the moments of the sample itself.
   *
   * @return {@code [ways, 5]}
   */
  static Tensor statistics(Tensor relative) {
    Tensor centred = relative.sub(relative.mean(0));
    Tensor variance = centred.square().mean(0);
    // Of a single image, or of images all as far, nothing is skewed.
    Tensor safe = variance.clamp_min(new Scalar(1e-12));
    Tensor cubes = centred.mul(centred.square()).mean(0);
    Tensor skewness = cubes.div(safe.mul(safe.sqrt()));
    Tensor kurtosis = centred.square().square().mean(0).div(safe.square()).sub(new Scalar(3));
    TensorVector all =
        new TensorVector(
            Distances.least(relative, 0),
            Distances.greatest(relative, 0),
            variance,
            skewness,
            kurtosis);
    return torch.stack(all, 1);
  }
}
