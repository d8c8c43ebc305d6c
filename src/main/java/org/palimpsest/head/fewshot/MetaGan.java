package org.palimpsest.head.fewshot;

import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
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

/**
 * Prototypical networks that also have to tell apart what a generator makes of a task: an episode
 * of N classes gets one more, "fake". The classifier learns {@code CE of queries among N + 1
 * classes + CE of generated ones being fake}, the generator {@code -log P(not fake)} of what it
 * makes (Zhang et al., "MetaGAN: An Adversarial Approach to Few-Shot Learning", NeurIPS 2018,
 * equations 4 to 7). The generator is given the mean of what a net makes of each support image, and
 * noise.
 *
 * <p>The paper generates images and says nothing of a metric's logit for "fake": here embeddings
 * are generated, and that logit is a learnt linear score. Answers are those of the N classes alone,
 * as without a generator: {@code prototypical} is the same method without it.
 */
public final class MetaGan extends LearntMetric {

  static final FewShotMethod METHOD =
      FewShotMethod.onEpisodes(
          new Part<>(
              "meta-gan",
              "Zhang et al., NeurIPS 2018, equations 4 to 7, on embeddings of prototypical networks",
              """
              noise = 100    # numbers of noise, 1 to 65536
              hidden = 128   # units of both nets' hidden layer and of a task's code, 1 to 65536
              weight = 1.0   # of what is generated, beside the queries' loss, 0 or more
              """,
              section -> {
                Settings settings = Settings.read(section);
                return MetricHead.maker(
                    new Classifier.Linear(), false, shape -> new MetaGan(settings, shape));
              }),
          "Zhang et al., NeurIPS 2018; training as prototypical: Snell et al., section 3.1",
          FewShotMethod.CONV4,
          "number = 10000, ways = 20, shots = 1, queries = 5",
          1e-3,
          "type = adam, schedule = cosine",
          "");

  /** Sizes of the nets, and how much they count. */
  record Settings(int noise, int hidden, double weight) {

    static Settings read(Section section) {
      return new Settings(
          section.integer("noise", 1, 65_536),
          section.integer("hidden", 1, 65_536),
          section.real("weight", 0, 1e6));
    }
  }

  private final Settings settings;
  private final int width;

  MetaGan(Settings settings, HeadShape shape) {
    super(initial(settings, shape));
    this.settings = settings;
    width = shape.width();
  }

  private static float[] initial(Settings s, HeadShape shape) {
    RandomGenerator random = shape.seeds().generator("head");
    return joined(
        List.of(
            glorot(shape.width(), s.hidden, random),
            new float[s.hidden],
            glorot(s.hidden + s.noise, s.hidden, random),
            new float[s.hidden],
            glorot(s.hidden, shape.width(), random),
            new float[shape.width()],
            glorot(shape.width(), 1, random),
            new float[1]));
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor means = shape.means(shape.support(features.embedding()));
    return Distances.squared(shape.queries(features.embedding()), means).neg();
  }

  @Override
  public Tensor loss(EpisodeTask task, Tensor labels) {
    Tensor embedding = task.features().get().embedding();
    int count = task.shape().queries();
    Tensor drawn = Tensors.of(Noise.normal(count, settings.noise, task.random()));
    Tensor parameters = task.tape().leaf(parameters().get(0));
    Losses losses = losses(embedding, parameters, task.shape(), labels, drawn.to(embedding));
    return losses.classifier.add(losses.generator.mul(new Scalar(settings.weight)));
  }

  /** What each player minimises; neither sees the other's weights move. */
  record Losses(Tensor classifier, Tensor generator) {}

  Losses losses(
      Tensor embedding, Tensor parameters, EpisodeShape shape, Tensor labels, Tensor noise) {
    Tensor support = shape.support(embedding);
    Tensor means = shape.means(support);
    Tensor made = generated(support.detach(), parameters, noise);
    Tensor fake = torch.full_like(labels, new Scalar((long) shape.ways()));
    Tensor real = CrossEntropy.of(scores(shape.queries(embedding), means, parameters), labels);
    Tensor caught = CrossEntropy.of(scores(made.detach(), means, parameters), fake);
    Tensor judged = scores(made, means.detach(), parameters.detach()).log_softmax(1);
    Tensor passed = judged.narrow(1, 0, shape.ways()).logsumexp(new long[] {1}, false);
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

  /** Of the classes, then of "fake", {@code [embeddings, ways + 1]}. */
  private Tensor scores(Tensor embedding, Tensor means, Tensor parameters) {
    long behind = parameters.numel() - width - 1;
    Pieces pieces = new Pieces(parameters.narrow(0, behind, width + 1L));
    Tensor fake = dense(embedding, pieces, width, 1);
    return torch.cat(new TensorVector(Distances.squared(embedding, means).neg(), fake), 1);
  }
}
