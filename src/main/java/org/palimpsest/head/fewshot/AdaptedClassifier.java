package org.palimpsest.head.fewshot;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.EpisodeTask;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.MetricHead;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * A method that learns each support by moving the encoder and a linear classifier from a start that
 * is learnt. Class c of an episode starts from row {@code c mod rows}.
 */
abstract class AdaptedClassifier implements EpisodeMetric {

  /** The keys about {@link #rows} and the episodes of a step. */
  static final String ROWS_KEY =
      """
      # Rows that the classifier starts from, 1 to 1000: class c of an episode starts from row c mod rows.
      # 1 is one start for all classes, whose order then does not matter (Ye and Chao 2022).
      rows = 5
      """;

  private static final String ROWS = "rows";

  private final Parameter rows;

  /**
   * Uniform within 1 / sqrt(width), the biases 0.
   *
   * @param count rows, 1 or more
   */
  AdaptedClassifier(int count, HeadShape shape) {
    RandomGenerator random = shape.seeds().generator("head");
    float bound = (float) (1 / Math.sqrt(shape.width()));
    float[] values = new float[count * (shape.width() + 1)];
    for (int i = 0; i < values.length; i++) {
      boolean bias = (i + 1) % (shape.width() + 1) == 0;
      values[i] = bias ? 0 : random.nextFloat(-bound, bound);
    }
    INDArray start = Nd4j.createFromArray(values).reshape(count, shape.width() + 1L);
    rows = Parameter.of(ROWS, start);
  }

  /** A head around such a method. */
  static HeadMaker maker(java.util.function.Function<HeadShape, EpisodeMetric> metric) {
    return MetricHead.maker(new Classifier.Linear(), false, metric);
  }

  /** {@code [rows, width + 1]}, the biases in the last column. */
  final Parameter rows() {
    return rows;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(rows);
  }

  @Override
  public final boolean runsEncoder() {
    return true;
  }

  @Override
  public Tensor loss(EpisodeTask task, Tensor labels) {
    return CrossEntropy.of(logits(task), labels);
  }

  /** Which row each class starts from, int64, {@code [ways]}. */
  static Tensor places(Tensor rows, int ways) {
    int[] places = new int[ways];
    for (int c = 0; c < ways; c++) {
      places[c] = c % Math.toIntExact(rows.size(0));
    }
    return Tensors.classes(places, rows);
  }

  /** {@code [ways, width + 1]}. */
  static Tensor starts(Tensor rows, int ways) {
    return rows.index_select(0, places(rows, ways));
  }

  /** {@code [images, ways]}. */
  static Tensor scores(Tensor embedding, Tensor rows) {
    long width = embedding.size(1);
    return embedding.matmul(rows.narrow(1, 0, width).t()).add(rows.select(1, width));
  }

  /** Mean cross-entropy of the support. */
  static Tensor supportLoss(EpisodeShape shape, Tensor support, Tensor rows) {
    return CrossEntropy.of(scores(support, rows), Tensors.classes(shape.support(), support));
  }

  @Override
  public List<Kept> kept() {
    return List.of(new Kept(ROWS, rows.values(), Purpose.HEAD));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(rows.values(), saved, ROWS);
  }
}
