package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/**
 * The main method: a classifier and a decoder share an encoder, so that the reconstruction keeps
 * what classification alone throws away; then a task-adaptive metric is learned on episodes; novel
 * classes join as support features.
 */
final class ReconstructionPreset {

  static final Preset METHOD =
      new Preset(
          "reconstruction",
          "CN114943859B; values measured on CIFAR-100, see the README",
          """
          learner { head = task-adaptive, terms = [reconstruction] }
          training.novel.epochs = 0
          """);

  private ReconstructionPreset() {}
}
