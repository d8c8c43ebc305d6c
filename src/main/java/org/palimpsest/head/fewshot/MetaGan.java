package org.palimpsest.head.fewshot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.EpisodeTask;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.MetricHead;
import org.palimpsest.head.generative.Noise;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Kept;

/**
 * Prototypical or relation networks that also have to tell apart what a generator makes of a task:
 * an episode of N classes gets one more, "fake". The classifier learns {@code CE of queries among N
 * + 1 classes + CE of generated ones being fake}, the generator {@code -log P(not fake)} of what it
 * makes (Zhang et al., "MetaGAN: An Adversarial Approach to Few-Shot Learning", NeurIPS 2018,
 * equations 4 to 7). The generator is given the mean of what a net makes of each support image, and
 * noise.
 *
 * <p>The paper generates images and says nothing of a metric's logit for "fake": here embeddings
 * (maps, under relation networks) are generated, and that logit is a learnt linear score. Answers
 * are those of the N classes alone, as without a generator: {@code prototypical} and {@code
 * relation} are the same methods without it, but that relation networks learn by the squared error
 * there.
 */
public final class MetaGan extends LearntMetric {

  static final FewShotMethod METHOD =
      FewShotMethod.onEpisodes(
          new Part<>(
              "meta-gan",
              "Zhang et al., NeurIPS 2018, equations 4 to 7, on embeddings",
              """
              over = prototypical   # the metric that answers: prototypical or relation
              noise = 100    # numbers of noise, 1 to 65536
              hidden = 128   # units of both nets' hidden layer and of a task's code, 1 to 65536
              weight = 1.0   # of what is generated, beside the queries' loss, 0 or more
              # Of relation networks, as with the method of that name.
              relation { shots = sum, filters = 64, hidden = 8 }
              """,
              section -> {
                Settings settings = Settings.read(section);
                return MetricHead.maker(
                    new Classifier.Linear(),
                    settings.relation.isPresent(),
                    shape -> new MetaGan(settings, shape));
              }),
          "Zhang et al., NeurIPS 2018; training as prototypical: Snell et al., section 3.1",
          FewShotMethod.CONV4,
          "number = 10000, ways = 20, shots = 1, queries = 5",
          1e-3,
          "type = adam, schedule = cosine",
          "");

  /** What is added to. */
  private enum Over {
    PROTOTYPICAL,
    RELATION
  }

  /**
   * Sizes of the nets, and how much they count.
   *
   * @param relation over relation networks; empty: over prototypical ones
   */
  record Settings(int noise, int hidden, double weight, Optional<RelationNet.Settings> relation) {

    static Settings read(Section section) {
      Over over = section.word("over", Over.class);
      return new Settings(
          section.integer("noise", 1, 65_536),
          section.integer("hidden", 1, 65_536),
          section.real("weight", 0, 1e6),
          over == Over.RELATION
              ? Optional.of(RelationNet.Settings.read(section.section("relation")))
              : Optional.empty());
    }
  }

  private final Settings settings;
  private final HeadShape shape;
  private final Optional<RelationNet> relation;

  /** Numbers that are compared of an image, and generated. */
  private final int width;

  /** Parameters of both nets and of "fake", the relation network's being behind. */
  private final int own;

  MetaGan(Settings settings, HeadShape shape) {
    this(
        settings,
        shape,
        initial(settings, width(settings, shape), shape.seeds().generator("head")),
        settings
            .relation
            .map(net -> RelationNet.initial(net.of(shape), shape.seeds().generator("relation")))
            .orElse(new float[0]));
  }

  private MetaGan(Settings settings, HeadShape shape, float[] nets, float[] comparison) {
    super(joined(List.of(nets, comparison)));
    this.settings = settings;
    this.shape = shape;
    width = width(settings, shape);
    own = nets.length;
    relation = settings.relation.map(net -> new RelationNet(net.of(shape)));
  }

  private static int width(Settings settings, HeadShape shape) {
    return settings.relation.isPresent()
        ? shape.channels() * shape.mapHeight() * shape.mapWidth()
        : shape.width();
  }

  private static float[] initial(Settings s, int width, RandomGenerator random) {
    return joined(
        List.of(
            glorot(width, s.hidden, random),
            new float[s.hidden],
            glorot(s.hidden + s.noise, s.hidden, random),
            new float[s.hidden],
            glorot(s.hidden, width, random),
            new float[width],
            glorot(width, 1, random),
            new float[1]));
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape episode, Mode mode) {
    Tensor all = compared(features);
    return classes(episode.support(all), episode.queries(all), parameters, episode, mode);
  }

