package org.palimpsest.head.fewshot;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.MetricHead;
import org.palimpsest.tensor.Kept;

/**
 * A learnt comparison: the maps of a class and of a query go through {@link RelationNet} to a score
 * in [0, 1], which is to be 1 for the query's class and 0 for others, by the squared error (Sung et
 * al., "Learning to Compare", CVPR 2018, equations 1 and 2).
 *
 * <p>The authors' program normalises by the present batch in tests, too: their figures are partly
 * transductive. Here {@code evaluation.batch-normalization} says so for encoder and comparison.
 */
public final class Relation extends LearntMetric {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "relation",
          "Sung et al., CVPR 2018, equations 1 and 2; sizes: the authors' program",
          RelationNet.DEFAULTS,
          Relation::read);

  private final RelationNet net;

  Relation(RelationNet.Sizes sizes, HeadShape shape) {
    super(RelationNet.initial(sizes, shape.seeds().generator("head")));
    net = new RelationNet(sizes);
  }

  private static HeadMaker read(Section section) {
    RelationNet.Settings settings = RelationNet.Settings.read(section);
    return MetricHead.maker(
        new Classifier.Linear(), true, shape -> new Relation(settings.of(shape), shape));
  }

  /** Before the last sigmoid, which leaves their order as it is. */
  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor maps = features.map();
    return net.scores(shape.support(maps), shape.queries(maps), parameters, shape, mode);
  }

  /** Squared error of the scores. */
  @Override
  Tensor loss(Outputs features, Tensor parameters, EpisodeShape shape, Tensor labels) {
    Tensor scores = logits(features, parameters, shape, Mode.TRAINING).sigmoid();
    Tensor wanted = torch.one_hot(labels, shape.ways()).to(scores);
    return scores.sub(wanted).square().mean();
  }

  @Override
  public List<Kept> kept() {
    return Stream.concat(super.kept().stream(), Stream.of(net.kept())).toList();
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    super.restore(saved);
    net.restore(saved);
  }
}
