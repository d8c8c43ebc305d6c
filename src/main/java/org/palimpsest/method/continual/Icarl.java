package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/**
 * Representation learning by sigmoids whose targets for earlier classes are the earlier model's
 * answers, exemplars by herding, and the nearest mean of exemplars as the answer.
 */
final class Icarl {

  static final Preset METHOD =
      new Preset(
          "icarl",
          "Rebuffi et al., CVPR 2017, algorithms 1 to 5 and section 4 (CIFAR-100); classes and"
              + " reduction as in the authors' code. With cross-entropy in place of the sigmoids"
              + " (FACIL): objective = cross-entropy-with-sigmoids",
          """
          learner {
            objective = binary-cross-entropy
            binary-cross-entropy { classes = all, reduction = mean, temperature = 1.0 }
            head = nearest-mean
            train-on = session-and-memory
            memory { policy = herding, images = 2000, herding.embeddings = mean-as-is }
          }
          training {
            epochs = 70
            batch-size = 128
            optimizer {
              type = sgd, learning-rate = 2.0, momentum = 0.9, nesterov = false, weight-decay = 1e-5
              schedule = step, milestones = [0.7, 0.9], gamma = 0.2
            }
          }
          """);

  private Icarl() {}
}
