package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Matrices;
import org.palimpsest.tensor.Purpose;

/**
 * Streaming linear discriminant analysis (Hayes and Kanan, "Lifelong Machine Learning with Deep
 * Streaming Linear Discriminant Analysis", CVPRW 2020): class means and one covariance within
 * classes; the score of a class is {@code x' L mu - mu' L mu / 2} with {@code L = ((1 - eps) Sigma
 * + eps I)^-1} (equation 2 and section 3).
 *
 * <p>Exact by default: with {@code r = x - mu} before the mean moves and c images of the class so
 * far, {@code S += c / (c + 1) r r'} (Welford 1962), {@code Sigma = S / k} over all k images; it
 * does not depend on their order but for rounding. The published program differs in two ways: the
 * factor has all images so far in place of the class's, and a later class's mean starts at 0, so
 * that its first image adds {@code x x'}; its base session has the covariance of Chen et al. 2010
 * (OAS).
 */
final class StreamingDiscriminant implements FeatureStatistics {

  static final Part<HeadMaker> PART =
      new Part<>(
          "slda",
          "Hayes and Kanan, CVPRW 2020, section 3; exact covariance: Welford 1962",
          """
          shrinkage = 1e-4       # share of the identity in the covariance, 0 to 1 (section 3)
          as-published = false   # the authors' update of the covariance, which depends on the order
          """,
          section -> {
            double shrinkage = section.real("shrinkage", 0, 1);
            boolean published = section.flag("as-published");
            return StatisticsHead.maker(
                shape -> new StreamingDiscriminant(shape, shrinkage, published));
          });

  private static final String MEANS = "means";
  private static final String COUNTS = "counts";
  private static final String SCATTER = "scatter";

  private final double shrinkage;
  private final boolean asPublished;
  private final INDArray means;
  private final INDArray counts;

  /** Sum of the residuals' outer products: the covariance times the number of images. */
  private final INDArray scatter;

  /** What scores need of all that, until more images come: {@code [width + 1, classes]}. */
  private @Nullable INDArray planes;

  StreamingDiscriminant(HeadShape shape, double shrinkage, boolean asPublished) {
    this.shrinkage = shrinkage;
    this.asPublished = asPublished;
    means = Nd4j.zeros(DataType.DOUBLE, shape.classes(), shape.width());
    counts = Nd4j.zeros(DataType.INT64, shape.classes());
    scatter = Nd4j.zeros(DataType.DOUBLE, shape.width(), shape.width());
  }

  @Override
  public void add(INDArray embeddings, int[] classes, Lesson lesson) {
    planes = null;
    double[][] residuals = Matrices.doubles(embeddings);
    boolean base = asPublished && lesson.session().index() == 0;
    walk(residuals, classes);
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor sum = Tensors.of(scatter);
      if (base) {
        Tensor centred = centred(Doubles.of(embeddings), classes);
        sum.copy_(shrunk(centred).mul(new Scalar((double) classes.length)));
      } else {
        Tensor rows = Doubles.of(Nd4j.createFromArray(residuals));
        sum.addmm_(rows.t(), rows);
      }
    }
  }

  /** Moves the means; rows become residuals, each times the root of its weight. */
  private void walk(double[][] rows, int[] classes) {
    double[][] running = Matrices.doubles(means);
    long[] seen = counts.toLongVector();
    long all = total(seen);
    for (int i = 0; i < rows.length; i++) {
      double[] mean = running[classes[i]];
      long before = asPublished ? all : seen[classes[i]];
      double root = Math.sqrt(before / (before + 1.0));
      double step = 1.0 / ++seen[classes[i]];
      all++;
      for (int d = 0; d < mean.length; d++) {
        double residual = rows[i][d] - mean[d];
        mean[d] += residual * step;
        rows[i][d] = residual * root;
      }
    }
    means.assign(Nd4j.createFromArray(running));
    counts.assign(Nd4j.createFromArray(seen));
  }

  private static long total(long[] counts) {
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    return all;
  }

  private Tensor centred(Tensor features, int[] classes) {
    return features.sub(Tensors.of(means).index_select(0, Tensors.classes(classes)));
  }

  /** The oracle approximating shrinkage of a covariance (Chen et al. 2010, equation 23). */
  private static Tensor shrunk(Tensor centred) {
    double images = centred.size(0);
    double width = centred.size(1);
    Tensor covariance = centred.t().matmul(centred).div(new Scalar(images));
    double level = covariance.trace().item_double() / width;
    double squares = covariance.square().mean().item_double();
    double above = squares + level * level;
    double below = (images + 1) * (squares - level * level / width);
    double share = below == 0 ? 1 : Math.min(1, above / below);
    return covariance
        .mul(new Scalar(1 - share))
        .add(Doubles.identity(centred.size(1)).mul(new Scalar(share * level)));
  }

  @Override
  public INDArray scores(INDArray embeddings, ClassSet among) {
    if (planes == null) {
      planes = planes();
    }
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      long width = means.size(1);
      Tensor wanted = ClassRows.of(Tensors.of(planes), 1, among);
      Tensor linear = Doubles.of(embeddings).matmul(wanted.narrow(0, 0, width));
      return Doubles.floats(linear.add(wanted.narrow(0, width, 1)));
    }
  }

  private INDArray planes() {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor m = Tensors.of(means);
      Tensor precision = Doubles.inverse(Doubles.towardsIdentity(covariance(), shrinkage));
      Tensor weights = precision.matmul(m.t());
      INDArray found = Nd4j.create(DataType.DOUBLE, means.size(1) + 1, means.size(0));
      Tensor all = Tensors.of(found);
      all.narrow(0, 0, means.size(1)).copy_(weights);
      all.narrow(0, means.size(1), 1).copy_(weights.mul(m.t()).sum(0).mul(new Scalar(-0.5)));
      return found;
    }
  }

  /** {@code [width, width]}, float64, within the innermost scope. */
  Tensor covariance() {
    return Tensors.of(scatter).div(new Scalar((double) total(counts.toLongVector())));
  }

  @Override
  public List<Kept> kept() {
    return List.of(
        new Kept(MEANS, means, Purpose.FEATURES),
        new Kept(COUNTS, counts, Purpose.FEATURES),
        new Kept(SCATTER, scatter, Purpose.FEATURES));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(means, saved, MEANS);
    KeptArrays.assign(counts, saved, COUNTS);
    KeptArrays.assign(scatter, saved, SCATTER);
    planes = null;
  }
}
