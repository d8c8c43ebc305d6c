package org.palimpsest.cli;

/** An experiment on the embedded digits that is done in a moment. */
final class SmallExperiment {

  static final String TEXT =
      """
      name = small
      engine.threads = 1
      benchmark { dataset = digits, base-classes = 6, novel { sessions = 1, ways = 2, shots = 5 } }
      network { encoder { type = mlp, widths = [4] }, decoder = none }
      learner.head = prototype
      training.base { epochs = 1, reuse = false }
      mlflow.tracking-uri = null
      """;

  private SmallExperiment() {}
}
