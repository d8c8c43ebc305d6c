package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/**
 * Methods for novel classes of a few images each: the base session decides, later ones add a class
 * mean each and train nothing. Their values are those published for CIFAR-100; AutoAugment, which
 * FACT and TEEN train with, is left out.
 */
final class FewShotIncremental {

  private static final String BASE =
      """
      network.decoder = none
      training {
        novel.epochs = 0
        optimizer { type = sgd, learning-rate = 0.1, momentum = 0.9, nesterov = true, weight-decay = 5e-4 }
      }
      """;

  /** 100 epochs in steps. */
  private static final String IN_STEPS =
      BASE
          + """
          training.base {
            epochs = 100
            batch-size = 128
            optimizer { schedule = step, milestones = [0.6, 0.7], gamma = 0.1 }
          }
          """;

  /** 600 epochs along a cosine. */
  private static final String ALONG_COSINE =
      BASE
          + """
          training.base {
            epochs = 600
            batch-size = 256
            optimizer.schedule = cosine
          }
          """;

  static final Preset DECOUPLED_COSINE =
      new Preset(
          "decoupled-cosine",
          "Zhang et al., CVPR 2021, section 3.2 and table 2: a cosine classifier, then class means",
          "learner { head = prototype, prototype.scale = 16 }\n" + IN_STEPS);

  static final Preset TEEN =
      new Preset(
          "teen",
          "Wang et al., NeurIPS 2023, section 4; share 0.1 on CIFAR-100, 0.5 elsewhere",
          "learner { head = prototype, prototype { scale = 16, calibration { weight = 0.1, scale = 16 } } }\n"
              + ALONG_COSINE);

  static final Preset FACT =
      new Preset(
          "fact",
          "Zhou et al., CVPR 2022, section 4; values: the authors' program for CIFAR-100",
          """
          learner {
            head = virtual-prototypes
            terms = [virtual-classes]
            virtual-prototypes { scale = 16, eta = 0.1 }
            virtual-classes { weight = 0.001, candidates = 3, alpha = 0.5, mixup = hidden }
          }
          training.base.rows = own
          """
              + ALONG_COSINE);

  static final Preset SAVC =
      new Preset(
          "savc",
          "Song et al., CVPR 2023, section 4; whole images of 32 pixels, contrast within the batch",
          """
          learner { head = prototype, prototype.scale = 16, objective = fantasy-classes }
          """
              + ALONG_COSINE);

  static final Preset CEC =
      new Preset(
          "cec",
          "Zhang et al., CVPR 2021, sections 3.3 and 4.2; values: the authors' program for CIFAR-100",
          """
          learner { head = graph-attention, graph-attention.scale = 16 }
          """
              + IN_STEPS
              + """
              training.episodes {
                number = 5000
                ways = 15
                shots = 1
                queries = 15
                augment = true
                batch-normalization = running
                encoder-learning-rate = 0.002
                optimizer {
                  type = sgd, learning-rate = 2e-4, momentum = 0.9, nesterov = true, weight-decay = 5e-4
                  schedule = step, milestones = [0.2, 0.4, 0.6, 0.8], gamma = 0.5
                }
              }
              """);

  private FewShotIncremental() {}
}
