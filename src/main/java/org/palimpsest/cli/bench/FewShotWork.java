package org.palimpsest.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.engine.Engine;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;

/**
 * Training episodes of a few-shot method with Conv4 on grey images of 28x28 pixels.
 *
 * @param method which
 * @param ways classes of an episode
 * @param shots support images of each
 * @param queries of each
 * @param episodes of a round
 */
record FewShotWork(Method method, int ways, int shots, int queries, int episodes) {

  private static final int SIDE = 28;
  private static final int CLASSES = 100;

  /**
   * A method and its settings.
   *
   * @param name of ours
   * @param peerName what the peer calls it
   * @param filters of the encoder
   * @param keys of {@code learner.<name>}
   * @param onAnyEngine whether it needs no weights inside the graph
   */
  record Method(String name, String peerName, int filters, String keys, boolean onAnyEngine) {

    static final Method PROTOTYPICAL = new Method("prototypical", "proto", 64, "{}", true);

    /** Of second order; the rate is of the mean loss. */
    static final Method MAML =
        new Method(
            "maml",
            "maml",
            32,
            "{ steps = 5, inner-rate = 0.05, inner-loss = mean, meta-batch = 4 }",
            false);
  }

  String name() {
    return "%s episodes, %d-way %d-shot %d-query".formatted(method.name, ways, shots, queries);
  }

  boolean runsOn(String engine) {
    return method.onAnyEngine || engine.equals("torch");
  }

  /** What the peer calls it. */
  String peerName() {
    return "%s-%s-%s".formatted(method.peerName, shots, queries);
  }

  Learner learner(Engine engine) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("learner.method", method.name);
    keys.put("learner." + method.name, method.keys);
    keys.put(
        "network.encoder",
        "{ type = conv4, filters = %d, drop-last-poolings = false, embedding = none }"
            .formatted(method.filters));
    keys.put("network.decoder", "none");
    keys.put("training.epochs", 0);
    keys.put("training.base.epochs", 0);
    keys.put("training.keep-moments", false);
    keys.put(
        "training.episodes",
        "{ number = %d, ways = %d, shots = %d, queries = %d }"
            .formatted(episodes, ways, shots, queries));
    keys.put("training.augmentation", "{ crop-padding = 0, flip = false }");
    return new Workload(1, SIDE, CLASSES).learner(engine, keys);
  }

  Stage stage(Learner learner) {
    int images = CLASSES * (shots + queries);
    return Workload.stage(
        learner, new Workload(1, SIDE, CLASSES).session(0, 0, CLASSES, images, 0), "episodes");
  }

  static void run(Stage stage) {
    for (int block = 0; block < stage.blocks(); block++) {
      stage.run(block, Progress.SILENT);
    }
  }

  /** Per cent of a stage's time that drawing episodes and making batches takes. */
  Timing share(String engineName, Engine engine, int rounds) {
    List<Double> shares = new ArrayList<>();
    try (Learner learner = learner(engine)) {
      Stage stage = stage(learner);
      for (int round = 0; round <= rounds; round++) {
        double waited = 0;
        long start = System.nanoTime();
        for (int block = 0; block < stage.blocks(); block++) {
          Map<String, Double> measured = stage.run(block, Progress.SILENT);
          waited += measured.getOrDefault(Stage.DATA_SECONDS, 0.0);
        }
        if (round > 0) {
          shares.add(100 * waited / ((System.nanoTime() - start) / 1e9));
        }
      }
    }
    return new Timing("sampling and batches, " + name(), "%", engineName, shares, 1);
  }
}
