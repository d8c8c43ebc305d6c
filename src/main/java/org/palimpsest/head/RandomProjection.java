package org.palimpsest.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
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
 * Ridge regression on random features (McDonnell et al., "RanPAC", NeurIPS 2023): {@code h = relu(f
 * W)} with fixed normal W; {@code G += h'h}, {@code Q += h'y} over all images; scores are {@code h
 * (G + lambda I)^-1 Q} (equations 3 to 5). Equals joint ridge regression on all images so far,
 * whatever their order. Lambda is the power of ten from 1e-8 to 1e8 that, fitted to 80 % of the
 * session's training images, has the least square error on its other 20 % (appendix F).
 */
final class RandomProjection implements FeatureStatistics {

  static final Part<HeadMaker> PART =
      new Part<>(
          "ranpac",
          "McDonnell et al., NeurIPS 2023, equations 3 to 5, appendix F",
          """
          # Random features, 1 to 20000. The paper has 10000, which takes 800 MB and, on two cores,
          # minutes a session; more than a few times the embedding's width brings little.
          size = 2000
          """,
          section -> {
            int size = section.integer("size", 1, 20_000);
            return StatisticsHead.maker(shape -> new RandomProjection(shape, size));
          });

  private static final String PROJECTION = "projection";
  private static final String GRAM = "gram";
  private static final String TARGETS = "targets";
  private static final String RIDGE = "ridge";

  private static final int LEAST = -8;
  private static final int GREATEST = 8;

  /** One image in so many is held out for the choice of lambda. */
  private static final int HELD_OUT = 5;

  /** Images projected at once. */
  private static final int ROWS = 1024;

  private final INDArray projection;
  private final int classes;

  /** Empty until images come: {@code [size, size]} and {@code [size, classes]}. */
  private INDArray gram = Nd4j.empty(DataType.DOUBLE);

  private INDArray targets = Nd4j.empty(DataType.DOUBLE);

  /** Lambda's power of ten. */
  private final INDArray ridge = Nd4j.zeros(DataType.INT64, 1);

  private @Nullable INDArray weights;

