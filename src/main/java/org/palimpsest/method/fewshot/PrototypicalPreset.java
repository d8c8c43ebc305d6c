package org.palimpsest.method.fewshot;

import org.palimpsest.method.Preset;

/** Prototypical Networks with the values for Omniglot; for other images a file says otherwise. */
final class PrototypicalPreset {

  static final Preset METHOD =
      new Preset(
          "prototypical",
          "Snell et al., NeurIPS 2017, section 3.1: 60 ways, 5 queries, Adam 1e-3 halved each 2,000",
          FewShotPresets.episodic(
              "prototypical",
              """
              number = 10000, ways = 60, shots = 5, queries = 5, encoder-learning-rate = 1e-3
                optimizer {
                  type = adam, learning-rate = 1e-3, weight-decay = 0
                  schedule = step, gamma = 0.5, milestones = [0.2, 0.4, 0.6, 0.8]
                }
              """));

  private PrototypicalPreset() {}
}
