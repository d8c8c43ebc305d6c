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

  @Test
  void losesNothingWhenTheServerDiesAndComesBack() throws Exception {
    try (RealMlflow mlflow = RealMlflow.ofItsOwn()) {
      comesBackDuringTheRun(mlflow);
      comesBackLater(mlflow);
    }
  }

  private void comesBackDuringTheRun(RealMlflow mlflow) throws Exception {
    JournalWriter journal =
        JournalWriter.smallRun(results.resolve("seed-1"), "killed", "1".repeat(32));
    MlflowFollower follower = follow(mlflow, journal);
    Thread.sleep(300);
    mlflow.kill();
    journal.session(4);
    Thread.sleep(300);
    mlflow.startAgain();
    journal.session(5);
    journal.end(Status.FINISHED);
    Outcome outcome = follower.finish(Duration.ofSeconds(30));
    assertThat(outcome.message()).contains("MLflow has this run");
    new Inspector(mlflow.uri()).assertWhole(journal);
  }

  private void comesBackLater(RealMlflow mlflow) throws Exception {
    JournalWriter journal =
        JournalWriter.smallRun(results.resolve("seed-2"), "killed", "2".repeat(32));
    MlflowFollower follower = follow(mlflow, journal);
    trainWhileTheServerDies(mlflow, journal);
    Outcome outcome = follower.finish(Duration.ofSeconds(10));
    assertThat(outcome.complete()).isFalse();

    mlflow.startAgain();
    assertThat(Sending.sync(mlflow.uri(), journal.folder()).why()).isEmpty();
    new Inspector(mlflow.uri()).assertWhole(journal);
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
