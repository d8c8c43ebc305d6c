package org.palimpsest.method.term;

import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Parameter;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Term;

/**
 * {@code strength/2 * ||theta - anchor||^2}, the anchor being the weights at the end of the last
 * session: every weight matters alike. What a regulariser has to do better than.
 */
final class L2Anchor extends QuadraticPenalty {

  static final Part<Term> PART =
      new Part<>(
          "l2-anchor",
          "Kirkpatrick et al., PNAS 2017, figure 2; Hsu et al. 2018",
          """
          strength = 1.0   # 0 or more; Hsu et al. have no half before it: half of this
          """,
          section -> new L2Anchor(section.real("strength", 0, 1e15)));

  L2Anchor(double strength) {
    super(strength);
  }

  @Override
  void settle(Anchors anchors, Phase phase) {
    Map<String, INDArray> ones =
        phase.model().parameters().stream()
            .collect(Collectors.toMap(Parameter::name, L2Anchor::ones));
    anchors.renew(phase.model(), ones, 0, 1);
  }

  private static INDArray ones(Parameter parameter) {
    return parameter.values().dup().assign(1);
  }
}
