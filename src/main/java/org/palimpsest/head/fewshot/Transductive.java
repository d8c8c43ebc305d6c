package org.palimpsest.head.fewshot;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.Lesson;
import org.palimpsest.head.MetricHead;
import org.palimpsest.tensor.Kept;

/**
 * What uses the queries of an episode together, over features that {@link SimpleShot} transforms:
 * shifts the queries onto the support and moves class means by what the queries are taken for.
 */
abstract class Transductive implements EpisodeMetric {

  private final SimpleShot features;

  Transductive(SimpleShot features) {
    this.features = features;
  }

  /**
   * A head around such a metric.
   *
   * @param section which says what is done to features
   * @param metric made anew for each head, of its features
   */
  static HeadMaker maker(Section section, Function<SimpleShot, EpisodeMetric> metric) {
    SimpleShot.Transform transform = section.word("transform", SimpleShot.Transform.class);
    return MetricHead.maker(
        new Classifier.Linear(), false, shape -> metric.apply(new SimpleShot(transform, shape)));
  }

  @Override
  public final boolean isTransductive() {
    return true;
  }

  @Override
  public final void settle(Lesson lesson) {
    features.settle(lesson);
  }

  @Override
  public final List<Kept> kept() {
    return features.kept();
  }

  @Override
  public final void restore(Map<String, INDArray> saved) {
    features.restore(saved);
  }

  @Override
  public final Tensor logits(Outputs outputs, Tape tape, EpisodeShape shape, Mode mode) {
    Tensor all = features.transformed(outputs.embedding(), tape);
    return logits(shape, shape.support(all), shape.queries(all));
  }

  /**
   * Logits of transformed features.
   *
   * @return {@code [queries, ways]}
   */
  abstract Tensor logits(EpisodeShape shape, Tensor support, Tensor queries);

  /** The queries moved so that their mean is the support's. */
  static Tensor shifted(Tensor support, Tensor queries) {
    return queries.add(support.mean(0)).sub(queries.mean(0));
  }

  /**
   * Class means of support and queries together, each image weighed by how near it is to its
   * class's mean of the support, {@code softmax(scale cos)} over the images of the class; a query
   * is of the class whose mean is nearest by the cosine.
   *
   * @return {@code [ways, width]}
   */
  static Tensor rectified(EpisodeShape shape, Tensor support, Tensor queries, double scale) {
    Tensor means = shape.means(support);
    Tensor cosines = Distances.cosines(queries, means);
    Tensor taken = torch.one_hot(best(cosines), shape.ways()).to(support);
    Tensor own = torch.cat(new TensorVector(shape.oneHot(support), taken), 0);
    Tensor all = torch.cat(new TensorVector(support, queries), 0);
    Tensor near = Distances.cosines(all, means).mul(new Scalar(scale));
    // The logarithm of 0 leaves an image out of the classes that it is not taken for.
    Tensor weights = near.add(own.log()).softmax(0);
    return weights.t().matmul(all);
  }

  static Tensor best(Tensor scores) {
    return scores.argmax(new LongOptional(1), false);
  }
}
