package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Augmentation;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.method.fit.Epochs;
import org.palimpsest.method.fit.Fit;
import org.palimpsest.method.fit.FitSpec;
import org.palimpsest.method.fit.FollowUp;
import org.palimpsest.method.fit.Objective;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * Encoder based lifelong learning: after each session a small autoencoder learns what of the
 * embeddings that session needs; in later sessions the codes of new images under each of them shall
 * stay what they were: {@code weight/2 * sum_t mean ||code_t(f) - code_t(f')||^2}, f' being the
 * embedding before the session. Only the half that makes codes is kept.
 */
final class CodeDistance extends TeacherTerm {

  private static final String NAME = "code-distance";

  static final Part<Term> PART =
      new Part<>(
          NAME,
          "Rannen et al., \"Encoder Based Lifelong Learning\", ICCV 2017, section 3",
          """
          weight = 1.0            # alpha, 0 or more; the paper's is chosen by task
          codes = 100             # units of each code, 1 or more; 100 or 300 in the paper

          # An autoencoder is trained by the cross-entropy of what the head makes of the embeddings
          # that it gives back, and by this weight times their squared distance.
          reconstruction = 0.01   # 0 or more
          epochs = 2              # passes over the session's images, 1 or more
          batch-size = 128        # 1 or more
          learning-rate = 1e-3    # of Adam, above 0
          """,
          CodeDistance::new);

  private static final String TEACHER = "teacher";
  private static final String CURRENT = "current";
  private static final String SESSION = "session-";

  private final double weight;
  private final int codes;
  private final double reconstruction;
  private final FitSpec spec;
  private final Epochs.Plan plan;

  /** What makes codes, for each session that is over, {@code [codes, width + 1]}. */
  private final List<INDArray> coders = new ArrayList<>();

  /** In training. */
  private @Nullable Autoencoder current;

  private CodeDistance(Section section) {
    weight = section.real("weight", 0, 1e9);
    codes = section.integer("codes", 1, 1_000_000);
    reconstruction = section.real("reconstruction", 0, 1e9);
    plan =
        new Epochs.Plan(
            section.integer("epochs", 1, 1_000_000),
            OptionalInt.empty(),
            section.integer("batch-size", 1, 1_000_000),
            false,
            OptionalInt.empty(),
            0);
    OptimizerSpec adam =
        new OptimizerSpec(
            new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
            section.real("learning-rate", 1e-12, 1e6),
            0,
            new OptimizerSpec.Constant(),
            0);
    spec =
        new FitSpec(
            NAME, adam, adam, Augmentation.NONE, Mode.FROZEN_STATISTICS, false, false, false);
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    if (!teacher().isPresent() || coders.isEmpty() || weight == 0) {
      return Optional.empty();
    }
    Tensor now = step.features().embedding();
    Tensor before = teacher().features(step).embedding();
    Tensor sum = null;
    for (INDArray array : coders) {
      Tensor coder = step.tape().constant(array);
      Tensor distance = distance(Autoencoder.codes(now, coder), Autoencoder.codes(before, coder));
      sum = sum == null ? distance : sum.add(distance);
    }
    return Optional.ofNullable(sum).map(all -> all.mul(new Scalar(weight / 2)));
  }

  /** Mean over images of the squared distance; no gradient flows into the earlier codes. */
  static Tensor distance(Tensor codes, Tensor earlier) {
    return codes.sub(earlier.detach()).square().sum(1L).mean();
  }

  @Override
  public Optional<FollowUp> followUp() {
    return Optional.of(new FollowUp(spec, plan, new Training(), new AutoencoderLoss()));
  }

  private Autoencoder current() {
    if (current == null) {
      throw new IllegalStateException("no autoencoder is in training");
    }
    return current;
  }

  @Override
  public void end(Phase phase) {
    super.end(phase);
    if (current != null) {
      coders.add(current.coder());
      current = null;
    }
  }

  /** One autoencoder a session, the model as it is. */
  private final class Training implements Fit.Trained {

    @Override
    public void begin(Phase phase) {
      int width = phase.model().encoder().architecture().embeddingWidth();
      current = Autoencoder.fresh(codes, width, phase.random(NAME));
    }

    @Override
    public List<Parameter> parameters(Phase phase) {
      return current().parameters();
    }

    @Override
    public Keeps changed(Phase phase) {
      return CodeDistance.this;
    }

    @Override
    public String text(Phase phase) {
      return "%s %d".formatted(NAME, codes);
    }
  }

  /** What it gives back shall serve the head, and be near. */
  private final class AutoencoderLoss implements Term {

    @Override
    public Optional<Tensor> loss(Step step) {
      Outputs features = step.features();
      Tensor decoded = current().decoded(features.embedding(), step.tape());
      Tensor distance = decoded.sub(features.embedding()).square().sum(1L).mean();
      Tensor logits =
          step.phase().model().head().logits(new Outputs(features.map(), decoded), step.tape());
      Tensor error = Objective.crossEntropy(step, logits, step.phase().told());
      return Optional.of(error.add(distance.mul(new Scalar(reconstruction))));
    }
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(KeptArrays.under(TEACHER, teacher()));
    for (int i = 0; i < coders.size(); i++) {
      all.add(new Kept(SESSION + i, coders.get(i), Purpose.DECODER));
    }
    if (current != null) {
      current.kept().forEach(kept -> all.add(kept.named(CURRENT + "." + kept.name())));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    teacher().restore(KeptArrays.under(TEACHER, saved));
    coders.clear();
    INDArray coder = saved.get(SESSION + coders.size());
    while (coder != null) {
      coders.add(coder.dup());
      coder = saved.get(SESSION + coders.size());
    }
    Map<String, INDArray> training = KeptArrays.under(CURRENT, saved);
    current = training.isEmpty() ? null : Autoencoder.restored(training);
  }
}
