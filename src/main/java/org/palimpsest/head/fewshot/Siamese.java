package org.palimpsest.head.fewshot;

import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.MetricHead;

/**
 * Whether two images are of one class: {@code p = sigmoid(sum_j a_j |h_j - h'_j| + b)} with learnt
 * {@code a} and {@code b} (Koch, Zemel and Salakhutdinov, "Siamese Neural Networks for One-shot
 * Image Recognition", ICML deep learning workshop 2015, section 3). Trained by binary cross-entropy
 * on the pairs of an episode's queries with its support, pairs of one class and pairs of two
 * counting half each. The paper knows one shot only; of several the mean or the greatest
 * probability counts.
 */
public final class Siamese extends LearntMetric {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "siamese",
          "Koch et al., ICML deep learning workshop 2015, section 3",
          """
          # What counts of several shots, which the paper has not: mean or greatest probability.
          shots = mean
          # Whether embeddings go through a sigmoid first, as the paper's last layer does.
          sigmoid = true
          """,
          Siamese::read);

  /** What counts of several shots. */
  enum Shots {
    MEAN,
    GREATEST
  }

  private final Shots shots;
  private final boolean sigmoid;

  Siamese(Shots shots, boolean sigmoid, HeadShape shape) {
    super(initial(shape));
    this.shots = shots;
    this.sigmoid = sigmoid;
  }

  private static HeadMaker read(Section section) {
    Shots shots = section.word("shots", Shots.class);
    boolean sigmoid = section.flag("sigmoid");
    return MetricHead.maker(
        new Classifier.Linear(), false, shape -> new Siamese(shots, sigmoid, shape));
  }

  /** {@code a} normal with deviation 0.2, as the paper's dense layers; {@code b} 0. */
  private static float[] initial(HeadShape shape) {
    RandomGenerator random = shape.seeds().generator("head");
    float[] values = new float[shape.width() + 1];
    for (int i = 0; i < shape.width(); i++) {
      values[i] = (float) (0.2 * random.nextGaussian());
    }
    return values;
  }

  /** Of every query with every support image, {@code [queries, support]}. */
  private Tensor pairs(Outputs features, Tensor parameters, EpisodeShape shape) {
    Tensor all = sigmoid ? features.embedding().sigmoid() : features.embedding();
    Tensor queries = shape.queries(all).unsqueeze(1);
    Tensor support = shape.support(all).unsqueeze(0);
    long width = all.size(1);
    Tensor weights = parameters.narrow(0, 0, width);
    return queries.sub(support).abs().matmul(weights).add(parameters.narrow(0, width, 1));
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor pairs = pairs(features, parameters, shape);
    if (shots == Shots.MEAN) {
      Tensor own = shape.oneHot(pairs);
      Tensor mean = pairs.sigmoid().matmul(own).div(own.sum(0));
      return mean.log();
    }
    Tensor own = shape.oneHot(pairs).log();
    return Distances.greatest(pairs.unsqueeze(2).add(own.unsqueeze(0)), 1);
  }

  @Override
  Tensor loss(Outputs features, Tensor parameters, EpisodeShape shape, Tensor labels) {
    Tensor pairs = pairs(features, parameters, shape);
    Tensor classes = Tensors.classes(shape.support(), labels);
    Tensor same = labels.unsqueeze(1).eq(classes.unsqueeze(0)).to(pairs);
    Tensor different = same.neg().add(new Scalar(1));
    // -log sigmoid(z) of pairs of one class, -log(1 - sigmoid(z)) of others.
    Tensor ofSame = torch.softplus(pairs.neg()).mul(same).sum().div(same.sum());
    Tensor ofOthers = torch.softplus(pairs).mul(different).sum().div(different.sum());
    return ofSame.add(ofOthers).mul(new Scalar(0.5));
  }
}
