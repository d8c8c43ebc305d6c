package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.head.Head;
import org.palimpsest.head.generative.Feedback;
import org.palimpsest.head.generative.Vae;
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
 * Brain-inspired replay (van de Ven, Siegelmann and Tolias, Nature Communications 2020): the
 * classifier's own trunk is the encoder of a variational autoencoder, so that feedback from it
 * makes what is replayed. Codes have a Gaussian a class, the decoder's hidden units are gated by
 * class, targets are soft, and where the encoder is frozen its features are replayed in place of
 * images.
 *
 * <p>New images: reconstruction and divergence, beside the objective's cross-entropy; replayed
 * ones: reconstruction, divergence and distillation; 1/t against 1 - 1/t in the t-th session. The
 * objective's share is the other side of it.
 */
final class FeedbackReplay extends TeacherTerm {

  private static final String NAME = "bi-r";

  static final Part<Term> PART =
      new Part<>(
          NAME,
          "van de Ven, Siegelmann and Tolias, Nature Communications 2020, methods; values: split"
              + " MNIST, class-incremental",
          """
          replay = images             # images, or features of an encoder that is frozen in later sessions
          widths = [400, 400]         # units of the decoder's hidden layers, the one behind the code first
          codes = 100                 # width of the code, 1 or more
          gates = 0.1                 # share of hidden units that a class closes, 0 to below 1; 0.7 on CIFAR-100
          observation = bernoulli     # of pixels (cross-entropy); gaussian of features (square error)
          temperature = 2.0           # of the soft targets, above 0
          squared-temperature = true  # whether the distillation is multiplied by T^2, as in their program
          batch-size = 0              # replayed a step, 0 or more; 0 for as many as new ones
          """,
          FeedbackReplay::new);

  private static final String TEACHER = "teacher";
  private static final String FEEDBACK = "feedback";
  private static final String PREVIOUS = "previous";

  /** Added to the logits of classes that are out of the question. */
  private static final float NEVER = -1e9f;

  private final Level level;
  private final List<Integer> widths;
  private final int codes;
  private final double gates;
  private final Vae.Observation observation;
  private final double temperature;
  private final boolean squared;
  private final int batchSize;
  private @Nullable Feedback feedback;

  /** What it was before the session, while a session is trained. */
  private @Nullable Feedback previous;

  /** What is replayed. */
  enum Level {
    IMAGES,
    FEATURES
  }

  private FeedbackReplay(Section section) {
    level = section.word("replay", Level.class);
    widths = section.integers("widths", 1, 65_536).stream().map(Math::toIntExact).toList();
    codes = section.integer("codes", 1, 65_536);
    gates = section.real("gates", 0, 0.999);
    observation = section.word("observation", Vae.Observation.class);
    temperature = section.real("temperature", 1e-3, 1e6);
    squared = section.flag("squared-temperature");
    batchSize = section.integer("batch-size", 0, 1_000_000);
  }

  @Override
  public Set<Need> needs() {
    return level == Level.FEATURES
        ? Set.of(Need.BOUNDARIES, Need.FROZEN_ENCODER)
        : Set.of(Need.BOUNDARIES);
  }

  @Override
  public void attach(Model model) {
    super.attach(model);
    var encoder = model.encoder().architecture();
    int pixels = encoder.channels() * encoder.height() * encoder.width();
    Feedback.Shape shape =
        new Feedback.Shape(
            model.head().hiddenWidth(encoder.embeddingWidth()),
            level == Level.IMAGES ? pixels : encoder.embeddingWidth(),
            widths,
            codes,
            model.context().totalClasses(),
            gates,
            observation);
    feedback = Feedback.fresh(shape, NAME, model.context().seeds().generator(NAME));
  }

  private Feedback feedback() {
    if (feedback == null) {
      throw new IllegalStateException("not attached");
    }
    return feedback;
  }

  @Override
  public List<Parameter> parameters() {
    return feedback().parameters();
  }

