package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps by a real Slurm. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SlurmSweepTest {

  private static final String SWEEP =
      """
      sweep {
        grid { learner.head = [prototype, cosine] }
        slurm { poll-seconds = 1, time = 10, environment { GREETING = "it's me" } }
      }
      """;

  @TempDir Path temp;
  private RealSlurm slurm;

  @BeforeEach
  void startSlurm() throws Exception {
    slurm = RealSlurm.start();
  }

  @AfterEach
  void stopSlurm() throws Exception {
    if (slurm != null) {
      slurm.close();
    }
  }

  @Test
  void itsNumbersAreThoseOfThisMachine() throws Exception {
    TinySweep local = new TinySweep(Files.createDirectory(temp.resolve("local")), SWEEP);
    local.run(0, Map.of(), "tiny.conf", "--jobs=2");
    TinySweep cluster = new TinySweep(Files.createDirectory(temp.resolve("cluster")), SWEEP);
    assertThat(cluster.run(0, slurm.environment(), "tiny.conf", "--launcher=slurm"))
        .contains("submitted job 1 with 2 cells", "2 finished");
    assertThat(cluster.outcomes(cluster.plan())).isEqualTo(local.outcomes(local.plan()));
    assertThat(cluster.run(0, slurm.environment(), "collect", "tiny.conf"))
        .as("nothing is submitted twice")
        .doesNotContain("submitted")
        .contains("2 finished");
  }

  @Test
  void publishedRowsAreRepeatedOnIt() throws Exception {
    TinySweep table =
        new TinySweep(
            temp,
            """
            published { source = "Somebody, 2020", where = "table 1", metric = accuracy_seen
                        seeds = 5, minutes = 0.1 }
            seeds = [1]
            sweep {
              list = [
                { published { row = "prototype", value = 50 }, learner.head = prototype }
                { published { row = "cosine", value = 50 }, learner.head = cosine }
                { published { row = "linear", value = 50 }, learner.head = linear }
              ]
              slurm { poll-seconds = 1, time = 10 }
            }
            """);
    assertThat(table.reproduce(0, slurm.environment(), "--in=.", "--launcher=slurm"))
        .contains("submitted job 1 with 3 cells")
        .contains("3 published numbers: 0 measured, of which 0 agree and 0 differ; 3 one seed");
    assertThat(table.reproduce(0, slurm.environment(), "--in=.", "--launcher=slurm"))
        .as("nothing is submitted twice")
        .doesNotContain("submitted");
  }

  @Test
  void whatWasCancelledGoesOnWhenItIsCollectedByAnotherProcess() throws Exception {
    TinySweep sweep = new TinySweep(temp, SWEEP);
    String longer = "training.base.epochs=20";
    Map<String, String> environment = slurm.environment();
    assertThat(sweep.run(6, environment, "collect", "tiny.conf", longer))
        .contains("submitted job 1 with 2 cells");
    Cell cell = sweep.plan(longer).cells().get(0);
    awaitBlocks(cell, 2);
    slurm.call("scancel", "1_0");
    while (!slurm
        .call("squeue", "-h", "-r", "-j", "1", "-o", "%K")
        .lines()
        .noneMatch("0"::equals)) {
      Thread.sleep(100);
    }
    assertThat(RunState.of(temp.resolve(cell.folder())).finished()).isFalse();
    assertThat(sweep.run(0, environment, "status", "tiny.conf", longer))
        .containsPattern("cell 1 tiny-head-prototype.*: waiting");

    assertThat(sweep.run(6, environment, "collect", "tiny.conf", longer))
        .contains("task 1_0 was cancelled or its node failed; it goes on where it was")
        .containsPattern("submitted job \\d+ with 1 cells");
    assertThat(sweep.run(0, environment, "tiny.conf", longer, "--launcher=slurm"))
        .as("following what others submitted")
        .doesNotContain("submitted job")
        .contains("2 finished");
    assertThat(sweep.outcomes(sweep.plan(longer))).hasSize(2);
    String journal = Files.readString(temp.resolve(cell.folder()).resolve("journal.jsonl"));
    assertThat(journal).contains("\"type\":\"resumed\"");
  }

  private void awaitBlocks(Cell cell, int blocks) throws Exception {
    Path journal = temp.resolve(cell.folder()).resolve("journal.jsonl");
    while (!Files.exists(journal)
        || Files.readString(journal).lines().filter(l -> l.contains("train/")).count() < blocks) {
      Thread.sleep(50);
    }
  }
}
