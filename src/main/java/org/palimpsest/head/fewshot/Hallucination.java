package org.palimpsest.head.fewshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.Lesson;
import org.palimpsest.head.MetricHead;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;
import org.palimpsest.tensor.Seeds;

/**
 * More shots out of few: a net learns on the background classes to carry the difference of two
 * images of one class over to an image of another, {@code d = G(a, b, c)} with a to b as c to d,
 * and then makes shots of new classes, on which a linear classifier is trained with the real ones
 * (Hariharan and Girshick, "Low-shot Visual Recognition by Shrinking and Hallucinating Features",
 * ICCV 2017, section 4.1). Features are embeddings of a pretrained encoder that stays as it is.
 *
 * <p>G learns {@code weight |G(a, b, c) - d|^2 + CE of G(a, b, c)} among an episode's class means,
 * where the paper has means of clusters for a to d and the pretrained classifier for the
 * cross-entropy: only analogies whose differences point the same way count, {@code cos(a - b, c -
 * d) > 0}. {@code baseline} is the same method without it.
 */
public final class Hallucination extends LearntMetric {

  private static final String ANALOGIES = "analogies";

  static final FewShotMethod METHOD =
      new FewShotMethod(
          new Part<>(
              "hallucination",
              "Hariharan and Girshick, ICCV 2017, section 4.1; classifier: Chen et al., ICLR 2019",
              """
              # Shots of each class that a support is brought to, 1 to 1000; 5 in the authors' program.
              shots = 5
              hidden = 512      # units of both hidden layers of the net, 1 to 65536
              weight = 10.0     # of the squared error beside the cross-entropy, 0 or more
              # Pairs of images of one class that analogies are taken from, 1 to 1000000.
              analogies = 2000
              """
                  + FineTuned.DEFAULTS,
              section -> {
                Settings settings = Settings.read(section);
                return MetricHead.maker(
                    new Classifier.Linear(), false, shape -> new Hallucination(settings, shape));
              }),
          "Hariharan and Girshick, ICCV 2017; pretrained as baseline: Chen et al., ICLR 2019",
          """
          learner { head = hallucination }
          network { decoder = none, encoder { %s } }
          training {
            base {
              epochs = 400, batch-size = 16
              optimizer { type = adam, learning-rate = 1e-3, weight-decay = 0, schedule = constant }
            }
            episodes {
              number = 10000, ways = 20, shots = 5, queries = 5, train-encoder = false
              optimizer { type = sgd, learning-rate = 0.01, momentum = 0.9, schedule = cosine }
            }
          }
          """
              .formatted(FewShotMethod.CONV4));

  /** How much is made, by what, and how the classifier is trained. */
  record Settings(
      int shots, int hidden, double weight, int analogies, FineTuned.Settings classifier) {

    static Settings read(Section section) {
      return new Settings(
          section.integer("shots", 1, 1000),
          section.integer("hidden", 1, 65_536),
          section.real("weight", 0, 1e6),
          section.integer("analogies", 1, 1_000_000),
          FineTuned.Settings.read(section, 0));
    }
  }

  private final Settings settings;
  private final FineTuned classifier;
  private final Seeds seeds;
  private final int width;

  /** {@code [analogies, 2 width]}: a, then b; empty before session 0 is settled. */
  private INDArray analogies = Nd4j.empty(DataType.FLOAT);

  Hallucination(Settings settings, HeadShape shape) {
    super(initial(settings, shape));
    this.settings = settings;
    classifier = new FineTuned(settings.classifier, shape);
    seeds = shape.seeds();
    width = shape.width();
  }

  private static float[] initial(Settings s, HeadShape shape) {
    RandomGenerator random = shape.seeds().generator("head");
    return joined(
        List.of(
            glorot(3 * shape.width(), s.hidden, random),
            new float[s.hidden],
            glorot(s.hidden, s.hidden, random),
            new float[s.hidden],
            glorot(s.hidden, shape.width(), random),
            new float[shape.width()]));
  }

  /**
   * What the net makes of analogies.
   *
   * @param given a, b and c side by side, {@code [n, 3 width]}
   * @return {@code [n, width]}, none below 0
   */
  Tensor made(Tensor given, Tensor parameters) {
    Pieces pieces = new Pieces(parameters);
    Tensor first = dense(given, pieces, 3L * width, settings.hidden).relu();
    Tensor second = dense(first, pieces, settings.hidden, settings.hidden).relu();
    return dense(second, pieces, settings.hidden, width).relu();
  }

  /** An analogy needs two images of a class. */
  @Override
  public int leastShots() {
    return 2;
  }

