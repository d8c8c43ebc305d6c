package org.palimpsest.head.fewshot;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.MetricHead;
import org.palimpsest.loss.CrossEntropy;

/**
 * A classifier that is trained on each episode's support anew, over features of a pretrained
 * encoder that stays as it is: linear (Baseline) or of cosines with a learnt length a class
 * (Baseline++; Chen et al., "A Closer Look at Few-shot Classification", ICLR 2019, section 3.2). No
 * gradient flows back into the features: episodes do not train it.
 */
public final class FineTuned implements EpisodeMetric {

  static final String DEFAULTS =
      """
      # How the classifier is trained on a support: steps through it in batches of batch-size by
      # stochastic gradient descent; values of the authors' program.
      epochs = 100
      batch-size = 4
      learning-rate = 0.01
      momentum = 0.9
      dampening = 0.9
      weight-decay = 1e-3
      """;

  /** A linear classifier. */
  public static final Part<HeadMaker> BASELINE =
      new Part<>(
          "baseline",
          "Chen et al., ICLR 2019, section 3.2, figure 1; values: the authors' program",
          DEFAULTS,
          section -> {
            Settings settings = Settings.read(section, 0);
            return maker(new Classifier.Linear(), settings);
          });

  /** Cosines. */
  public static final Part<HeadMaker> BASELINE_PLUS_PLUS =
      new Part<>(
          "baseline-plus-plus",
          "Chen et al., ICLR 2019, section 3.2, figure 1; values: the authors' program",
          DEFAULTS
              + """
              scale = 2.0   # factor on the cosines, above 0 to 1000; the authors: 10 above 200 classes
              """,
          section -> {
            Settings settings = Settings.read(section, section.real("scale", 1e-3, 1000));
            return maker(new Classifier.Cosine(settings.scale), settings);
          });

  /**
   * How a support is learnt.
   *
   * @param scale of the cosines; 0 for a linear classifier
   */
  record Settings(
      int epochs,
      int batchSize,
      double rate,
      double momentum,
      double dampening,
      double weightDecay,
      double scale) {

    static Settings read(Section section, double scale) {
      return new Settings(
          section.integer("epochs", 1, 1_000_000),
          section.integer("batch-size", 1, 1_000_000),
          section.real("learning-rate", 1e-12, 1e6),
          section.real("momentum", 0, 1),
          section.real("dampening", 0, 1),
          section.real("weight-decay", 0, 1e6),
          scale);
    }
  }

  private final Settings settings;
  private final HeadShape shape;

  FineTuned(Settings settings, HeadShape shape) {
    this.settings = settings;
    this.shape = shape;
  }

  private static HeadMaker maker(Classifier rows, Settings settings) {
    return MetricHead.maker(rows, false, shape -> new FineTuned(settings, shape));
  }

  @Override
  public boolean learnsOnEpisodes() {
    return false;
  }

  @Override
  public Tensor logits(Outputs features, Tape tape, EpisodeShape episode, Mode mode) {
    Tensor all = features.embedding().detach();
    Tensor[] trained = trained(episode.support(all), episode);
    return scores(episode.queries(all), trained);
  }

  /** Weights {@code [ways, width]}, then biases or lengths {@code [ways]}. */
  private Tensor[] trained(Tensor support, EpisodeShape episode) {
    RandomGenerator random = shape.seeds().generator("fine-tuning");
    Tensor[] weights = initial(episode.ways(), support, random);
    Tensor[] velocity = {torch.zeros_like(weights[0]), torch.zeros_like(weights[1])};
    boolean first = true;
    int[] order = new int[episode.support().length];
    for (int epoch = 0; epoch < settings.epochs; epoch++) {
      shuffle(order, random);
      for (int start = 0; start < order.length; start += settings.batchSize) {
        int end = Math.min(order.length, start + settings.batchSize);
        int[] batch = Arrays.copyOfRange(order, start, end);
        step(support, episode, batch, weights, velocity, first);
        first = false;
      }
    }
    return weights;
  }

  private Tensor[] initial(int ways, Tensor like, RandomGenerator random) {
    long width = like.size(1);
    double bound = 1 / Math.sqrt((double) width);
    double[] values = random.doubles(ways * width, -bound, bound).toArray();
    Tensor rows = Tensors.of(Nd4j.createFromArray(values)).view(ways, width).to(like);
    boolean cosine = settings.scale > 0;
    // A weight-normalised row begins with the length that it has.
    Tensor other = cosine ? rows.square().sum(1).sqrt() : torch.zeros(ways).to(like);
    return new Tensor[] {rows, other};
  }

  private static void shuffle(int[] order, RandomGenerator random) {
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
  }

  private void step(
      Tensor support,
      EpisodeShape episode,
      int[] batch,
      Tensor[] weights,
      Tensor[] velocity,
      boolean first) {
    int[] classes = Arrays.stream(batch).map(i -> episode.support()[i]).toArray();
    Tensor images = support.index_select(0, Tensors.classes(batch, support));
    Tensor[] gradients = gradients(images, Tensors.classes(classes, support), weights);
    try (NoGradGuard noGradient = new NoGradGuard()) {
      double share = first ? 1 : 1 - settings.dampening;
      for (int i = 0; i < weights.length; i++) {
        Tensor gradient = gradients[i].add(weights[i], new Scalar(settings.weightDecay));
        velocity[i].mul_(new Scalar(settings.momentum)).add_(gradient, new Scalar(share));
        weights[i] = weights[i].detach().sub(velocity[i], new Scalar(settings.rate));
      }
    }
  }

  /** By hand for the linear classifier, whose steps are many and small. */
  private Tensor[] gradients(Tensor images, Tensor classes, Tensor[] weights) {
    if (settings.scale == 0) {
      Tensor scores = scores(images, weights);
      Tensor error = scores.softmax(1).sub(torch.one_hot(classes, weights[1].size(0)).to(scores));
      Tensor mean = error.div(new Scalar((double) images.size(0)));
      return new Tensor[] {mean.t().matmul(images), mean.sum(0)};
    }
    try (AutoGradMode on = new AutoGradMode(true);
        Tape tape = new Tape()) {
      Tensor rows = weights[0].detach().set_requires_grad(true);
      Tensor lengths = weights[1].detach().set_requires_grad(true);
      Tensor loss = CrossEntropy.of(scores(images, new Tensor[] {rows, lengths}), classes);
      Tensor[] found = tape.gradients(loss, false, rows, lengths);
      return new Tensor[] {found[0].<Tensor>retainReference(), found[1].<Tensor>retainReference()};
    }
  }

  /** {@code [images, ways]}. */
  private Tensor scores(Tensor images, Tensor[] weights) {
    if (settings.scale == 0) {
      return images.matmul(weights[0].t()).add(weights[1]);
    }
    return Distances.cosines(images, weights[0]).mul(weights[1]).mul(new Scalar(settings.scale));
  }
}
