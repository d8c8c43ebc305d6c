package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.record.JournalEntry.Status;
import org.palimpsest.record.RunFolders;

/** What comes back from a real server. */
@ExtendWith(SharedMlflow.class)
class MlflowRunsTest {

  @TempDir private Path results;

  @Test
  void fetchesFinishedRunsWithWhatIsReadOfThem(RealMlflow mlflow) throws Exception {
    String experiment = "fetch & carry? " + UUID.randomUUID();
    JournalWriter done = run(experiment, "seed-1");
    done.artifact("summary.json", "{\"seed\": 1}");
    done.artifact("checkpoints/state.safetensors", "large");
    done.end(Status.FINISHED);
    JournalWriter going = run(experiment, "seed-2");
    going.artifact("summary.json", "{}");
    for (JournalWriter journal : new JournalWriter[] {done, going}) {
      assertThat(Sending.sync(mlflow.uri(), journal.folder()).why()).isEmpty();
    }
    Path into = Files.createDirectory(results.resolve("into"));
    MlflowRuns runs = new MlflowRuns(TrackingServer.of(mlflow.uri(), Map.of()));

    assertThat(runs.fetch(experiment, "", into)).isEqualTo(1);

    Path run = RunFolders.below(List.of(into)).get(0);
    for (String path :
        new String[] {
          "summary.json", "experiment.conf", "sessions.csv", "confusion/session-00.csv"
        }) {
      assertThat(run.resolve(path)).hasSameBinaryContentAs(done.folder().resolve(path));
    }
    assertThat(run.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void takesOnlyWhatTheFilterFinds(RealMlflow mlflow) throws Exception {
    String experiment = "filtered " + UUID.randomUUID();
    JournalWriter done = run(experiment, "seed-1");
    done.artifact("summary.json", "{}");
    done.end(Status.FINISHED);
    assertThat(Sending.sync(mlflow.uri(), done.folder()).why()).isEmpty();
    MlflowRuns runs = new MlflowRuns(TrackingServer.of(mlflow.uri(), Map.of()));

    Path none = Files.createDirectory(results.resolve("none"));
    assertThat(runs.fetch(experiment, "params.`learner.head` = 'cosine'", none)).isZero();
    assertThat(none).isEmptyDirectory();
    Path one = Files.createDirectory(results.resolve("one"));
    assertThat(runs.fetch(experiment, "params.`learner.head` = 'task-adaptive'", one)).isOne();
    assertThatThrownBy(() -> runs.fetch("no such", "", none))
        .isInstanceOf(ServerRefusedException.class)
        .hasMessageContaining("has no experiment \"no such\"");
  }

  private JournalWriter run(String experiment, String name) throws Exception {
    String uuid = UUID.randomUUID().toString().replace("-", "");
    return JournalWriter.smallRun(results.resolve(name), experiment, uuid);
  }
}
