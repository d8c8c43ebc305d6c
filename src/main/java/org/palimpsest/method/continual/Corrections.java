package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/** Methods that correct after each session that new classes win too often. */
final class Corrections {

  static final Preset WA =
      new Preset(
          "wa",
          "Zhao et al., CVPR 2020: distillation by the share of classes, weight aligning, 2,000"
              + " herded images",
          """
          learner {
            head = linear, terms = [lwf, weight-aligning], train-on = session-and-memory
            cross-entropy.share = classes
            lwf { temperature = 2.0, share = classes }
            memory { policy = herding, images = 2000 }
          }
          """);

  static final Preset BIC =
      new Preset(
          "bic",
          "Wu et al., CVPR 2019: distillation by the share of classes, two numbers a session fitted"
              + " to a tenth of 2,000 herded images",
          """
          learner {
            head = linear, terms = [lwf, bias-correction], train-on = session-and-memory
            cross-entropy.share = classes
            lwf { temperature = 2.0, share = classes }
            bias-correction.hold-out = 0.1
            memory { policy = herding, images = 2000 }
          }
          """);

  private Corrections() {}
}
