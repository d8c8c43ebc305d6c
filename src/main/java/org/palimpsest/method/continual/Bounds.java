package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/**
 * What every method is measured against: nothing done against forgetting, and nothing forgotten.
 */
final class Bounds {

  static final Preset FINETUNE =
      new Preset(
          "finetune",
          "the lower bound: each session trained on its own images, nothing else",
          """
          learner { head = linear, terms = [] }
          """);

  static final Preset JOINT =
      new Preset(
          "joint",
          "the upper bound: after each session anew on the images of all so far",
          """
          learner { head = linear, terms = [], train-on = seen, restart = true }
          """);

  static final Preset JOINT_BALANCED =
      new Preset(
          "joint-balanced",
          "the upper bound where sessions differ in size: joint, every class counting alike",
          """
          learner {
            head = linear, terms = [], train-on = seen, restart = true
            objective = balanced-cross-entropy
          }
          """);

  private Bounds() {}
}
