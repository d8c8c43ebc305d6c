package org.palimpsest.method.term;

import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Term;

/**
 * Weight aligning: when a session has been trained, the rows of its new classes are scaled until
 * their mean length is that of the earlier classes' rows. Biases stay as they are.
 */
final class WeightAligning implements Term {

  static final Part<Term> PART =
      new Part<>(
          "weight-aligning",
          "Zhao et al., \"WA\", CVPR 2020, equations 8 and 9; with biases as in PyCIL",
          "",
          section -> new WeightAligning());

  @Override
  public Set<Need> needs() {
    return Set.of(Need.BOUNDARIES, Need.LINEAR_HEAD);
  }

  @Override
  public void end(Phase phase) {
    ClassSet earlier = phase.earlier();
    ClassSet fresh = phase.session().classes().without(earlier);
    if (earlier.isEmpty() || fresh.isEmpty()) {
      return;
    }
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor rows = LinearRows.of(phase.model());
      Tensor weights = rows.narrow(1, 0, rows.size(1) - 1);
      Tensor factor = meanLength(weights, earlier).div(meanLength(weights, fresh));
      fresh.numbers().forEach(c -> weights.select(0, c).mul_(factor));
    }
    phase.model().changed();
  }

  private static Tensor meanLength(Tensor weights, ClassSet classes) {
    return ClassRows.of(weights, 0, classes).square().sum(1L).sqrt().mean();
  }
}
