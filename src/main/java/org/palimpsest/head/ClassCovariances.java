package org.palimpsest.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * The nearest class by Mahalanobis' distance, each class with a covariance of its own (Goswami et
 * al., "FeCAM", NeurIPS 2023): features are made less skewed by {@code relu(x)^lambda} (Tukey,
 * equation 9); covariances are shrunk, {@code S + a1 v1 I + a2 v2 (1 - I)} with v1 and v2 the mean
 * on and off the diagonal (equation 6), and normalised to correlations (equation 8).
 */
final class ClassCovariances implements FeatureStatistics {

  static final Part<HeadMaker> PART =
      new Part<>(
          "fecam",
          "Goswami et al., NeurIPS 2023, equations 5 to 9",
          """
          tukey = 0.5          # power of the features, above 0 to 1; 1 leaves them (section 4.1)
          shrink-variance = 1.0     # alpha 1, of the mean variance, 0 or more (section 5.1)
          shrink-covariance = 1.0   # alpha 2, of the mean covariance, 0 or more (section 5.1)
          shrinkages = 2       # how often shrinkage is applied, 0 to 10; twice in the authors' program
          unit-length = true   # whether transformed features and means have length 1, as there
          """,
          section -> {
            Settings settings =
                new Settings(
                    section.real("tukey", 1e-3, 1),
                    section.real("shrink-variance", 0, 1e6),
                    section.real("shrink-covariance", 0, 1e6),
                    section.integer("shrinkages", 0, 10),
                    section.flag("unit-length"));
            return StatisticsHead.maker(shape -> new ClassCovariances(shape, settings));
          });

  private static final String MEANS = "means";
  private static final String COUNTS = "counts";
  private static final String SCATTER = "scatter";

  /**
   * How distances are made.
   *
   * @param power of the features
   * @param variance alpha 1
   * @param covariance alpha 2
   * @param shrinkages how often
   */
  record Settings(
      double power, double variance, double covariance, int shrinkages, boolean unitLength) {}

  private final Settings settings;
  private final INDArray means;
  private final INDArray counts;

  /** By class: sum of the outer products of what its transformed features are off their mean. */
  private final TreeMap<Integer, INDArray> scatters = new TreeMap<>();

  /** By class, made when first asked for. */
  private final TreeMap<Integer, INDArray> precisions = new TreeMap<>();

  ClassCovariances(HeadShape shape, Settings settings) {
    this.settings = settings;
    means = Nd4j.zeros(DataType.FLOAT, shape.classes(), shape.width());
    counts = Nd4j.zeros(DataType.INT64, shape.classes());
  }

  /** {@code relu(x)^power}, float64. */
  private Tensor transformed(INDArray embeddings) {
    return Doubles.of(embeddings).relu().pow(new Scalar(settings.power));
  }

  @Override
  public void add(INDArray embeddings, int[] classes, Lesson lesson) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor all = transformed(embeddings);
      for (int c : ClassSet.of(classes).numbers()) {
        try (PointerScope part = Tensors.scope()) {
          int[] own = ClassRows.positions(classes, c);
          add(c, all.index_select(0, Tensors.classes(own)));
        }
      }
    }
  }

  /** Joins the class's sums so far with those of more images (Chan et al. 1979). */
  private void add(int c, Tensor features) {
    double before = (double) counts.getLong(c);
    double more = (double) features.size(0);
    double after = before + more;
    Tensor mean = features.mean(0);
    Tensor centred = features.sub(mean);
    Tensor earlier = Tensors.of(means).select(0, c);
    Tensor shift = mean.sub(earlier);
    Tensor sum =
        centred
            .t()
            .matmul(centred)
            .add(torch.outer(shift, shift).mul(new Scalar(before * more / after)));
    Tensor scatter = Tensors.of(scatters.computeIfAbsent(c, number -> square()));
    scatter.copy_(sum.add(scatter));
    earlier.copy_(shift.mul(new Scalar(more / after)).add(earlier));
    counts.putScalar(c, after);
    precisions.remove(c);
  }

  private INDArray square() {
    return Nd4j.zeros(DataType.FLOAT, means.size(1), means.size(1));
  }

  @Override
  public INDArray scores(INDArray embeddings, ClassSet among) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor x = transformed(embeddings).to(torch.ScalarType.Float);
      INDArray scores = Nd4j.create(DataType.FLOAT, embeddings.size(0), among.size());
      Tensor all = Tensors.of(scores);
      for (int i = 0; i < among.size(); i++) {
        try (PointerScope part = Tensors.scope()) {
          all.select(1, i).copy_(distances(x, among.numbers().get(i)).neg());
        }
      }
      return scores;
    }
  }

  private Tensor distances(Tensor x, int c) {
    Tensor mean = Tensors.of(means).select(0, c);
    Tensor off =
        settings.unitLength
            ? torch.normalize(x).sub(mean.div(mean.norm().clamp_min(new Scalar(1e-12))))
            : x.sub(mean);
    Tensor precision = Tensors.of(precisions.computeIfAbsent(c, this::precision));
    return off.matmul(precision).mul(off).sum(1);
  }

  private INDArray precision(int c) {
    return Doubles.floats(Doubles.inverse(correlation(c)));
  }

  /** The class's shrunk correlations, {@code [width, width]}, within the innermost scope. */
  Tensor correlation(int c) {
    INDArray scatter = scatters.get(c);
    if (scatter == null) {
      throw new IllegalStateException("class %d has not been seen".formatted(c));
    }
    double degrees = (double) Math.max(1, counts.getLong(c) - 1);
    Tensor matrix = Doubles.of(scatter).div(new Scalar(degrees));
    for (int i = 0; i < settings.shrinkages; i++) {
      matrix = shrunk(matrix);
    }
    Tensor variances = matrix.diagonal();
    // A feature that never varies is as far from its mean as any other.
    Tensor flat = variances.le(new Scalar(0)).to(torch.ScalarType.Double);
    Tensor deviations = variances.clamp_min(new Scalar(0)).add(flat).sqrt();
    Tensor normalised = matrix.div(torch.outer(deviations, deviations));
    return normalised.add(torch.diag(flat));
  }

  private Tensor shrunk(Tensor matrix) {
    long width = matrix.size(0);
    double onDiagonal = matrix.trace().item_double();
    double pairs = Math.max(1, width * (width - 1.0));
    double covariance = (matrix.sum().item_double() - onDiagonal) / pairs * settings.covariance;
    double variance = onDiagonal / width * settings.variance;
    return matrix
        .add(new Scalar(covariance))
        .add(Doubles.identity(width).mul(new Scalar(variance - covariance)));
  }

  @Override
  public boolean isIndependent() {
    return true;
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>();
    all.add(new Kept(MEANS, means, Purpose.FEATURES));
    all.add(new Kept(COUNTS, counts, Purpose.FEATURES));
    scatters.forEach((c, array) -> all.add(new Kept(SCATTER + "." + c, array, Purpose.FEATURES)));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(means, saved, MEANS);
    KeptArrays.assign(counts, saved, COUNTS);
    scatters.clear();
    precisions.clear();
    KeptArrays.under(SCATTER, saved)
        .forEach((c, array) -> scatters.put(Integer.valueOf(c), array.dup()));
  }
}
