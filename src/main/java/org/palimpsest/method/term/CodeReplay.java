package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.generative.DenseLayers;
import org.palimpsest.head.generative.Vae;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Objective;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Replay;
import org.palimpsest.method.fit.Share;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * Codes in place of images: beside the model an autoencoder learns to give back images, or what the
 * lower half of the encoder makes of them. When a session is over the codes of its images are kept,
 * some of each class or a Gaussian a class; later the decoder makes of them what is replayed, with
 * their labels, 1 - 1/t in the t-th session against 1/t for the session's own images. The
 * objective's share is the other side of it. Kept codes never change: the decoder goes on learning
 * to make of them what it made before the session.
 *
 * <p>Sources: codes as exemplars, Ayub and Wagner, "EEC", ICLR 2021; a Gaussian a class, Kemker and
 * Kanan, "FearNet", ICLR 2018. That reconstructions of new images are told apart, too, keeps the
 * model from taking whatever is decoded for old.
 */
final class CodeReplay implements Term {

  private static final String NAME = "code-replay";

  static final Part<Term> PART =
      new Part<>(
          NAME,
          "codes: Ayub and Wagner, ICLR 2021; Gaussians: Kemker and Kanan, ICLR 2018",
          """
          keep = gaussian           # of a class: stored (some codes) or gaussian (mean and deviation of all)
          codes-per-class = 100     # with keep = stored, 1 or more
          level = images            # what is decoded: images, or hidden, what a lower half that stays makes of them
          batch-size = 0            # replayed a step, 0 or more; 0 for as many as new ones
          widths = [200]            # units of each hidden layer of the autoencoder, each 1 or more
          codes = 32                # width of a code, 1 or more
          observation = bernoulli   # of pixels: bernoulli (cross-entropy); gaussian (square error), also of hidden

          # Whether reconstructions of new images are told apart, too; without it whatever is decoded is
          # taken for old.
          reconstructions = true

          # Whether replayed and new ones go through the network together, so that batch normalisation
          # sees both; doubles the cost.
          together = false
          """,
          CodeReplay::new);

  private static final String AUTOENCODER = "autoencoder";
  private static final String CODES = "codes";
  private static final String PREVIOUS = "previous";
  private static final int AT_ONCE = 128;

  private final Level level;
  private final int batchSize;
  private final List<Integer> widths;
  private final int codes;
  private final Vae.Observation observation;
  private final boolean reconstructions;
  private final boolean together;
  private final StoredCodes stored;
  private @Nullable Vae vae;

  /** What made of codes what is replayed, while a session is trained. */
  private @Nullable DenseLayers previous;

  /** What codes are of. */
  enum Level {
    IMAGES,
    HIDDEN
  }

  private CodeReplay(Section section) {
    level = section.word("level", Level.class);
    batchSize = section.integer("batch-size", 0, 1_000_000);
    widths = section.integers("widths", 1, 65_536).stream().map(Math::toIntExact).toList();
    codes = section.integer("codes", 1, 65_536);
    observation = section.word("observation", Vae.Observation.class);
    reconstructions = section.flag("reconstructions");
    together = section.flag("together");
    stored =
        new StoredCodes(
            section.word("keep", StoredCodes.Form.class),
            section.integer("codes-per-class", 1, 1_000_000));
    if (level == Level.HIDDEN && observation == Vae.Observation.BERNOULLI) {
      section.problem("observation", "is for pixels; hidden features are gaussian");
    }
  }

  @Override
  public Set<Need> needs() {
    return level == Level.HIDDEN
        ? Set.of(Need.BOUNDARIES, Need.OPEN_ENCODER, Need.FROZEN_LOWER_HALF)
        : Set.of(Need.BOUNDARIES);
  }

  @Override
  public void attach(Model model) {
    Architecture encoder = model.encoder().architecture();
    int[] shape =
        level == Level.IMAGES
            ? new int[] {encoder.channels(), encoder.height(), encoder.width()}
            : encoder.lower().mapShape();
    int inputs = IntStream.of(shape).reduce(1, (a, b) -> a * b);
    vae =
        Vae.fresh(
            new Vae.Shape(inputs, widths, codes, observation),
            NAME + "." + AUTOENCODER,
            Purpose.DECODER,
            model.context().seeds().generator(NAME));
  }

  private Vae vae() {
    if (vae == null) {
      throw new IllegalStateException("not attached");
    }
    return vae;
  }

  @Override
  public List<Parameter> parameters() {
    return vae().parameters();
  }

  @Override
  public void begin(Phase phase) {
    previous = stored.isEmpty() ? null : vae().copyOfDecoder();
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    Tensor input = input(step);
    Tensor flat = flat(step, input);
    Tensor own = vae().loss(flat, step.tape(), step.random(NAME));
    if (reconstructions) {
      Tensor logits = logits(step, input, givenBack(step, flat));
      own = own.add(Objective.crossEntropy(step, logits, step.phase().told()));
    }
    return Optional.of(
        previous == null
            ? own
            : Share.SESSIONS.of(step.phase(), own, replayed(step, input, previous)));
  }

