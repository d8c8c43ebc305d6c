package org.palimpsest.method.term;

import org.palimpsest.conf.Part;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Term;

/**
 * Elastic weight consolidation: {@code strength/2 * sum_t sum_i F_t,i (theta_i - theta_t,i)^2} over
 * earlier sessions t, each with the Fisher information of its images and the weights at its end.
 */
final class Ewc extends QuadraticPenalty {

  static final Part<Term> PART =
      new Part<>(
          "ewc",
          "Kirkpatrick et al., PNAS 2017, equation 3",
          """
          # lambda; 0 or more. van de Ven et al. 2022, split MNIST: 1e5 with tasks told, 1e9 without.
          strength = 1000.0

          """
              + Fisher.KEYS,
          section -> new Ewc(section.real("strength", 0, 1e15), Fisher.read(section)));

  private final Fisher fisher;

  Ewc(double strength, Fisher fisher) {
    super(strength);
    this.fisher = fisher;
  }

  @Override
  void settle(Anchors anchors, Phase phase) {
    anchors.add(phase.model(), fisher.of(phase));
  }
}
