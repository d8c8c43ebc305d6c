package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.disk.Disk;
import org.palimpsest.method.State;

class StageStoreTest {

  private static final int RUNS = 4;
  private static final int STAGES = 25;

  @TempDir Path folder;

  /** Whoever comes second finds the outcome there, or somebody at it; neither is a failure. */
  @Test
  void runsThatShareStagesDoNotFailEachOther() throws Exception {
    StageStore.Outcome outcome =
        new StageStore.Outcome(
            "a",
            List.of(new BlockResult(Map.of("loss", 1.0), 2)),
            new State(Map.of("w", Nd4j.ones(2, 3)), Map.of()));
    ExecutorService runs = Executors.newFixedThreadPool(RUNS);
    try {
      List<Callable<Boolean>> all = new ArrayList<>();
      for (int run = 0; run < RUNS; run++) {
        StageStore store = new StageStore(new Disk(), folder.resolve(".stages"));
        all.add(
            () -> {
              for (int stage = 0; stage < STAGES; stage++) {
                store.keep("%064d".formatted(stage), "about", outcome, Instant.EPOCH);
              }
              return true;
            });
      }
      for (Future<Boolean> done : runs.invokeAll(all)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      runs.shutdown();
    }
    StageStore store = new StageStore(new Disk(), folder.resolve(".stages"));
    for (int stage = 0; stage < STAGES; stage++) {
      assertThat(store.find("%064d".formatted(stage)))
          .hasValueSatisfying(found -> assertThat(found.seconds()).isEqualTo(2));
    }
  }
}
