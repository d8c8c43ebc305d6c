package org.palimpsest.head;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * The task-adaptive metric: {@link TaskAdaptiveAttention} over the feature maps beside the cosine
 * of the embeddings, each with a learned scale, the two logits added. It is trained on episodes.
 */
public final class TaskAdaptiveHead extends RowTrainedHead {

  private static final String METRIC = "metric";
  private static final double FIRST_SCALE = 10;

  /** Pairs of query and class that are scored at once; keeps the attention in the cache. */
  private static final long PAIRS_AT_ONCE = 400;

  public static final Part<HeadMaker> PART =
      new Part<>(
          "task-adaptive",
          "CN114943859B, equations 1 to 3; settings measured on CIFAR-100",
          """
          scale = 16.0           # factor on the base classifier's cosines, above 0 to 1000
          use-map = true         # whether scores see the feature map,
          use-embedding = true   # and whether they see the embedding; at least one of them

          """
              + Calibration.KEYS,
          TaskAdaptiveHead::read);

  private final ClassMeans means;
  private final Calibration calibration;
  private final Views views;
  private final int channels;
  private final Parameter parameter;

  /**
   * What the score looks at.
   *
   * @param map the attention over feature maps
   * @param embedding the cosine of the embeddings
   */
  public record Views(boolean map, boolean embedding) {
    public Views {
      if (!map && !embedding) {
        throw new IllegalArgumentException("a metric needs the map, the embedding or both");
      }
    }
  }

  /** A metric before its first episode. */
  TaskAdaptiveHead(Classifier.Cosine classifier, Views views, HeadShape shape) {
    this(classifier, views, Calibration.Strength.NONE, shape);
  }

  private TaskAdaptiveHead(
      Classifier.Cosine classifier, Views views, Calibration.Strength strength, HeadShape shape) {
    super(RowHead.rows(classifier, shape));
    calibration = new Calibration(strength);
    means = new ClassMeans(shape.classes(), views.map());
    this.views = views;
    channels = shape.channels();
    RandomGenerator random = shape.seeds().generator("head");
    int square = channels * channels;
    float[] flat = new float[4 * square + 2];
    double bound = 1 / Math.sqrt((double) channels);
    for (int i = 0; i < 3 * square; i++) {
      flat[i] = (float) random.nextDouble(-bound, bound);
    }
    flat[4 * square] = (float) Math.log(FIRST_SCALE);
    flat[4 * square + 1] = (float) Math.log(FIRST_SCALE);
    parameter = Parameter.of(METRIC, Nd4j.createFromArray(flat));
  }

  private static HeadMaker read(Section section) {
    Classifier.Cosine classifier = new Classifier.Cosine(section.real("scale", 1e-3, 1000));
    boolean map = section.flag("use-map");
    boolean embedding = section.flag("use-embedding");
    if (!map && !embedding) {
      section.problem("use-map", "or use-embedding has to be true: a metric compares something");
    }
    Views views = new Views(map, embedding || !map);
    Calibration.Strength strength = Calibration.Strength.read(section);
    return shape -> new TaskAdaptiveHead(classifier, views, strength, shape);
  }

  @Override
  public boolean needsMaps() {
    return views.map();
  }

  @Override
  public boolean answersFromSettled() {
    return true;
  }

  @Override
  public boolean learnsClassesAgain() {
    return false;
  }

  @Override
  public void settle(Lesson lesson) {
    means.renew(lesson, lesson.session().train(), lesson.session().classes());
    calibration.settle(lesson, means);
    rows.settle(lesson);
  }

  @Override
  public boolean isIndependent() {
    return true;
  }

  @Override
  public Optional<EpisodeMetric> metric() {
    return Optional.of(new Metric());
  }

  /** The part that episodes train. */
  @Override
  public void startFrom(Map<String, INDArray> saved) {
    new Metric().restore(saved);
  }

  private final class Metric implements EpisodeMetric {

    @Override
    public List<Parameter> parameters() {
      return List.of(parameter);
    }

    @Override
    public Tensor logits(Outputs features, Tape tape, EpisodeShape shape, Mode mode) {
      return episodeLogits(features.map(), features.embedding(), tape.leaf(parameter), shape);
    }

    @Override
    public List<Kept> kept() {
      return List.of(new Kept(METRIC, parameter.values(), Purpose.HEAD));
    }

    @Override
    public void restore(Map<String, INDArray> saved) {
      KeptArrays.assign(parameter.values(), saved, METRIC);
    }
  }

  /**
   * Logits of an episode's queries as a function of features and of this head's parameters.
   *
   * @param maps {@code [images, channels, height, width]}, support first
   * @param embeddings {@code [images, width]}
   * @param flat {@code Wq, Wk, Wv, Wo}, then the logarithms of the map's and the embedding's scale
   * @return {@code [queries, ways]}
   */
  public Tensor episodeLogits(Tensor maps, Tensor embeddings, Tensor flat, EpisodeShape shape) {
    Tensor unit = torch.normalize(embeddings);
    Tensor positions = positions(maps);
    return logits(
        shape.queries(positions),
        shape.means(shape.support(positions)),
        shape.queries(unit),
        shape.means(shape.support(unit)),
        flat);
  }

