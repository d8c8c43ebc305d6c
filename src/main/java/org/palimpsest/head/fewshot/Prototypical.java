package org.palimpsest.head.fewshot;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.MetricHead;

/**
 * The nearest class mean: logits are {@code -||f(x) - c_k||^2}, the squared distance as it is, or
 * {@code scale cos(f(x), c_k)}, with {@code c_k} the mean embedding of class k's support (Snell,
 * Swersky and Zemel, "Prototypical Networks for Few-shot Learning", NeurIPS 2017, equations 1 and
 * 2). Nothing is learnt but the encoder.
 *
 * @param distance between a query and a mean
 * @param scale of the cosine
 */
public record Prototypical(Distance distance, double scale) implements EpisodeMetric {

  /** Between a query and a mean. */
  public enum Distance {
    SQUARED_EUCLIDEAN,
    COSINE
  }

  public static final Part<HeadMaker> PART =
      new Part<>(
          "prototypical",
          "Snell et al., NeurIPS 2017, equations 1 and 2",
          """
          # Between a query and a class mean: squared-euclidean, as it is (section 2.1), or cosine.
          distance = squared-euclidean
          scale = 10.0   # factor on the cosine, above 0 to 1000; not used by squared-euclidean
          """,
          Prototypical::read);

  private static HeadMaker read(Section section) {
    Distance distance = section.word("distance", Distance.class);
    double scale = section.real("scale", 1e-3, 1000);
    return MetricHead.maker(
        new Classifier.Linear(), false, shape -> new Prototypical(distance, scale));
  }

  @Override
  public Tensor logits(Outputs features, Tape tape, EpisodeShape shape, Mode mode) {
    Tensor means = shape.means(shape.support(features.embedding()));
    Tensor queries = shape.queries(features.embedding());
    return distance == Distance.COSINE
        ? Distances.cosines(queries, means).mul(new Scalar(scale))
        : Distances.squared(queries, means).neg();
  }
}
