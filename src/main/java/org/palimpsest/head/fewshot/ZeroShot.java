package org.palimpsest.head.fewshot;

import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.MetricHead;
import org.palimpsest.loss.CrossEntropy;

/**
 * Classes known by a vector alone: the support of an episode is not looked at. Prototypes are made
 * of the vectors by a linear map and brought to unit length, {@code c_k = g(v_k) / |g(v_k)|}, and
 * compared with a linear map of the embedding by the squared distance (Snell et al., NeurIPS 2017,
 * section 3.3); or a learnt comparison scores the vector, brought to the embedding's width, beside
 * the embedding, by the squared error (Sung et al., CVPR 2018, section 3.4 and figure 3).
 */
public final class ZeroShot extends NamedMetric {

  private static final String EPISODES = "number = 10000, ways = 20, shots = 1, queries = 5";

  static final FewShotMethod PROTOTYPICAL =
      method(
          new Part<>(
              "zero-shot-prototypical",
              "Snell et al., NeurIPS 2017, section 3.3",
              LabelVectors.KEYS
                  + """
                  width = 128   # numbers of a prototype, 1 to 65536
                  """,
              section -> {
                LabelVectors labels = LabelVectors.read(section);
                int width = section.integer("width", 1, 65_536);
                return maker(shape -> prototypical(labels, width, shape));
              }),
          "Snell et al., NeurIPS 2017, section 3.3: Adam 1e-4, weight decay 1e-5, 50 ways",
          1e-4);

  static final FewShotMethod RELATION =
      method(
          new Part<>(
              "zero-shot-relation",
              "Sung et al., CVPR 2018, section 3.4 and figure 3; sizes: the authors' program",
              LabelVectors.KEYS
                  + """
                  # Units of the hidden layers of the net of vectors and of the comparison, 1 to 65536.
                  label-hidden = 1024
                  hidden = 400
                  """,
              section -> {
                LabelVectors labels = LabelVectors.read(section);
                int inner = section.integer("label-hidden", 1, 65_536);
                int hidden = section.integer("hidden", 1, 65_536);
                return maker(shape -> relation(labels, inner, hidden, shape));
              }),
          "Sung et al., CVPR 2018, section 4.2; published: Adam 1e-5 on features of ResNet-101",
          1e-3);

  /** Logits and loss as a function of vectors, queries' embeddings and parameters. */
  private interface Comparison {

    /** {@code [queries, ways]}. */
    Tensor logits(Tensor vectors, Tensor queries, Pieces pieces);

    Tensor loss(Tensor logits, Tensor labels);
  }

  private final Comparison comparison;

  private ZeroShot(float[] initial, LabelVectors labels, HeadShape shape, Comparison comparison) {
    super(initial, labels, shape);
    this.comparison = comparison;
  }

  private static FewShotMethod method(Part<HeadMaker> part, String source, double rate) {
    return FewShotMethod.onEpisodes(
        part, source, FewShotMethod.CONV4, EPISODES, rate, "type = adam, schedule = constant", "");
  }

  private static HeadMaker maker(Function<HeadShape, ZeroShot> metric) {
    return MetricHead.maker(new Classifier.Linear(), false, metric::apply);
  }

  static ZeroShot prototypical(LabelVectors labels, int width, HeadShape shape) {
    RandomGenerator random = shape.seeds().generator("head");
    List<float[]> initial =
        List.of(
            glorot(shape.width(), width, random),
            new float[width],
            glorot(labels.width(), width, random),
            new float[width]);
    return new ZeroShot(
        joined(initial),
        labels,
        shape,
        new Comparison() {
          @Override
          public Tensor logits(Tensor vectors, Tensor queries, Pieces pieces) {
            Tensor places = dense(queries, pieces, shape.width(), width);
            Tensor prototypes = torch.normalize(dense(vectors, pieces, labels.width(), width));
            return Distances.squared(places, prototypes).neg();
          }

          @Override
          public Tensor loss(Tensor logits, Tensor targets) {
            return CrossEntropy.of(logits, targets);
          }
        });
  }

  static ZeroShot relation(LabelVectors labels, int inner, int hidden, HeadShape shape) {
    RandomGenerator random = shape.seeds().generator("head");
    int width = shape.width();
    List<float[]> initial =
        List.of(
            glorot(labels.width(), inner, random),
            new float[inner],
            glorot(inner, width, random),
            new float[width],
            glorot(2 * width, hidden, random),
            new float[hidden],
            glorot(hidden, 1, random),
            new float[1]);
    return new ZeroShot(
        joined(initial),
        labels,
        shape,
        new Comparison() {
          @Override
          public Tensor logits(Tensor vectors, Tensor queries, Pieces pieces) {
            Tensor inside = dense(vectors, pieces, labels.width(), inner).relu();
            Tensor classes = dense(inside, pieces, inner, width).relu();
            long[] all = {queries.size(0), classes.size(0), width};
            Tensor pairs =
                torch.cat(
                    new TensorVector(
                        classes.unsqueeze(0).expand(all), queries.unsqueeze(1).expand(all)),
                    2);
            Tensor compared = dense(pairs.view(-1, 2L * width), pieces, 2L * width, hidden).relu();
            return dense(compared, pieces, hidden, 1).view(all[0], all[1]);
          }

          @Override
          public Tensor loss(Tensor logits, Tensor targets) {
            Tensor wanted = torch.one_hot(targets, logits.size(1)).to(logits);
            return logits.sigmoid().sub(wanted).square().mean();
          }
        });
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor queries = shape.queries(features.embedding());
    return comparison.logits(vectors(shape, queries), queries, new Pieces(parameters));
  }

  @Override
  Tensor loss(Outputs features, Tensor parameters, EpisodeShape shape, Tensor labels) {
    return comparison.loss(logits(features, parameters, shape, Mode.TRAINING), labels);
  }
}
