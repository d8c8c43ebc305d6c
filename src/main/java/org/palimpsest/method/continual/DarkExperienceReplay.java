package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/** Stored images with the logits that they had. */
final class DarkExperienceReplay {

  static final Preset LOGITS =
      new Preset(
          "der",
          "Buzzega et al., NeurIPS 2020, equation 5; values as in Mammoth on sequential MNIST with 500"
              + " images",
          """
          learner {
            terms = [der]
            memory { policy = reservoir, images = 500 }
            der { weight = 1.0, label-weight = 0.0, batch-size = 128, distance = mean }
            cross-entropy.softmax = all
          }
          training.optimizer.learning-rate = 0.03
          """
              + ExperienceReplay.ONE_PASS);

  static final Preset LOGITS_AND_LABELS =
      new Preset(
          "der++",
          "Buzzega et al., NeurIPS 2020, equation 6; values as in Mammoth on sequential MNIST with 500"
              + " images",
          """
          learner {
            terms = [der]
            memory { policy = reservoir, images = 500 }
            der { weight = 1.0, label-weight = 0.5, batch-size = 10, distance = mean }
            cross-entropy.softmax = all
          }
          training.optimizer.learning-rate = 0.03
          """
              + ExperienceReplay.ONE_PASS);

  private DarkExperienceReplay() {}
}
