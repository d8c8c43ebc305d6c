package org.palimpsest.method.term;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Parameter;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;

/**
 * {@code strength/2 * ||theta - anchor||^2}, the anchor being the weights at the end of the last
 * session: every weight matters alike. What a regulariser has to do better than.
 */
final class L2Anchor implements Term {

  static final Part<Term> PART =
      new Part<>(
          "l2-anchor",
          "Kirkpatrick et al., PNAS 2017, figure 2; Hsu et al. 2018",
          """
          strength = 1.0   # 0 or more; Hsu et al. have no half before it: half of this
          """,
          section -> new L2Anchor(section.real("strength", 0, 1e15)));

  private final double strength;
  private final Anchors anchors = new Anchors();

  L2Anchor(double strength) {
    this.strength = strength;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.BOUNDARIES);
  }

  @Override
  public void gradients(Step step) {
    anchors.pull(step, strength);
  }

  @Override
  public void end(Phase phase) {
    if (phase.trainsLater()) {
      Map<String, INDArray> ones =
          phase.model().parameters().stream()
              .collect(Collectors.toMap(Parameter::name, L2Anchor::ones));
      anchors.renew(phase.model(), ones, 0, 1);
    }
  }

  private static INDArray ones(Parameter parameter) {
    return parameter.values().dup().assign(1);
  }

  @Override
  public List<Kept> kept() {
    return anchors.kept();
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    anchors.restore(saved);
  }
}
