package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.head.generative.DenseLayers;
import org.palimpsest.head.generative.Noise;
import org.palimpsest.head.generative.Vae;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.loss.Distillation;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Share;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * Deep generative replay (Shin et al., NeurIPS 2017): beside the model a variational autoencoder
 * learns to make images. In later sessions it makes images of the earlier ones, which the model
 * before the session labels; both learn from them, 1 - 1/t in the t-th session against 1/t for the
 * session's own images. The objective's share is the other side of it.
 */
final class GenerativeReplay extends TeacherTerm {

  private static final String NAME = "dgr";

  static final Part<Term> PART =
      new Part<>(
          NAME,
          "Shin et al., NeurIPS 2017, section 3; values: van de Ven et al., Nature Machine"
              + " Intelligence 2022, split MNIST",
          """
          targets = hard            # of made images: hard (the likeliest class), or soft (distillation)
          temperature = 2.0         # of soft targets, above 0
          batch-size = 0            # made images a step, 0 or more; 0 for as many as new ones
          widths = [400, 400]       # units of each hidden layer of the generator, each 1 or more
          codes = 100               # width of its code, 1 or more
          observation = bernoulli   # of pixels: bernoulli (cross-entropy) or gaussian (square error)
          """,
          GenerativeReplay::new);

  private static final String TEACHER = "teacher";
  private static final String GENERATOR = "generator";
  private static final String PREVIOUS = "previous";

  private final Targets targets;
  private final double temperature;
  private final int batchSize;
  private final List<Integer> widths;
  private final int codes;
  private final Vae.Observation observation;
  private @Nullable Vae generator;

  /** What made the last session's images, while a session is trained. */
  private @Nullable DenseLayers previous;

  /** What made images shall be answered by. */
  enum Targets {
    HARD,
    SOFT
  }

  private GenerativeReplay(Section section) {
    targets = section.word("targets", Targets.class);
    temperature = section.real("temperature", 1e-3, 1e6);
    batchSize = section.integer("batch-size", 0, 1_000_000);
    widths = section.integers("widths", 1, 65_536).stream().map(Math::toIntExact).toList();
    codes = section.integer("codes", 1, 65_536);
    observation = section.word("observation", Vae.Observation.class);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.BOUNDARIES);
  }

  @Override
  public void attach(Model model) {
    super.attach(model);
    Architecture images = model.encoder().architecture();
    int pixels = images.channels() * images.height() * images.width();
    generator =
        Vae.fresh(
            new Vae.Shape(pixels, widths, codes, observation),
            NAME + "." + GENERATOR,
            Purpose.DECODER,
            model.context().seeds().generator(NAME));
  }

  private Vae generator() {
    if (generator == null) {
      throw new IllegalStateException("not attached");
    }
    return generator;
  }

  @Override
  public List<Parameter> parameters() {
    return generator().parameters();
  }

  @Override
  public void begin(Phase phase) {
    super.begin(phase);
    if (!phase.isFirst()) {
      previous = generator().copyOfDecoder();
    }
  }

  @Override
  public void end(Phase phase) {
    super.end(phase);
    previous = null;
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    Pixels pixels = Pixels.of(step);
    RandomGenerator random = step.random(NAME);
    Tensor own = generator().loss(pixels.flat(step.images()), step.tape(), random);
    if (previous == null) {
      return Optional.of(own);
    }
    Tensor made = made(step, previous, random);
    Tensor replayed =
        generator().loss(made, step.tape(), random).add(answers(step, pixels.images(made)));
    return Optional.of(Share.SESSIONS.of(step.phase(), own, replayed));
  }

  /** Pixels out of the previous generator, {@code [images, pixels]}. */
  private Tensor made(Step step, DenseLayers decoder, RandomGenerator random) {
    int count = batchSize == 0 ? step.batch().fresh() : batchSize;
    try (NoGradGuard noGradient = new NoGradGuard()) {
      Tensor code = step.tape().constant(Noise.normal(count, codes, random));
      Tensor weights = step.tape().constant(decoder.parameter().values());
      return observation.values(decoder.of(code, weights));
    }
  }

  /** Made images tell no session: where it is told, each is answered in every earlier session. */
  private Tensor answers(Step step, Tensor images) {
    Phase phase = step.phase();
    Tensor earlier = teacher().logits(step, teacher().features(step, images));
    Tensor now = step.logits(step.tape(), images);
    if (!phase.scenario().tellsSession()) {
      return answers(step, earlier, now, phase.earlier(), phase.softmax().replayed(step));
    }
    List<Session> sessions = phase.model().context().sessions().subList(0, phase.session().index());
    return sessions.stream()
        .map(session -> answers(step, earlier, now, session.classes(), session.classes()))
        .reduce(Tensor::add)
        .orElseThrow()
        .div(new Scalar((double) sessions.size()));
  }

  /**
   * How far answers are from what the earlier model says.
   *
   * @param classes that the earlier model tells apart
   * @param among which the model does now; more than those
   */
  private Tensor answers(Step step, Tensor earlier, Tensor now, ClassSet classes, ClassSet among) {
    int[] positions = classes.numbers().stream().mapToInt(among::position).toArray();
    Tensor told = ClassRows.of(earlier, 1, classes);
    Tensor logits = ClassRows.of(now, 1, among);
    if (targets == Targets.HARD) {
      Tensor likeliest = told.argmax(new LongOptional(1), false);
      Tensor labels = step.tape().here(Tensors.classes(positions)).index_select(0, likeliest);
      return CrossEntropy.of(logits, labels);
    }
    Tensor student = Distillation.softened(logits, temperature);
    return Distillation.divergence(
        ClassRows.of(student, 1, ClassSet.of(positions)), Distillation.softened(told, temperature));
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(KeptArrays.under(TEACHER, teacher()));
    all.addAll(KeptArrays.under(GENERATOR, generator()));
    if (previous != null) {
      all.add(new Kept(PREVIOUS, previous.parameter().values(), Purpose.TEACHER));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    teacher().restore(KeptArrays.under(TEACHER, saved));
    generator().restore(KeptArrays.under(GENERATOR, saved));
    previous = null;
    if (saved.containsKey(PREVIOUS)) {
      previous = generator().copyOfDecoder();
      KeptArrays.assign(previous.parameter().values(), saved, PREVIOUS);
    }
  }
}
