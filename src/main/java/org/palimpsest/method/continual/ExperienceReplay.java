package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/** Stored images beside every batch of new ones. */
final class ExperienceReplay {

  /** What Mammoth's MNIST runs have in common: one pass, batches of 10, plain SGD. */
  static final String ONE_PASS =
      """
      training {
        epochs = 1
        batch-size = 10
        optimizer { type = sgd, momentum = 0.0, nesterov = false, weight-decay = 0.0, schedule = constant }
      }
      """;

  static final Preset RESERVOIR =
      new Preset(
          "er",
          "Chaudhry et al., \"On Tiny Episodic Memories\", 2019, algorithm 1; values as in Mammoth on"
              + " sequential MNIST with 500 images",
          """
          learner {
            memory { policy = reservoir, images = 500 }
            replay.batch-size = 10
            cross-entropy.softmax = all
          }
          training.optimizer.learning-rate = 0.1
          """
              + ONE_PASS);

  static final Preset BALANCED =
      new Preset(
          "er-balanced",
          "as er, the memory as in Chrysakis and Moens, ICML 2020, algorithm 1",
          """
          learner {
            memory { policy = class-balanced, images = 500 }
            replay.batch-size = 10
            cross-entropy.softmax = all
          }
          training.optimizer.learning-rate = 0.1
          """
              + ONE_PASS);

  static final Preset ASYMMETRIC =
      new Preset(
          "er-ace",
          "Caccia et al., \"New Insights on Reducing Abrupt Representation Change\", ICLR 2022,"
              + " equation 5; batches as er",
          """
          learner {
            memory { policy = reservoir, images = 500 }
            replay.batch-size = 10
            cross-entropy { softmax = batch, weighting = summed }
          }
          training.optimizer.learning-rate = 0.1
          """
              + ONE_PASS);

  private ExperienceReplay() {}
}