  @Override
  public void begin(Phase phase) {
    super.begin(phase);
    if (!phase.isFirst()) {
      previous = feedback().copy();
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
    Tensor own =
        loss(
            step,
            step.features(),
            level == Level.IMAGES
                ? pixels.flat(step.images())
                : step.features().embedding().detach(),
            oneHot(step, step.batch().samples().classes()));
    if (previous == null) {
      return Optional.of(own);
    }
    Tensor replayed = replayed(step, pixels, previous);
    return Optional.of(Share.SESSIONS.of(step.phase(), own, replayed));
  }

  /** Reconstruction and divergence. */
  private Tensor loss(Step step, Outputs features, Tensor target, Tensor classes) {
    Tensor hidden = step.phase().model().head().hidden(features, step.tape());
    return feedback().loss(hidden, target, classes, step.tape(), step.random(NAME));
  }

  private static Tensor oneHot(Step step, int[] classes) {
    INDArray array =
        Nd4j.zeros(DataType.FLOAT, classes.length, step.phase().model().context().totalClasses());
    for (int i = 0; i < classes.length; i++) {
      array.putScalar(i, classes[i], 1);
    }
    return step.tape().constant(array);
  }

  private Tensor replayed(Step step, Pixels pixels, Feedback earlier) {
    Phase phase = step.phase();
    RandomGenerator random = step.random(NAME);
    int count = batchSize == 0 ? step.batch().fresh() : batchSize;
    List<Integer> from = phase.earlier().numbers();
    int[] classes = random.ints(count, 0, from.size()).map(from::get).toArray();
    Tensor made = earlier.made(oneHot(step, classes), step.tape(), random);
    Outputs before;
    Outputs now;
    if (level == Level.IMAGES) {
      Tensor images = pixels.images(made);
      before = teacher().features(step, images);
      now = step.features(step.tape(), images);
    } else {
      before = new Outputs(made.unsqueeze(2).unsqueeze(3), made);
      now = before;
    }
    Tensor asked;
    try (NoGradGuard noGradient = new NoGradGuard()) {
      asked = teacher().logits(step, before).add(mask(step, classes, phase.earlier()));
    }
    Tensor targets = Distillation.softened(asked, temperature);
    Head head = phase.model().head();
    Tensor answered =
        head.logits(now, step.tape()).add(mask(step, classes, phase.softmax().replayed(step)));
    double factor = squared ? temperature * temperature : 1;
    Tensor distillation =
        Distillation.divergence(Distillation.softened(answered, temperature), targets);
    return loss(step, now, made, targets.exp()).add(distillation.mul(new Scalar(factor)));
  }

  /**
   * 0 for the classes that a replayed sample may be told apart among, else {@link #NEVER}: some
   * classes, or where the session is told those of the session that its class came in.
   */
  private static Tensor mask(Step step, int[] classes, ClassSet some) {
    Phase phase = step.phase();
    int all = phase.model().context().totalClasses();
    boolean told = phase.scenario().tellsSession();
    float[] mask = new float[classes.length * all];
    for (int i = 0; i < classes.length; i++) {
      ClassSet allowed = told ? phase.sessionOf(classes[i]).classes() : some;
      for (int c = 0; c < all; c++) {
        mask[i * all + c] = allowed.contains(c) ? 0 : NEVER;
      }
    }
    return step.tape().constant(Nd4j.createFromArray(mask).reshape(classes.length, all));
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(KeptArrays.under(TEACHER, teacher()));
    all.addAll(KeptArrays.under(FEEDBACK, feedback()));
    if (previous != null) {
      for (Kept kept : previous.learnt()) {
        all.add(new Kept(PREVIOUS + "." + kept.name(), kept.array(), Purpose.TEACHER));
      }
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    teacher().restore(KeptArrays.under(TEACHER, saved));
    feedback().restore(KeptArrays.under(FEEDBACK, saved));
    previous = null;
    Map<String, INDArray> before = KeptArrays.under(PREVIOUS, saved);
    if (!before.isEmpty()) {
      previous = feedback().copy();
      previous.learnt().forEach(kept -> KeptArrays.assign(kept.array(), before, kept.name()));
    }
  }
}