  /** Of analogies between all neighbouring classes of an episode, its queries apart. */
  @Override
  Tensor loss(Outputs features, Tensor parameters, EpisodeShape shape, Tensor labels) {
    Tensor support = shape.support(features.embedding()).detach();
    int[] classes = shape.support();
    int[] starts = starts(classes, shape.ways());
    List<int[]> found = new ArrayList<>();
    for (int c = 0; c < shape.ways(); c++) {
      int other = (c + 1) % shape.ways();
      int pairs = Math.min(shape.shots()[c], shape.shots()[other]) - 1;
      for (int i = 0; i < pairs; i++) {
        int from = starts[c] + i;
        int to = starts[other] + i;
        found.add(new int[] {from, from + 1, to, to + 1, other});
      }
    }
    Tensor a = rows(support, found, 0);
    Tensor b = rows(support, found, 1);
    Tensor c = rows(support, found, 2);
    Tensor d = rows(support, found, 3);
    Tensor same =
        torch.normalize(a.sub(b)).mul(torch.normalize(c.sub(d))).sum(1).gt(new Scalar(0)).to(a);
    Tensor count = same.sum().clamp_min(new Scalar(1));
    Tensor made = made(torch.cat(new TensorVector(a, b, c), 1), parameters);
    Tensor error = made.sub(d).square().mean(1);
    Tensor scores = Distances.squared(made, shape.means(support)).neg().log_softmax(1);
    Tensor own = Tensors.classes(found.stream().mapToInt(one -> one[4]).toArray(), scores);
    Tensor surprise = scores.gather(1, own.unsqueeze(1)).squeeze(1).neg();
    return error.mul(new Scalar(settings.weight)).add(surprise).mul(same).sum().div(count);
  }

  private static Tensor rows(Tensor all, List<int[]> found, int which) {
    return all.index_select(
        0, Tensors.classes(found.stream().mapToInt(one -> one[which]).toArray(), all));
  }

  /** Where each class's images begin. */
  private static int[] starts(int[] classes, int ways) {
    int[] starts = new int[ways];
    for (int i = classes.length - 1; i >= 0; i--) {
      starts[classes[i]] = i;
    }
    return starts;
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor embedding = features.embedding().detach();
    Tensor support = shape.support(embedding);
    Tensor queries = shape.queries(embedding);
    int[] shots = shape.shots();
    List<Tensor> all = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    int[] starts = starts(shape.support(), shape.ways());
    RandomGenerator random = seeds.generator("hallucination");
    for (int c = 0; c < shape.ways(); c++) {
      Tensor own = support.narrow(0, starts[c], shots[c]);
      all.add(own);
      int more = analogies.isEmpty() ? 0 : Math.max(0, settings.shots - shots[c]);
      if (more > 0) {
        all.add(made(analogies(own, more, random), parameters.detach()));
      }
      for (int i = 0; i < shots[c] + more; i++) {
        classes.add(c);
      }
    }
    all.add(queries);
    Tensor together = torch.cat(new TensorVector(all.toArray(new Tensor[0])), 0);
    EpisodeShape larger =
        new EpisodeShape(
            shape.ways(),
            classes.stream().mapToInt(Integer::intValue).toArray(),
            shape.queries(),
            0);
    try (Tape tape = new Tape()) {
      Outputs both = new Outputs(together, together);
      return tape.outlive(classifier.logits(both, tape, larger, mode));
    }
  }

  /** Some drawn pairs beside drawn images of a class, {@code [count, 3 width]}. */
  private Tensor analogies(Tensor own, int count, RandomGenerator random) {
    int pairs = Math.toIntExact(analogies.size(0));
    int[] which = random.ints(count, 0, pairs).toArray();
    int[] shot = random.ints(count, 0, Math.toIntExact(own.size(0))).toArray();
    Tensor drawn = Tensors.of(analogies).to(own).index_select(0, Tensors.classes(which, own));
    return torch.cat(new TensorVector(drawn, own.index_select(0, Tensors.classes(shot, own))), 1);
  }

  /** Keeps pairs of images of the background classes. */
  @Override
  public void settle(Lesson lesson) {
    Samples train = lesson.session().train();
    RandomGenerator random = lesson.random(ANALOGIES);
    List<Integer> classes =
        lesson.session().classes().numbers().stream().filter(c -> train.of(c).size() > 1).toList();
    if (classes.isEmpty()) {
      return;
    }
    int[] first = new int[settings.analogies];
    int[] second = new int[settings.analogies];
    int[] labels = new int[settings.analogies];
    for (int i = 0; i < settings.analogies; i++) {
      Samples own = train.of(classes.get(random.nextInt(classes.size())));
      int a = random.nextInt(own.size());
      int b = (a + 1 + random.nextInt(own.size() - 1)) % own.size();
      first[i] = own.indices()[a];
      second[i] = own.indices()[b];
      labels[i] = own.classes()[a];
    }
    Samples from = new Samples(train.images(), first, labels, train.normalization());
    Samples to = new Samples(train.images(), second, labels, train.normalization());
    try (Features a = lesson.features(from, false);
        Features b = lesson.features(to, false);
        PointerScope scope = Tensors.scope()) {
      Tensor both =
          torch.cat(new TensorVector(Tensors.of(a.embedding()), Tensors.of(b.embedding())), 1);
      analogies = Tensors.copy(both);
    }
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(super.kept());
    if (!analogies.isEmpty()) {
      all.add(new Kept(ANALOGIES, analogies, Purpose.FEATURES));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    super.restore(saved);
    analogies = Nd4j.empty(DataType.FLOAT);
    if (saved.containsKey(ANALOGIES)) {
      analogies = Nd4j.zeros(DataType.FLOAT, saved.get(ANALOGIES).size(0), 2L * width);
      KeptArrays.assign(analogies, saved, ANALOGIES);
    }
  }
}
