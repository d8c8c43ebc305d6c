package org.palimpsest.method.fewshot;

import org.palimpsest.method.Preset;

/** Methods that learn by plain classification of the background classes, and adapt to a support. */
final class PretrainedPresets {

  private static final String CLOSER_LOOK =
      """
      epochs = 400, batch-size = 16
        optimizer { type = adam, learning-rate = 1e-3, weight-decay = 0, schedule = constant }
      """;

  private static final String SIMPLE =
      """
      epochs = 90, batch-size = 256
        optimizer {
          type = sgd, learning-rate = 0.1, momentum = 0.9, nesterov = false, weight-decay = 1e-4
          schedule = step, gamma = 0.1, milestones = [0.5, 0.75]
        }
      """;

  static final Preset BASELINE =
      preset("baseline", "Chen et al., ICLR 2019, section 4.1: Adam 1e-3, 400 epochs", CLOSER_LOOK);

  static final Preset BASELINE_PLUS_PLUS =
      preset(
          "baseline-plus-plus",
          "Chen et al., ICLR 2019, section 4.1: Adam 1e-3, 400 epochs",
          CLOSER_LOOK);

  static final Preset SIMPLE_SHOT =
      preset("simple-shot", "Wang et al., arXiv 1911.04623, section 4.1", SIMPLE);

  static final Preset BD_CSPN =
      preset("bd-cspn", "transductive; Liu et al., ECCV 2020; pretrained as simple-shot", SIMPLE);

  static final Preset LAPLACIAN_SHOT =
      preset(
          "laplacian-shot",
          "transductive; Ziko et al., ICML 2020, section 4.1; as simple-shot",
          SIMPLE);

  private PretrainedPresets() {}

  private static Preset preset(String head, String source, String training) {
    return new Preset(
        head,
        source,
        """
        learner { head = %s }
        network { decoder = none, encoder { drop-last-poolings = false, embedding = none } }
        training.base { %s }
        """
            .formatted(head, training));
  }
}