  private Tensor replayed(Step step, Tensor input, DenseLayers earlier) {
    Tape tape = step.tape();
    int count = batchSize == 0 ? step.batch().fresh() : batchSize;
    StoredCodes.Drawn drawn = stored.draw(count, step.random(NAME));
    Tensor code = tape.constant(drawn.codes());
    Tensor made;
    try (NoGradGuard noGradient = new NoGradGuard()) {
      made = observation.values(earlier.of(code, tape.constant(earlier.parameter().values())));
    }
    Tensor now = vae().decoder().of(code, tape.leaf(vae().decoder().parameter()));
    Tensor memorised = observation.error(now, made);
    Tensor logits = logits(step, input, made);
    return Replay.crossEntropy(step, logits, drawn.classes()).add(memorised);
  }

  /** What the autoencoder makes of a step's own; no gradient flows back into it. */
  private Tensor givenBack(Step step, Tensor flat) {
    Tape tape = step.tape();
    try (NoGradGuard noGradient = new NoGradGuard()) {
      DenseLayers encoder = vae().encoder();
      DenseLayers decoder = vae().decoder();
      Tensor both = encoder.of(flat, tape.constant(encoder.parameter().values()));
      return observation.values(
          decoder.of(Vae.Code.of(both).mean(), tape.constant(decoder.parameter().values())));
    }
  }

  /** What a step's images are where codes are made of them, in the shape that the network takes. */
  private Tensor input(Step step) {
    return level == Level.IMAGES
        ? step.images()
        : lower(step.tape(), step.phase().model().encoder(), step.images());
  }

  private static Tensor lower(Tape tape, Network encoder, Tensor images) {
    try (NoGradGuard noGradient = new NoGradGuard()) {
      return tape.runLower(encoder, images, Mode.FROZEN_STATISTICS);
    }
  }

  private Tensor flat(Step step, Tensor input) {
    return level == Level.IMAGES ? Pixels.of(step).flat(input) : input.flatten(1, -1);
  }

  /**
   * Of the head.
   *
   * @param input the step's own
   * @param made flat
   */
  private Tensor logits(Step step, Tensor input, Tensor made) {
    long[] shape = Tensors.shape(input);
    shape[0] = -1;
    Tensor other = level == Level.IMAGES ? Pixels.of(step).images(made) : made.view(shape);
    long count = made.size(0);
    Tensor all = together ? torch.cat(new TensorVector(other, input), 0) : other;
    if (level == Level.IMAGES) {
      return step.logits(step.tape(), all).narrow(0, 0, count);
    }
    Model model = step.phase().model();
    return model
        .head()
        .logits(step.tape().runUpper(model.encoder(), all, step.mode()), step.tape())
        .narrow(0, 0, count);
  }

  @Override
  public void end(Phase phase) {
    previous = null;
    if (phase.trainsLater()) {
      for (int c : phase.session().classes().numbers()) {
        keep(phase, c, phase.session().train().of(c));
      }
    }
  }

  private void keep(Phase phase, int classNumber, Samples own) {
    INDArray[] means = new INDArray[(own.size() + AT_ONCE - 1) / AT_ONCE];
    INDArray[] variances = new INDArray[means.length];
    for (int i = 0; i < means.length; i++) {
      int[] some =
          Arrays.copyOfRange(own.indices(), i * AT_ONCE, Math.min(own.size(), (i + 1) * AT_ONCE));
      try (Tape tape = new Tape(phase.model().encoder());
          NoGradGuard noGradient = new NoGradGuard();
          INDArray plain = Batches.plain(own.images(), some, own.normalization())) {
        Tensor images = tape.constant(plain);
        Tensor flat =
            level == Level.IMAGES
                ? Pixels.of(tape, own.normalization(), images).flat(images)
                : lower(tape, phase.model().encoder(), images).flatten(1, -1);
        DenseLayers encoder = vae().encoder();
        Vae.Code code = Vae.Code.of(encoder.of(flat, tape.constant(encoder.parameter().values())));
        means[i] = Tensors.copy(code.mean());
        variances[i] = Tensors.copy(code.logVariance().exp());
      }
    }
    if (means.length > 0) {
      RandomGenerator random = phase.random(NAME + "-" + classNumber);
      stored.add(classNumber, Nd4j.concat(0, means), Nd4j.concat(0, variances), random);
    }
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(KeptArrays.under(AUTOENCODER, vae()));
    all.addAll(KeptArrays.under(CODES, stored));
    if (previous != null) {
      all.add(new Kept(PREVIOUS, previous.parameter().values(), Purpose.TEACHER));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    vae().restore(KeptArrays.under(AUTOENCODER, saved));
    stored.restore(KeptArrays.under(CODES, saved));
    previous = null;
    if (saved.containsKey(PREVIOUS)) {
      previous = vae().copyOfDecoder();
      KeptArrays.assign(previous.parameter().values(), saved, PREVIOUS);
    }
  }
}
