package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/** Methods whose generative models stand in for the images of earlier sessions. */
final class GenerativeReplay {

  static final Preset CLASSIFIER =
      new Preset(
          "generative-classifier",
          """
          van de Ven, Li and Tolias, CVPRW 2021; values for split MNIST: van de Ven et al., Nature \
          Machine Intelligence 2022, where each class has 1000 steps of 128 images of its own""",
          """
          benchmark.normalization = none
          learner { head = generative-classifier, objective = likelihood }
          network { encoder.type = pixels, decoder = none }
          training {
            augmentation { crop-padding = 0, flip = false }
            iterations = 1000
            batch-size = 256
            block-steps = 250
            rows = own
            optimizer { type = adam, learning-rate = 1e-3, weight-decay = 0, schedule = constant }
          }
          """);

  private GenerativeReplay() {}
}