  @Override
  public INDArray scores(Features queries, ClassSet among) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      int classes = among.size();
      long n = queries.embedding().size(0);
      Tensor maps = views.map() ? positions(Tensors.of(queries.map())).contiguous() : none();
      Tensor supports =
          views.map()
              ? positions(ClassRows.of(Tensors.of(means.maps()), 0, among)).contiguous()
              : none();
      Tensor unit = torch.normalize(Tensors.of(queries.embedding()));
      Tensor prototypes = ClassRows.of(Tensors.of(means.prototypes()), 0, among);
      Tensor flat = Tensors.of(parameter.values());
      long step = Math.max(1, PAIRS_AT_ONCE / classes);
      INDArray all = Nd4j.createUninitialized(DataType.FLOAT, n, classes);
      Tensor out = Tensors.of(all);
      for (long start = 0; start < n; start += step) {
        long length = Math.min(step, n - start);
        try (PointerScope chunk = Tensors.scope()) {
          Tensor part = views.map() ? maps.narrow(0, start, length) : maps;
          out.narrow(0, start, length)
              .copy_(logits(part, supports, unit.narrow(0, start, length), prototypes, flat));
        }
      }
      return all;
    }
  }

  @Override
  public Optional<INDArray> attention(Features queries, int[] classes) {
    if (!views.map()) {
      return Optional.empty();
    }
    INDArray supports =
        Nd4j.stack(
            0,
            IntStream.of(classes)
                .mapToObj(c -> means.maps().get(NDArrayIndex.point(c)))
                .toArray(INDArray[]::new));
    return Optional.of(attentionReceived(queries.map(), supports));
  }

  /**
   * How much each position of a class's support map is looked at by all of a query's positions
   * together.
   *
   * @param queryMaps {@code [queries, channels, height, width]}
   * @param supportMaps the support map for each query, of the same shape
   * @return {@code [queries, height, width]}; 1 is the average of a map
   */
  private INDArray attentionReceived(INDArray queryMaps, INDArray supportMaps) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor queries = positions(Tensors.of(queryMaps)).contiguous();
      Tensor supports = positions(Tensors.of(supportMaps)).contiguous();
      List<Tensor> rows = new ArrayList<>();
      for (long i = 0; i < queries.size(0); i++) {
        Tensor weights =
            attention(Tensors.of(parameter.values()))
                .weights(queries.narrow(0, i, 1), supports.narrow(0, i, 1));
        rows.add(weights.sum(1));
      }
      Tensor all = torch.cat(new TensorVector(rows.toArray(Tensor[]::new)), 0);
      return Tensors.copy(all.view(queries.size(0), queryMaps.size(2), queryMaps.size(3)));
    }
  }

  /**
   * {@code query}, {@code key}, {@code value} and {@code output}, each {@code [channels,
   * channels]}; {@code log_map_scale} and {@code log_embedding_scale}, each {@code [1]}.
   */
  @Override
  public Map<String, INDArray> tensors() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    rows.kept().forEach(kept -> tensors.put(kept.name(), kept.array()));
    means.kept().forEach(kept -> tensors.put(kept.name(), kept.array()));
    long square = (long) channels * channels;
    long start = 0;
    for (String name : List.of("query", "key", "value", "output")) {
      tensors.put(name, part(start, start + square).reshape(channels, channels));
      start += square;
    }
    tensors.put("log_map_scale", part(start, start + 1));
    tensors.put("log_embedding_scale", part(start + 1, start + 2));
    return tensors;
  }

  @Override
  public Optional<ScoreScript> script(ClassSet among) {
    return Optional.of(TaskAdaptiveScript.of(tensors(), views, among));
  }

  private INDArray part(long from, long to) {
    return parameter.values().get(NDArrayIndex.interval(from, to));
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(rows.kept());
    all.addAll(means.kept());
    all.addAll(calibration.kept());
    all.addAll(new Metric().kept());
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    rows.restore(saved);
    means.restore(saved);
    calibration.restore(saved);
    new Metric().restore(saved);
  }

  private Tensor logits(
      Tensor queryMaps, Tensor supportMaps, Tensor unit, Tensor prototypes, Tensor flat) {
    long scales = 4L * channels * channels;
    Tensor sum = null;
    if (views.map()) {
      Tensor scale = flat.narrow(0, scales, 1).exp();
      sum = attention(flat).cosines(queryMaps, supportMaps).mul(scale);
    }
    if (views.embedding()) {
      Tensor scale = flat.narrow(0, scales + 1, 1).exp();
      Tensor cosine = unit.matmul(torch.normalize(prototypes).t()).mul(scale);
      sum = sum == null ? cosine : sum.add(cosine);
    }
    return Objects.requireNonNull(sum, "Views has at least one view");
  }

  private TaskAdaptiveAttention attention(Tensor flat) {
    Tensor squares = flat.narrow(0, 0, 4L * channels * channels).view(4, channels, channels);
    return new TaskAdaptiveAttention(
        squares.get(0), squares.get(1), squares.get(2), squares.get(3));
  }

  /** {@code [n, channels, height, width]} to {@code [n, positions, channels]}. */
  private static Tensor positions(Tensor maps) {
    return maps.flatten(2, -1).transpose(1, 2);
  }

  private static Tensor none() {
    return torch.empty(0);
  }
}
