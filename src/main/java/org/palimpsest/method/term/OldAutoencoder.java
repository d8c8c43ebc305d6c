package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * The autoencoder as it was before the session teaches on new images: what its decoder makes of the
 * features now shall be what it made of those before, {@code weight * mean((D'(E(x)) -
 * D'(E'(x)))^2)}. Only what the earlier decoder can see of a feature is held: the distillation of
 * features in the directions that earlier images needed.
 *
 * <p>Source: the idea of Rannen et al., "Encoder Based Lifelong Learning", ICCV 2017, section 3,
 * with the model's own decoder in place of one of its own for each session.
 */
final class OldAutoencoder extends TeacherTerm {

  static final Part<Term> PART =
      new Part<>(
          "old-autoencoder",
          "after Rannen et al., ICCV 2017, section 3, with the model's own decoder; weight unmeasured",
          """
          weight = 1.0   # of the mean square over pixels, 0 or more; needs a decoder that was trained,
                         # as by the term reconstruction
          """,
          section -> new OldAutoencoder(section.real("weight", 0, 1e9)));

  private static final String TEACHER = "teacher";
  private static final String DECODER = "decoder";

  private final double weight;
  private @Nullable Model model;

  /** As it was before the session. */
  private @Nullable Network decoder;

  OldAutoencoder(double weight) {
    this.weight = weight;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.DECODER, Need.BOUNDARIES);
  }

  @Override
  public void attach(Model attached) {
    super.attach(attached);
    model = attached;
  }

  private Network trained() {
    if (model == null) {
      throw new IllegalStateException("not attached");
    }
    return model.decoder().orElseThrow();
  }

  @Override
  public void begin(Phase phase) {
    super.begin(phase);
    if (!phase.isFirst()) {
      forget();
      decoder = trained().copy();
    }
  }

  @Override
  public void end(Phase phase) {
    super.end(phase);
    forget();
  }

  private void forget() {
    if (decoder != null) {
      decoder.close();
    }
    decoder = null;
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    if (decoder == null || weight == 0) {
      return Optional.empty();
    }
    Tensor before = teacher().features(step).map();
    Tensor distance = distance(step.tape(), decoder, step.features().map(), before);
    return Optional.of(distance.mul(new Scalar(weight)));
  }

  /**
   * Mean square over pixels of what a decoder makes of two maps; a gradient flows into the first.
   */
  static Tensor distance(Tape tape, Network decoder, Tensor now, Tensor before) {
    Tensor wanted = tape.infer(decoder, before).map();
    return tape.run(decoder, now, Mode.FROZEN_STATISTICS).map().sub(wanted).square().mean();
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(KeptArrays.under(TEACHER, teacher()));
    if (decoder != null) {
      all.add(new Kept(DECODER + ".parameters", decoder.parameters(), Purpose.TEACHER));
      all.add(new Kept(DECODER + ".statistics", decoder.statistics(), Purpose.TEACHER));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    teacher().restore(KeptArrays.under(TEACHER, saved));
    forget();
    Map<String, INDArray> before = KeptArrays.under(DECODER, saved);
    if (!before.isEmpty()) {
      Network copy = trained().copy();
      KeptArrays.assign(copy.parameters(), before, "parameters");
      KeptArrays.assign(copy.statistics(), before, "statistics");
      decoder = copy;
    }
  }
}