  RandomProjection(HeadShape shape, int size) {
    RandomGenerator random = shape.seeds().generator("random-projection");
    float[] normal = new float[shape.width() * size];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = (float) random.nextGaussian();
    }
    projection = Nd4j.createFromArray(normal).reshape(shape.width(), size);
    classes = shape.classes();
  }

  @Override
  public void add(INDArray embeddings, int[] labels, Lesson lesson) {
    weights = null;
    int images = labels.length;
    int held = images < 2 ? 0 : Math.max(1, images / HELD_OUT);
    int[] order = order(images, lesson.random("ridge"));
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Sums fitted = new Sums();
      int[] others = Arrays.copyOfRange(order, held, images);
      fitted.add(embeddings, labels, others);
      if (held > 0) {
        choose(fitted, embeddings, labels, Arrays.copyOf(order, held), others);
        fitted.add(embeddings, labels, Arrays.copyOf(order, held));
      }
      if (gram.isEmpty()) {
        gram = Nd4j.zeros(DataType.DOUBLE, projection.size(1), projection.size(1));
        targets = Nd4j.zeros(DataType.DOUBLE, projection.size(1), classes);
      }
      Tensors.of(gram).add_(fitted.gram);
      Tensors.of(targets).add_(fitted.targets);
    }
  }

  /** An order of chance. */
  static int[] order(int images, RandomGenerator random) {
    int[] order = new int[images];
    for (int i = 0; i < images; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** What some images add to both sums. */
  private final class Sums {
    private final Tensor gram = Doubles.zeros(projection.size(1), projection.size(1));
    private final Tensor targets = Doubles.zeros(projection.size(1), classes);

    void add(INDArray embeddings, int[] labels, int[] rows) {
      for (int start = 0; start < rows.length; start += ROWS) {
        int[] part = Arrays.copyOfRange(rows, start, Math.min(rows.length, start + ROWS));
        try (PointerScope scope = Tensors.scope()) {
          Tensor h = projected(rows(embeddings, part));
          gram.addmm_(h.t(), h);
          targets.addmm_(h.t(), wanted(labels, part));
        }
      }
    }
  }

  /** Float64, {@code [rows, size]}. */
  private Tensor projected(Tensor embeddings) {
    return embeddings.matmul(Tensors.of(projection)).relu().to(torch.ScalarType.Double);
  }

  /** One-hot, float64, {@code [rows, classes]}. */
  private Tensor wanted(int[] labels, int[] rows) {
    int[] own = Arrays.stream(rows).map(row -> labels[row]).toArray();
    return torch.one_hot(Tensors.classes(own), classes).to(torch.ScalarType.Double);
  }

  private void choose(Sums fitted, INDArray embeddings, int[] labels, int[] held, int[] others) {
    boolean fewer = others.length < projection.size(1);
    Tensor h = projected(rows(embeddings, held));
    Tensor basis = fewer ? projected(rows(embeddings, others)) : h;
    // With fewer images than features: H' (H H' + lambda I)^-1 Y is the same.
    Tensor seen = fewer ? h.matmul(basis.t()) : h;
    Tensor gram = fewer ? basis.matmul(basis.t()) : fitted.gram;
    Tensor right = fewer ? wanted(labels, others) : fitted.targets;
    Tensor y = wanted(labels, held);
    double least = Double.POSITIVE_INFINITY;
    for (int power = LEAST; power <= GREATEST; power++) {
      try (PointerScope scope = Tensors.scope()) {
        Optional<Tensor> solved = solve(gram, right, power);
        if (solved.isPresent()) {
          double error = seen.matmul(solved.get()).sub(y).square().mean().item_double();
          if (error < least) {
            least = error;
            ridge.putScalar(0, power);
          }
        }
      }
    }
  }

  private static Tensor rows(INDArray embeddings, int[] rows) {
    return Tensors.of(embeddings).index_select(0, Tensors.classes(rows));
  }

  private static Optional<Tensor> solve(Tensor gram, Tensor targets, int power) {
    Tensor level = Doubles.identity(gram.size(0)).mul(new Scalar(Math.pow(10, power)));
    return Doubles.solve(gram.add(level), targets);
  }

  @Override
  public INDArray scores(INDArray embeddings, ClassSet among) {
    if (weights == null) {
      weights = weights();
    }
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor wanted = ClassRows.of(Tensors.of(weights), 1, among);
      Tensor all = torch.empty(embeddings.size(0), among.size());
      for (long start = 0; start < embeddings.size(0); start += ROWS) {
        long rows = Math.min(ROWS, embeddings.size(0) - start);
        try (PointerScope part = Tensors.scope()) {
          Tensor h = projected(Tensors.of(embeddings).narrow(0, start, rows));
          all.narrow(0, start, rows).copy_(h.matmul(wanted));
        }
      }
      return Doubles.floats(all);
    }
  }

  /** A lambda that rounding does not let through is raised until it does. */
  private INDArray weights() {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      for (int power = ridge.getInt(0); power <= GREATEST; power++) {
        Optional<Tensor> solved = solve(Tensors.of(gram), Tensors.of(targets), power);
        if (solved.isPresent()) {
          INDArray found = Nd4j.create(DataType.DOUBLE, targets.shape());
          Tensors.of(found).copy_(solved.get());
          return found;
        }
      }
    }
    throw new IllegalStateException("the features' products are not finite");
  }

  /** The power of ten that was chosen last. */
  int ridgePower() {
    return ridge.getInt(0);
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>();
    all.add(new Kept(PROJECTION, projection, Purpose.FEATURES));
    all.add(new Kept(RIDGE, ridge, Purpose.FEATURES));
    if (!gram.isEmpty()) {
      all.add(new Kept(GRAM, gram, Purpose.FEATURES));
      all.add(new Kept(TARGETS, targets, Purpose.FEATURES));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(projection, saved, PROJECTION);
    KeptArrays.assign(ridge, saved, RIDGE);
    gram = saved.getOrDefault(GRAM, Nd4j.empty(DataType.DOUBLE)).dup();
    targets = saved.getOrDefault(TARGETS, Nd4j.empty(DataType.DOUBLE)).dup();
    weights = null;
  }
}
