package org.palimpsest.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.engine.Engine;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.record.SystemSampler;

/** Whether memory grows with the training steps done. */
final class MemoryGrowth {

  private static final int STEPS = 1000;
  private static final int ROUNDS = 10;
  private static final int BATCH = 8;
  private static final int SIDE = 8;

  private MemoryGrowth() {}

  /**
   * Resident memory of this process after each thousand of ten thousand steps of the base stage on
   * small images, megabytes.
   *
   * @throws IllegalStateException where the system does not tell
   */
  static Timing of(String name, Engine engine) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("training.base.batch-size", BATCH);
    keys.put("training.base.epochs", ROUNDS);
    SystemSampler sampler = new SystemSampler();
    List<Double> megabytes = new ArrayList<>();
    Workload workload = new Workload(SIDE, 10);
    try (Learner learner = workload.learner(engine, keys)) {
      Stage stage = Workload.stage(learner, workload.session(0, 0, 10, STEPS * BATCH, 0), "base");
      for (int round = 0; round < ROUNDS; round++) {
        stage.run(round, Progress.SILENT);
        megabytes.add(
            sampler
                    .sample()
                    .residentBytes()
                    .orElseThrow(() -> new IllegalStateException("/proc tells no resident memory"))
                / 1e6);
      }
    }
    return new Timing("memory after each 1000 steps", "MB", name, megabytes, 1);
  }
}
