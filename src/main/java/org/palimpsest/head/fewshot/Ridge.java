package org.palimpsest.head.fewshot;

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
import org.palimpsest.head.MetricHead;

/**
 * Ridge regression of the support's one-hot labels, solved in closed form and differentiated
 * through (Bertinetto et al., "Meta-learning with differentiable closed-form solvers", ICLR 2019,
 * equations 5 and 6): {@code W = X' (X X' + lambda I)^-1 Y}, or {@code (X' X + lambda I)^-1 X' Y}
 * where there are more images than features; logits are {@code a (Z W) + c} with learnt {@code a}
 * and {@code c}. As in the authors' program X has a column of ones, and X and Y are divided by the
 * root of the number of support images.
 */
public final class Ridge extends LearntMetric {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "ridge",
          "R2D2: Bertinetto et al., ICLR 2019, equations 5 to 8; values: the authors' program",
          """
          lambda = 50.0   # ridge on the weights, above 0; not learnt, as in the published settings
          scale = 10.0    # first value of the logits' learnt factor, above 0 (CIFAR, Omniglot)
          """,
          Ridge::read);

  private final double lambda;

  Ridge(double lambda, double scale) {
    super((float) scale, 0);
    this.lambda = lambda;
  }

  private static HeadMaker read(Section section) {
    double lambda = section.real("lambda", 1e-9, 1e9);
    double scale = section.real("scale", 1e-9, 1e9);
    return MetricHead.maker(new Classifier.Linear(), false, shape -> new Ridge(lambda, scale));
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor support = withOnes(shape.support(features.embedding()));
    Scalar root = new Scalar(1 / Math.sqrt((double) support.size(0)));
    Tensor weights = weights(support.mul(root), shape.oneHot(support).mul(root), lambda);
    Tensor scores = withOnes(shape.queries(features.embedding())).matmul(weights);
    return scores.mul(parameters.narrow(0, 0, 1)).add(parameters.narrow(0, 1, 1));
  }

  private static Tensor withOnes(Tensor x) {
    Tensor ones = torch.ones_like(x.narrow(1, 0, 1));
    return torch.cat(new TensorVector(x, ones), 1);
  }

  /**
   * The regression's weights, by whichever system of equations is smaller.
   *
   * @param x {@code [images, width]}
   * @param y {@code [images, ways]}
   * @return {@code [width, ways]}
   */
  static Tensor weights(Tensor x, Tensor y, double lambda) {
    boolean fewImages = x.size(0) < x.size(1);
    Tensor gram = fewImages ? x.matmul(x.t()) : x.t().matmul(x);
    Tensor ridge = torch.eye(gram.size(0)).to(gram).mul(new Scalar(lambda));
    return fewImages
        ? x.t().matmul(torch.linalg_solve(gram.add(ridge), y))
        : torch.linalg_solve(gram.add(ridge), x.t().matmul(y));
  }
}
