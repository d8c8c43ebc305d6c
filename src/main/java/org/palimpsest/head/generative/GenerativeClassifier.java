package org.palimpsest.head.generative;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Head;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.Lesson;
import org.palimpsest.head.Likelihood;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;
import org.palimpsest.tensor.Seeds;

/**
 * One variational autoencoder a class, trained while the class's images are there; an image belongs
 * to the class under whose model it is likeliest (van de Ven, Li and Tolias, "Class-Incremental
 * Learning with Generative Classifiers", CVPRW 2021). Classes share nothing, so that nothing is
 * forgotten as long as the encoder stays as it is.
 */
public final class GenerativeClassifier implements Head {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "generative-classifier",
          "van de Ven, Li and Tolias, CVPRW 2021, section 3; sizes: table S1, MNIST",
          """
          widths = [85, 85]         # units of each hidden layer, 1 or more each; may be empty
          codes = 5                 # width of the code, 1 or more
          observation = bernoulli   # of inputs in [0, 1], or gaussian of any, such as features
          samples = 50              # of importance sampling in an answer, 1 or more
          """,
          GenerativeClassifier::maker);

  private static final String CLASS = "class-";
  private static final int MANY = 65_536;

  /** Inputs decoded at once in an answer: 4 bytes times this is what it may take. */
  private static final long VALUES_AT_ONCE = 8_000_000;

  private final Vae.Shape shape;
  private final int samples;
  private final Seeds seeds;
  private final TreeMap<Integer, Vae> models = new TreeMap<>();

  GenerativeClassifier(Vae.Shape shape, int samples, Seeds seeds) {
    this.shape = shape;
    this.samples = samples;
    this.seeds = seeds;
  }

  private static HeadMaker maker(Section section) {
    List<Integer> widths =
        section.integers("widths", 1, MANY).stream().map(Math::toIntExact).toList();
    int codes = section.integer("codes", 1, MANY);
    Vae.Observation observation = section.word("observation", Vae.Observation.class);
    int samples = section.integer("samples", 1, 1_000_000);
    return (HeadShape of) ->
        new GenerativeClassifier(
            new Vae.Shape(of.width(), widths, codes, observation), samples, of.seeds());
  }

  private Vae fresh(int number) {
    return Vae.fresh(
        shape, CLASS + number, Purpose.HEAD, seeds.generator("generative-classifier", number));
  }

  @Override
  public void begin(Lesson lesson) {
    lesson.session().classes().numbers().forEach(c -> models.computeIfAbsent(c, this::fresh));
  }

  @Override
  public List<Parameter> parameters() {
    return models.values().stream().flatMap(model -> model.parameters().stream()).toList();
  }

  @Override
  public List<Parameter> parameters(ClassSet classes) {
    return classes.numbers().stream().flatMap(c -> model(c).parameters().stream()).toList();
  }

  private Vae model(int number) {
    Vae model = models.get(number);
    if (model == null) {
      throw new IllegalStateException("class %d has no model".formatted(number));
    }
    return model;
  }

  @Override
  public Keeps trained() {
    return this;
  }

  @Override
  public String classifier() {
    return "generative " + shape;
  }

  /** Its models learn by a loss of their own; there is nothing that a softmax could be over. */
  @Override
  public Tensor logits(Outputs features, Tape tape) {
    throw new IllegalStateException("generative models have no logits; their loss is a likelihood");
  }

  @Override
  public Optional<Likelihood> likelihood() {
    return Optional.of(this::loss);
  }

  /** Sum over the classes of the batch, each the mean over its images: models share nothing. */
  private Tensor loss(Outputs features, int[] classes, Tape tape, RandomGenerator random) {
    List<Tensor> losses = new ArrayList<>();
    for (int c : ClassSet.of(classes).numbers()) {
      int[] own = IntStream.range(0, classes.length).filter(i -> classes[i] == c).toArray();
      Tensor inputs = features.embedding().index_select(0, tape.here(Tensors.classes(own)));
      losses.add(model(c).loss(inputs, tape, random));
    }
    return losses.stream().reduce(Tensor::add).orElseThrow();
  }

  @Override
  public INDArray scores(Features queries, ClassSet among) {
    int size = Math.toIntExact(queries.embedding().size(0));
    INDArray scores = Nd4j.create(DataType.FLOAT, size, among.size());
    int rows = (int) Math.max(1, VALUES_AT_ONCE / ((long) samples * shape.inputs()));
    for (int i = 0; i < among.size(); i++) {
      int number = among.numbers().get(i);
      INDArray noise = Noise.normal(samples, shape.codes(), seeds.generator("importance", number));
      for (int start = 0; start < size; start += rows) {
        int count = Math.min(rows, size - start);
        try (PointerScope scope = Tensors.scope();
            NoGradGuard noGradient = new NoGradGuard()) {
          Tensor inputs = Tensors.of(queries.embedding()).narrow(0, start, count);
          Tensors.of(scores)
              .select(1, i)
              .narrow(0, start, count)
              .copy_(logLikelihood(number, inputs, Tensors.of(noise)));
        }
      }
    }
    return scores;
  }

  private Tensor logLikelihood(int number, Tensor inputs, Tensor noise) {
    Vae model = model(number);
    List<Tensor> weights =
        model.parameters().stream().map(parameter -> Tensors.of(parameter.values())).toList();
    return model.logLikelihood(inputs, weights, noise);
  }

  @Override
  public boolean isIndependent() {
    return true;
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>();
    models.forEach((c, model) -> all.addAll(KeptArrays.under(CLASS + c, model)));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    models.clear();
    for (String name : saved.keySet()) {
      int number = Integer.parseInt(name.substring(CLASS.length(), name.indexOf('.')));
      models.computeIfAbsent(number, this::fresh);
    }
    models.forEach((c, model) -> model.restore(KeptArrays.under(CLASS + c, saved)));
  }
}