  /** What is compared of each image, {@code [images, width]}. */
  private Tensor compared(Outputs features) {
    return relation.isPresent() ? features.map().flatten(1, -1) : features.embedding();
  }

  /** Of the classes, {@code [queries, ways]}. */
  private Tensor classes(
      Tensor support, Tensor queries, Tensor parameters, EpisodeShape episode, Mode mode) {
    return relation
        .map(
            net ->
                net.scores(
                    maps(support),
                    maps(queries),
                    parameters.narrow(0, own, parameters.numel() - own),
                    episode,
                    mode))
        .orElseGet(() -> Distances.squared(queries, episode.means(support)).neg());
  }

  private Tensor maps(Tensor flat) {
    return flat.view(-1, shape.channels(), shape.mapHeight(), shape.mapWidth());
  }

  @Override
  public Tensor loss(EpisodeTask task, Tensor labels) {
    Tensor all = compared(task.features().get());
    int count = task.shape().queries();
    Tensor drawn = Tensors.of(Noise.normal(count, settings.noise, task.random()));
    Tensor parameters = task.tape().leaf(parameters().get(0));
    Losses losses = losses(all, parameters, task.shape(), labels, drawn.to(all));
    return losses.classifier.add(losses.generator.mul(new Scalar(settings.weight)));
  }

  /** What each player minimises; neither sees the other's weights move. */
  record Losses(Tensor classifier, Tensor generator) {}

  /**
   * Of both players.
   *
   * @param all what is compared of support and queries, {@code [images, width]}
   */
  Losses losses(Tensor all, Tensor parameters, EpisodeShape episode, Tensor labels, Tensor noise) {
    Tensor support = episode.support(all);
    Tensor made = generated(support.detach(), parameters, noise);
    Tensor fake = torch.full_like(labels, new Scalar((long) episode.ways()));
    // Real and made go through a relation network's batch normalisation together: normalised apart,
    // they would be told apart by it alone.
    Tensor queries = torch.cat(new TensorVector(episode.queries(all), made.detach()), 0);
    Tensor scores = scores(support, queries, parameters, episode, Mode.TRAINING);
    Tensor real = CrossEntropy.of(scores.narrow(0, 0, labels.size(0)), labels);
    Tensor caught = CrossEntropy.of(scores.narrow(0, labels.size(0), noise.size(0)), fake);
    Tensor judged =
        scores(support.detach(), made, parameters.detach(), episode, Mode.BATCH_STATISTICS)
            .log_softmax(1);
    Tensor passed = judged.narrow(1, 0, episode.ways()).logsumexp(new long[] {1}, false);
    return new Losses(real.add(caught.mul(new Scalar(settings.weight))), passed.mean().neg());
  }

  /** {@code [noise, width]}, none below 0, as the embeddings of a network that ends in ReLU. */
  private Tensor generated(Tensor support, Tensor parameters, Tensor noise) {
    Pieces pieces = new Pieces(parameters);
    Tensor code = dense(support, pieces, width, settings.hidden).relu().mean(0);
    Tensor given =
        torch.cat(
            new TensorVector(code.unsqueeze(0).expand(noise.size(0), settings.hidden), noise), 1);
    Tensor hidden =
        dense(given, pieces, (long) settings.hidden + settings.noise, settings.hidden).relu();
    return dense(hidden, pieces, settings.hidden, width).relu();
  }

  /** Of the classes, then of "fake", {@code [queries, ways + 1]}. */
  private Tensor scores(
      Tensor support, Tensor queries, Tensor parameters, EpisodeShape episode, Mode mode) {
    Pieces pieces = new Pieces(parameters.narrow(0, own - width - 1L, width + 1L));
    Tensor fake = dense(queries, pieces, width, 1);
    return torch.cat(
        new TensorVector(classes(support, queries, parameters, episode, mode), fake), 1);
  }

  @Override
  public List<Kept> kept() {
    return Stream.concat(super.kept().stream(), relation.stream().map(RelationNet::kept)).toList();
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    super.restore(saved);
    relation.ifPresent(net -> net.restore(saved));
  }
}
