package org.palimpsest.method.term;

import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.conf.Part;
import org.palimpsest.loss.ReconstructionError;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/**
 * {@code weight * mean((x - D(E(x)))^2)}: the encoder keeps what classification alone throws away.
 *
 * @param weight in the base session, 0 or more; 0 also spares the cost
 * @param novelWeight in later sessions
 */
record Reconstruction(double weight, double novelWeight) implements Term {

  static final Part<Term> PART =
      new Part<>(
          "reconstruction",
          "CN114943859B; weight measured on CIFAR-100",
          """
          weight = 1.0         # of the mean square over pixels in the base session, 0 or more
          novel-weight = 1.0   # the same in later sessions
          """,
          section ->
              new Reconstruction(
                  section.real("weight", 0, 1e6), section.real("novel-weight", 0, 1e6)));

  @Override
  public Set<Need> needs() {
    return weight > 0 || novelWeight > 0 ? Set.of(Need.DECODER) : Set.of();
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    double now = step.phase().isFirst() ? weight : novelWeight;
    return now == 0
        ? Optional.empty()
        : Optional.of(ReconstructionError.of(step.decoded(), step.images()).mul(new Scalar(now)));
  }
}
