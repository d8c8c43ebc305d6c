package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps as a user starts and stops them. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SweepProcessTest {

  @TempDir Path folder;

  @Test
  void aDryRunShowsThePlanAndRunsNothing() throws Exception {
    TinySweep sweep =
        new TinySweep(
            folder, "sweep { grid { learner.head = [prototype, cosine] }, jobs = 2 }\nseeds=[1,2]");
    assertThat(sweep.run(0, Map.of(), "tiny.conf", "--dry-run"))
        .contains("4 cells = 2 points x 2 seeds, 2 at once")
        .contains("learner.head = prototype, cosine")
        .contains("cell 3 tiny-head-cosine seed 1: waiting")
        .contains("time unknown until the first cell is finished");
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void aFailingCellIsToldWithItsLogAndRunAgainOnlyWhenAskedFor() throws Exception {
    Path images = folder.resolve("images");
    TinySweep sweep =
        new TinySweep(
            folder,
            "sweep.grid.benchmark.dataset = [digits, { folder = \"%s\" }]".formatted(images));
    String said = sweep.run(3, Map.of(), "tiny.conf");
    assertThat(said)
        .contains("failed: exit code 3, palimpsest: ", "images", "; see results/tiny/logs/tiny-")
        .contains("1 of 2 cells failed; once that is put right: ", "tiny.conf --retry")
        .contains("1 finished, 1 failed");

    assertThat(sweep.run(3, Map.of(), "tiny.conf"))
        .as("neither the finished nor the failed one is run again")
        .doesNotContain("running");

    assertThat(sweep.run(3, Map.of(), "tiny.conf", "--retry").lines())
        .filteredOn(line -> line.contains(": running"))
        .singleElement()
        .asString()
        .startsWith("cell 2 ");
    String cells = Files.readString(folder.resolve("results/tiny/sweep.json"));
    assertThat(cells).contains("\"status\" : \"failed\"", "\"exit_code\" : 3");
  }

  @Test
  void aDamagedRunIsItsCellsTroubleAlone() throws Exception {
    TinySweep sweep = new TinySweep(folder, "sweep.grid.training.base.epochs = [1, 2, 3, 4]");
    List<Cell> cells = sweep.plan().cells();
    Path text = journal(cells.get(0));
    Files.createDirectories(text.getParent());
    Files.writeString(text, "{\"seq\":0,\n");
    Files.createDirectories(journal(cells.get(1)));
    Path pipe = journal(cells.get(2));
    Files.createDirectories(pipe.getParent());
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    String said = sweep.run(3, Map.of(), "tiny.conf");
    for (int damaged = 0; damaged < 3; damaged++) {
      assertThat(said).contains(cells.get(damaged).folder() + "/journal.jsonl: damaged: ");
    }
    assertThat(said).contains("3 of 4 cells failed", "1 finished, 3 failed");
    assertThat(RunState.of(folder.resolve(cells.get(3).folder())).finished()).isTrue();
  }

  private Path journal(Cell cell) {
    return folder.resolve(cell.folder()).resolve("journal.jsonl");
  }

  @Test
  void smallCellsShareAProcessAndACrashTakesNoneDown() throws Exception {
    String grid = "sweep.grid.training.base.epochs = [1, 200, 2]";
    TinySweep sweep = new TinySweep(folder, grid);
    Path log = folder.resolve("log");
    Process process = sweep.start(log, Map.of(), "tiny.conf");
    try {
      Cell second = sweep.plan().cells().get(1);
      await(process, folder.resolve(second.folder()).resolve("checkpoints/in-progress"), log);
      List<ProcessHandle> workers = process.descendants().toList();
      assertThat(workers).hasSize(1);
      assertThat(workers.get(0).destroyForcibly()).isTrue();
      assertThat(TinySweep.end(process)).as(Files.readString(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(log)).contains("3 finished").doesNotContain("failed");
    Path logs = folder.resolve("results/tiny/logs");
    assertThat(logs.resolve("worker-2.log")).as("the crashed cell was run again").exists();
    assertThat(logs.resolve("worker-3.log")).as("the third cell shared its process").doesNotExist();
    TinySweep apart = new TinySweep(Files.createDirectory(folder.resolve("apart")), grid);
    apart.run(0, Map.of(), "tiny.conf", "sweep.jobs=3");
    assertThat(sweep.outcomes(sweep.plan()))
        .as("what a process ran before changes no bit")
        .isEqualTo(apart.outcomes(apart.plan()));
  }

  @Test
  void anInterruptedSweepStopsItsCellsAndShowsTheCommandThatGoesOn() throws Exception {
    TinySweep sweep =
        new TinySweep(folder, "sweep { grid { learner.head = [prototype, cosine] }, jobs = 2 }");
    Path log = folder.resolve("log");
    String longer = "training.base.epochs=100000";
    Process process = sweep.start(log, Map.of(), "tiny.conf", longer);
    try {
      for (Cell cell : sweep.plan(longer).cells()) {
        await(process, folder.resolve(cell.folder()).resolve("checkpoints/in-progress"), log);
      }
      List<ProcessHandle> cells = process.descendants().toList();
      assertThat(cells).hasSize(2);
      // Only the sweep's own process: a terminal would send it to the cells, too.
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(TinySweep.end(process)).as(Files.readString(log)).isEqualTo(130);
      assertThat(cells).noneMatch(ProcessHandle::isAlive);
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(log)).contains("To go on: ", " tiny.conf " + longer);
    for (Cell cell : sweep.plan(longer).cells()) {
      Path journal = folder.resolve(cell.folder()).resolve("journal.jsonl");
      assertThat(Files.readAllLines(journal)).last().asString().contains("\"KILLED\"");
    }
  }

  @Test
  void onlyTheBestPointsByValidationAccuracyAreRunToTheirEnd() throws Exception {
    TinySweep sweep =
        new TinySweep(
            folder,
            """
            benchmark.validation-fraction = 0.2
            learner.head = linear
            training.base.epochs = 4
            sweep {
              # Nothing is learnt at the second rate.
              grid { training.base.optimizer.learning-rate = [0.1, 1e-9] }
              halving { after-sessions = [0], keep = 0.5 }
              jobs = 2
            }
            """);
    assertThat(sweep.run(0, Map.of(), "tiny.conf"))
        .contains("1 finished, 1 stopped-early")
        .contains("Best first by accuracy on held-out images");
    assertThat(folder.resolve("results/tiny/report.html")).exists();
    assertThat(Files.readAllLines(folder.resolve("results/tiny/cells.csv")))
        .first()
        .asString()
        .contains(
            "learning-rate,seconds,accuracy_seen,average_accuracy,average_incremental_accuracy");
    List<Cell> cells = sweep.plan().cells();
    RunState first = RunState.of(folder.resolve(cells.get(0).folder()));
    assertThat(first.finished()).isTrue();
    assertThat(first.validation()).containsOnlyKeys(0, 1, 2);
    Path given = folder.resolve(cells.get(1).folder());
    assertThat(RunState.of(given).finished()).isFalse();
    assertThat(RunState.of(given).sessions()).isEqualTo(1);
    assertThat(given.resolve("summary.json")).doesNotExist();
    assertThat(Files.readString(given.resolve("stopped-early.json")))
        .contains("after session 0: rank 2 of 2 by validation accuracy");

    assertThat(sweep.run(0, Map.of(), "tiny.conf", "sweep.halving.after-sessions=[]"))
        .as("without the selection it goes on")
        .contains("2 finished");
    assertThat(given.resolve("stopped-early.json")).doesNotExist();
  }

  @Test
  void aCellThatWasInterruptedAloneIsGoneOnWithByTheSameCommand() throws Exception {
    TinySweep sweep =
        new TinySweep(folder, "sweep { grid { training.base.epochs = [100000, 1] }, jobs = 1 }");
    Path begun =
        folder.resolve(sweep.plan().cells().get(0).folder()).resolve("checkpoints/in-progress");
    Path log = folder.resolve("log");
    Process process = sweep.start(log, Map.of(), "tiny.conf");
    try {
      await(process, begun, log);
      for (ProcessHandle cell : process.descendants().toList()) {
        new ProcessBuilder("kill", "-INT", Long.toString(cell.pid())).start().waitFor();
      }
      assertThat(TinySweep.end(process)).as(Files.readString(log)).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(log))
        .contains("interrupted by a signal that the sweep did not send")
        .contains("1 of 2 cells interrupted; to go on: ", "1 finished, 1 failed")
        .doesNotContain("--retry");

    Path again = folder.resolve("again");
    Process second = sweep.start(again, Map.of(), "tiny.conf");
    try {
      while (!Files.readString(again).contains("cell 1 tiny-epochs-100000 seed 1: running")) {
        assertThat(second.isAlive()).as(Files.readString(again)).isTrue();
        TimeUnit.MILLISECONDS.sleep(20);
      }
      new ProcessBuilder("kill", "-INT", Long.toString(second.pid())).start().waitFor();
      assertThat(TinySweep.end(second)).as(Files.readString(again)).isEqualTo(130);
    } finally {
      second.destroyForcibly();
    }
  }

  private static void await(Process process, Path path, Path log) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!Files.exists(path)) {
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }
}
