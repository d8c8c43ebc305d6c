package org.palimpsest.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * Answers by a few-shot metric. Episodes are told apart by their own support. In incremental
 * sessions a class is remembered by the mean of its images' features, which the metric then takes
 * for its one shot, all classes asked making one episode. Rows train the encoder where it is
 * pretrained by plain classification.
 */
public final class MetricHead extends RowTrainedHead {

  private static final String METRIC = "metric";
  private static final String EMBEDDINGS = "embeddings";
  private static final String MAPS = "maps";

  private final EpisodeMetric metric;
  private final boolean withMaps;
  private final int classes;
  private INDArray embeddings = Nd4j.empty(DataType.FLOAT);
  private INDArray maps = Nd4j.empty(DataType.FLOAT);

  private MetricHead(Rows rows, EpisodeMetric metric, boolean withMaps, int classes) {
    super(rows);
    this.metric = metric;
    this.withMaps = withMaps;
    this.classes = classes;
  }

  /**
   * A head around a metric.
   *
   * @param rows how classes are told apart where the encoder is pretrained
   * @param withMaps whether the metric looks at feature maps
   */
  public static HeadMaker maker(
      Classifier rows, boolean withMaps, Function<HeadShape, EpisodeMetric> metric) {
    return shape ->
        new MetricHead(RowHead.rows(rows, shape), metric.apply(shape), withMaps, shape.classes());
  }

  @Override
  public boolean needsMaps() {
    return withMaps;
  }

  @Override
  public Optional<EpisodeMetric> metric() {
    return Optional.of(metric);
  }

  @Override
  public void startFrom(Map<String, INDArray> saved) {
    metric.restore(KeptArrays.under(METRIC, saved));
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
    if (lesson.session().index() == 0) {
      metric.settle(lesson);
    }
    Samples train = lesson.session().train();
    for (int c : lesson.session().classes().numbers()) {
      try (Features features = lesson.features(train.of(c), withMaps);
          PointerScope scope = Tensors.scope();
          NoGradGuard noGradient = new NoGradGuard()) {
        embeddings = put(embeddings, c, Tensors.of(features.embedding()).mean(0));
        if (withMaps) {
          maps = put(maps, c, Tensors.of(features.map()).mean(0));
        }
      }
    }
    rows.settle(lesson);
  }

  private INDArray put(INDArray all, int number, Tensor mean) {
    INDArray room = all;
    if (all.isEmpty()) {
      long[] one = Tensors.shape(mean);
      long[] shape = new long[one.length + 1];
      shape[0] = classes;
      System.arraycopy(one, 0, shape, 1, one.length);
      room = Nd4j.zeros(DataType.FLOAT, shape);
    }
    Tensors.of(room).select(0, number).copy_(mean);
    return room;
  }

  @Override
  public INDArray scores(Features queries, ClassSet among) {
    try (Tape tape = new Tape();
        NoGradGuard noGradient = new NoGradGuard()) {
      long asked = queries.embedding().size(0);
      Tensor all = joined(embeddings, queries.embedding(), among);
      Tensor places = withMaps ? joined(maps, queries.map(), among) : torch.empty(0);
      int[] numbers = among.numbers().stream().mapToInt(Integer::intValue).toArray();
      EpisodeShape shape = new EpisodeShape(among.size(), 1, Math.toIntExact(asked)).of(numbers);
      return Tensors.copy(
          metric.logits(new Outputs(places, all), tape, shape, Mode.FROZEN_STATISTICS));
    }
  }

  private static Tensor joined(INDArray means, INDArray queries, ClassSet among) {
    if (means.isEmpty()) {
      throw new IllegalStateException("no class has been averaged");
    }
    Tensor support = ClassRows.of(Tensors.of(means), 0, among);
    return torch.cat(new TensorVector(support, Tensors.of(queries)), 0);
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(rows.kept());
    all.addAll(KeptArrays.under(METRIC, metric));
    if (!embeddings.isEmpty()) {
      all.add(new Kept(EMBEDDINGS, embeddings, Purpose.FEATURES));
    }
    if (!maps.isEmpty()) {
      all.add(new Kept(MAPS, maps, Purpose.FEATURES));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    rows.restore(saved);
    metric.restore(KeptArrays.under(METRIC, saved));
    embeddings = restored(saved, EMBEDDINGS);
    maps = restored(saved, MAPS);
  }

  private static INDArray restored(Map<String, INDArray> saved, String name) {
    INDArray found = saved.get(name);
    return found == null ? Nd4j.empty(DataType.FLOAT) : found.dup();
  }
}
