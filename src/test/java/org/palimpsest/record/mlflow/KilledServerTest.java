package org.palimpsest.record.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.record.mlflow.MlflowFollower.Outcome;

/** A real server that dies by SIGKILL while it is written to. */
class KilledServerTest {

  @TempDir private Path results;

  @Test
  void losesNothingWhenTheServerDiesAndComesBackLater() throws Exception {
    try (RealMlflow mlflow = RealMlflow.ofItsOwn()) {
      Inspector inspector = new Inspector(mlflow.uri());
      JournalWriter journal =
          JournalWriter.smallRun(results.resolve("seed-1"), "killed", "0".repeat(32));
      MlflowFollower follower =
          MlflowFollower.start(
              journal.folder(), TrackingServer.of(mlflow.uri(), Map.of()), Sending.QUICK);
      for (int session = 4; session < 40; session++) {
        journal.session(session);
        journal.artifact("sessions.csv", "until " + session);
        if (session == 20) {
          mlflow.kill();
        }
        Thread.sleep(20);
      }
      journal.end("FINISHED");
      long before = System.nanoTime();
      Outcome outcome = follower.finish(Duration.ofSeconds(10));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(13));
      assertThat(outcome.complete()).isFalse();

      mlflow.startAgain();
      assertThat(Sending.sync(mlflow.uri(), journal.folder()).why()).isEmpty();
      inspector.assertWhole(journal);
    }
  }

  @Test
  void goesOnByItselfWhenTheServerComesBackDuringTheRun() throws Exception {
    try (RealMlflow mlflow = RealMlflow.ofItsOwn()) {
      JournalWriter journal =
          JournalWriter.smallRun(results.resolve("seed-2"), "killed", "1".repeat(32));
      MlflowFollower follower =
          MlflowFollower.start(
              journal.folder(), TrackingServer.of(mlflow.uri(), Map.of()), Sending.QUICK);
      Thread.sleep(300);
      mlflow.kill();
      journal.session(4);
      Thread.sleep(300);
      mlflow.startAgain();
      journal.session(5);
      journal.end("FINISHED");
      Outcome outcome = follower.finish(Duration.ofSeconds(30));
      assertThat(outcome.message()).contains("MLflow has this run");
      new Inspector(mlflow.uri()).assertWhole(journal);
    }
  }
}
