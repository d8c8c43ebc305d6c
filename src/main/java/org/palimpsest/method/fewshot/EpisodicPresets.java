package org.palimpsest.method.fewshot;

import org.palimpsest.head.fewshot.FewShotMethod;
import org.palimpsest.method.Preset;

/**
 * Methods that learn on episodes alone. Sizes of episodes are those of Omniglot, where a paper has
 * several; for other images a file says otherwise.
 */
final class EpisodicPresets {

  /** The encoder of Vinyals et al. 2016. */
  private static final String CONV4 = "drop-last-poolings = false, embedding = none";

  private static final String HALVED_EACH_FIFTH =
      "schedule = step, gamma = 0.5, milestones = [0.2, 0.4, 0.6, 0.8]";

  static final Preset PROTOTYPICAL =
      preset(
          "prototypical",
          "Snell et al., NeurIPS 2017, section 3.1: 60 ways, 5 queries, Adam 1e-3 halved each 2,000",
          CONV4,
          "number = 10000, ways = 60, shots = 5, queries = 5",
          1e-3,
          HALVED_EACH_FIFTH);

  static final Preset MATCHING =
      preset(
          "matching",
          "Vinyals et al., NeurIPS 2016, section 4.1; Adam 1e-3, which the paper does not say",
          CONV4,
          "number = 10000, ways = 20, shots = 1, queries = 5",
          1e-3,
          HALVED_EACH_FIFTH);

  static final Preset RELATION =
      preset(
          "relation",
          "Sung et al., CVPR 2018, section 4.1; published: 1,000,000 episodes, clipped at 0.5",
          "drop-last-poolings = true, embedding = none",
          "number = 10000, ways = 5, shots = 1, queries = 19",
          1e-3,
          "clip-norm = 0.5, " + HALVED_EACH_FIFTH);

  static final Preset RIDGE =
      preset(
          "ridge",
          "R2D2: Bertinetto et al., ICLR 2019, section 4 and the authors' program: shots 1 to 10",
          CONV4,
          "number = 10000, ways = 60, shots = 5, queries = 5",
          5e-3,
          HALVED_EACH_FIFTH);

  static final Preset SIAMESE =
      preset(
          "siamese",
          "Koch et al., 2015, section 3; pairs of episodes and Adam in place of drawn pairs and SGD",
          "drop-last-poolings = false, embedding = 512",
          "number = 10000, ways = 20, shots = 1, queries = 1",
          1e-3,
          "schedule = constant, weight-decay = 1e-5");

  static final Preset TRIPLET =
      preset(
          "triplet",
          "Schroff et al., CVPR 2015, section 3.1: margin 0.2, 128 numbers; batches are episodes",
          "drop-last-poolings = false, embedding = 128",
          "number = 10000, ways = 20, shots = 2, queries = 2",
          1e-3,
          "schedule = constant");

  static final Preset SEMI_SUPERVISED =
      preset(
          "semi-supervised-prototypical",
          "Ren et al., ICLR 2018, section 4 and the authors' program: 5 ways, 5 unlabelled a class",
          CONV4,
          "number = 20000, ways = 5, shots = 1, queries = 1, unlabelled = 5, distractors = 0",
          1e-3,
          "weight-decay = 5e-5, schedule = step, gamma = 0.5,"
              + " milestones = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]");

  static final Preset TASK_ADAPTIVE =
      preset(
          "task-adaptive",
          "CN114943859B, paragraphs 0095 to 0110, on its own; sizes of episodes measured",
          "drop-last-poolings = true, embedding = 128",
          "number = 5000, ways = 20, shots = 5, queries = 5",
          1e-3,
          "schedule = cosine");

  private EpisodicPresets() {}

  private static Preset preset(
      String head, String source, String encoder, String episodes, double rate, String optimizer) {
    return new Preset(
        head,
        source,
        FewShotMethod.values(head, encoder, episodes, rate, "type = adam, " + optimizer, ""));
  }
}
