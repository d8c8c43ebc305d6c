package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.mlflow.MlflowFollower.Outcome;
import org.palimpsest.record.JournalEntry.Status;

/** A real server that dies by SIGKILL while it is written to. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KilledServerTest {

  @TempDir private Path results;

  /** Two runs are going on: one outlasts the server's absence, one ends during it. */
  @Test
  void losesNothingWhenTheServerDiesAndComesBack() throws Exception {
    try (RealMlflow mlflow = RealMlflow.ofItsOwn()) {
      JournalWriter during = run("seed-1");
      JournalWriter meanwhile = run("seed-2");
      MlflowFollower outlasting = follow(mlflow, during);
      MlflowFollower ending = follow(mlflow, meanwhile);
      trainWhileTheServerDies(mlflow, meanwhile);
      during.session(4);
      assertThat(ending.finish(Duration.ofSeconds(5)).complete()).isFalse();

      mlflow.startAgain();
      during.session(5);
      during.end(Status.FINISHED);
      Outcome outcome = outlasting.finish(Duration.ofSeconds(60));
      assertThat(outcome.message()).contains("MLflow has this run");
      assertThat(Sending.sync(mlflow.uri(), meanwhile.folder()).why()).isEmpty();
      Inspector inspector = new Inspector(mlflow.uri());
      inspector.assertWhole(during);
      inspector.assertWhole(meanwhile);
    }
  }

  private JournalWriter run(String name) throws IOException {
    return JournalWriter.smallRun(results.resolve(name), "killed", name + "0".repeat(26));
  }

  private static void trainWhileTheServerDies(RealMlflow mlflow, JournalWriter journal)
      throws IOException, InterruptedException {
    for (int session = 4; session < 40; session++) {
      journal.session(session);
      journal.artifact("sessions.csv", "until " + session);
      if (session == 20) {
        mlflow.kill();
      }
      Thread.sleep(20);
    }
    journal.end(Status.FINISHED);
  }

  private static MlflowFollower follow(RealMlflow mlflow, JournalWriter journal) {
    return MlflowFollower.start(
        journal.folder(), TrackingServer.of(mlflow.uri(), Map.of()), Sending.QUICK);
  }
}
