package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/** Methods that hold weights where earlier sessions left them, each weight by its importance. */
final class WeightPenalties {

  static final Preset EWC =
      new Preset(
          "ewc",
          "Kirkpatrick et al., PNAS 2017; strength of van de Ven et al. 2022 (Nature Machine"
              + " Intelligence) for split MNIST with the task told, exact Fisher information",
          """
          learner { head = linear, terms = [ewc], ewc { strength = 1e5, fisher = exact } }
          """);

  static final Preset ONLINE_EWC =
      new Preset(
          "online-ewc",
          "Schwarz et al., ICML 2018; decay and estimator of van de Ven et al. 2022",
          """
          learner {
            head = linear, terms = [online-ewc]
            online-ewc { strength = 1e5, decay = 1.0, fisher = exact }
          }
          """);

  static final Preset SI =
      new Preset(
          "si",
          "Zenke et al., ICML 2017; strength and xi of van de Ven et al. 2022 for split MNIST with"
              + " the task told",
          """
          learner { head = linear, terms = [si], si { strength = 10, xi = 0.1 } }
          """);

  static final Preset MAS =
      new Preset(
          "mas",
          "Aljundi et al., ECCV 2018: lambda 1 without a half before it",
          """
          learner { head = linear, terms = [mas], mas { strength = 2.0, of = squared } }
          """);

  static final Preset L2 =
      new Preset(
          "l2",
          "the trivial penalty: every weight matters alike; Hsu et al. 2018 tune its strength"
              + " (split MNIST: 0.02 with the task told, 1 for domains, 200 for classes)",
          """
          learner { head = linear, terms = [l2-anchor], l2-anchor.strength = 0.02 }
          """);

  private WeightPenalties() {}
}
