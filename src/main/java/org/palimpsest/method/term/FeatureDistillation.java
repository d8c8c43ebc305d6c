package org.palimpsest.method.term;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.conf.Part;
import org.palimpsest.loss.FeatureDistance;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/**
 * {@code weight * mean(1 - cos(f, f'))} of the embeddings now and those that the encoder gave
 * before the session: the less-forget loss (Hou et al., "LUCIR", CVPR 2019, equation 6).
 */
final class FeatureDistillation extends TeacherTerm {

  static final Part<Term> PART =
      new Part<>(
          "feature-distillation",
          "Hou et al., CVPR 2019, equations 6 and 7",
          """
          weight = 5.0       # lambda_base, 0 or more; 5 on CIFAR-100, 10 on ImageNet (section 4.1)
          adaptive = true    # whether it is multiplied by sqrt(earlier classes / new classes)
          """,
          section ->
              new FeatureDistillation(section.real("weight", 0, 1e6), section.flag("adaptive")));

  private final double weight;
  private final boolean adaptive;

  FeatureDistillation(double weight, boolean adaptive) {
    this.weight = weight;
    this.adaptive = adaptive;
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    if (!teacher().isPresent()) {
      return Optional.empty();
    }
    Tensor earlier = teacher().features(step).embedding();
    return Optional.of(
        FeatureDistance.of(step.features().embedding(), earlier)
            .mul(new Scalar(weight(step.phase()))));
  }

  private double weight(Phase phase) {
    double ratio = phase.earlier().size() / (double) phase.session().classes().size();
    return adaptive ? weight * Math.sqrt(ratio) : weight;
  }
}
