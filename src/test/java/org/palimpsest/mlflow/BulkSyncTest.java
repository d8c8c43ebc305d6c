package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.mlflow.MlflowSync.Options;
import org.palimpsest.mlflow.MlflowSync.Result;
import org.palimpsest.mlflow.MlflowSync.RunReport;
import org.palimpsest.record.JournalEntry.Status;

/** A whole study at once. */
@ExtendWith(SharedMlflow.class)
class BulkSyncTest {

  private static final int RUNS = 10;
  private static final int METRICS = 50;
  private static final int STEPS = 20;

  @TempDir private Path results;

  @Test
  void sendsManyRunsOnceAndThenOnlyLooks(RealMlflow mlflow) throws Exception {
    String experiment = "bulk " + UUID.randomUUID();
    List<Path> folders = new ArrayList<>();
    List<JournalWriter> sample = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      String uuid = UUID.randomUUID().toString().replace("-", "");
      JournalWriter journal = new JournalWriter(results.resolve("seed-" + run), experiment, uuid);
      journal.params(Map.of("training.lambda", Double.toString(run / 100.0)));
      for (int step = 0; step < STEPS; step++) {
        Map<String, Double> values = new HashMap<>();
        for (int metric = 0; metric < METRICS; metric++) {
          values.put("session/metric_%02d".formatted(metric), run + metric / 64.0 + step);
        }
        journal.metrics(1_763_770_000_000L + step, step, values);
      }
      journal.end(Status.FINISHED);
      folders.add(journal.folder());
      if (run % 5 == 0) {
        sample.add(journal);
      }
    }

    try (FaultyProxy proxy = new FaultyProxy(mlflow.uri())) {
      List<RunReport> first = sync(proxy.uri(), folders);
      assertThat(first).allMatch(report -> report.result() == Result.SENT);
      assertThat(first.stream().mapToLong(RunReport::metrics).sum())
          .isEqualTo((long) RUNS * METRICS * STEPS);
      for (JournalWriter journal : sample) {
        new Inspector(mlflow.uri()).assertWhole(journal);
      }

      proxy.forget();
      assertThat(sync(proxy.uri(), folders))
          .allMatch(report -> report.result() == Result.WAS_THERE);
      assertThat(proxy.requests()).hasSize(RUNS).containsOnly("POST /api/2.0/mlflow/runs/search");
    }
  }

  private static List<RunReport> sync(String uri, List<Path> folders) throws InterruptedException {
    return Sending.sync(uri, folders, Options.DEFAULT, Sending.QUICK);
  }
}
