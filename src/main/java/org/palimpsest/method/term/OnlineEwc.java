package org.palimpsest.method.term;

import org.palimpsest.conf.Part;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Term;

/**
 * Elastic weight consolidation with one anchor, the weights at the end of the last session, and
 * {@code F <- decay F + gain F_t}: what it keeps does not grow with sessions, and what is old may
 * fade.
 */
final class OnlineEwc extends QuadraticPenalty {

  static final Part<Term> PART =
      new Part<>(
          "online-ewc",
          "Schwarz et al., \"Progress & Compress\", ICML 2018, section 4",
          """
          strength = 1000.0   # lambda; 0 or more
          decay = 1.0         # gamma, 0 to 1; 1 in Mammoth and van de Ven et al. 2022, 0.95 in the paper
          gain = 1.0          # factor on a session's own information, 0 to 1; FACIL: decay = gain = 0.5

          """
              + Fisher.KEYS,
          section ->
              new OnlineEwc(
                  section.real("strength", 0, 1e15),
                  section.real("decay", 0, 1),
                  section.real("gain", 0, 1),
                  Fisher.read(section)));

  private final double decay;
  private final double gain;
  private final Fisher fisher;

  OnlineEwc(double strength, double decay, double gain, Fisher fisher) {
    super(strength);
    this.decay = decay;
    this.gain = gain;
    this.fisher = fisher;
  }

  @Override
  void settle(Anchors anchors, Phase phase) {
    anchors.renew(phase.model(), fisher.of(phase), decay, gain);
  }
}
