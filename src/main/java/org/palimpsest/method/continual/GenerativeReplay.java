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

  /** How van de Ven et al. 2022 train on split MNIST: one Adam for the stream. */
  private static final String TRAINING =
      """
      benchmark.normalization = none
      network { encoder { type = mlp, widths = [400, 400] }, decoder = none }
      training {
        augmentation { crop-padding = 0, flip = false }
        iterations = 2000
        batch-size = 128
        drop-last = true
        block-steps = 500
        keep-moments = true
        optimizer { type = adam, learning-rate = 1e-3, weight-decay = 0, schedule = constant }
      }
      learner { head = linear, cross-entropy { softmax = all, share = sessions } }
      """;

  static final Preset HARD =
      new Preset(
          "dgr",
          "Shin et al., NeurIPS 2017; values for split MNIST: van de Ven et al., Nature Machine"
              + " Intelligence 2022",
          TRAINING + "learner { terms = [dgr], dgr { targets = hard, codes = 100 } }\n");

  static final Preset SOFT =
      new Preset(
          "dgr-distill",
          "dgr with soft targets at T = 2: van de Ven and Tolias, 2018, section 3.1",
          TRAINING
              + "learner { terms = [dgr], dgr { targets = soft, temperature = 2.0, codes = 100 } }\n");

  static final Preset BRAIN_INSPIRED =
      new Preset(
          "bi-r",
          "van de Ven, Siegelmann and Tolias, Nature Communications 2020; values for split MNIST,"
              + " class-incremental: van de Ven et al. 2022",
          TRAINING + "learner { terms = [bi-r], bi-r { gates = 0.1, codes = 100 } }\n");

  private GenerativeReplay() {}
}
