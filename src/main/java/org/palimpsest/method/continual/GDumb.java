package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/** Stores as evenly as it can, then trains from the first weights on what is stored, on no more. */
final class GDumb {

  static final Preset METHOD =
      new Preset(
          "gdumb",
          "Prabhu et al., ECCV 2020, algorithm 1 and section 4.1; passes as in its code on CIFAR, which"
              + " on MNIST has 128 and no CutMix (learner.cut-mix.probability = 0)",
          """
          learner {
            objective = cut-mix
            cut-mix.probability = 0.5
            train-on = memory
            restart = true
            memory { policy = greedy-balanced, images = 500 }
          }
          training {
            epochs = 256
            batch-size = 16
            optimizer {
              type = sgd, learning-rate = 0.05, momentum = 0.9, nesterov = false, weight-decay = 1e-6
              clip-norm = 10.0
              schedule = cosine-restarts, cycles = 8, floor = 0.01
            }
          }
          """);

  private GDumb() {}
}
