package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.disk.FolderLostException;

/** What a loss of power, a purge of scratch space or a lock that does not lock does to a run. */
class JournalLossTest {

  @FunctionalInterface
  interface Spoil {
    void file(Path file) throws IOException;
  }

  @TempDir Path temp;

  private static Map<String, Spoil> losses() {
    Map<String, Spoil> losses = new LinkedHashMap<>();
    losses.put("missing", Files::delete);
    losses.put("empty", file -> Files.write(file, new byte[0]));
    losses.put("zeroed", file -> Files.write(file, new byte[(int) Files.size(file)]));
    losses.put("half", file -> cut(file, Files.size(file) / 2));
    losses.put("one byte short", file -> cut(file, Files.size(file) - 1));
    losses.put("a line short", file -> lines(file, 1));
    losses.put("five lines short", file -> lines(file, 5));
    losses.put("a digit flipped", JournalLossTest::flipDigit);
    losses.put(
        "its end zeroed",
        file -> {
          byte[] bytes = Files.readAllBytes(file);
          Arrays.fill(bytes, bytes.length / 3, bytes.length, (byte) 0);
          Files.write(file, bytes);
        });
    losses.put(
        "foreign lines",
        file -> Files.writeString(file, Files.readString(file) + "{}\nnonsense\n"));
    losses.put(
        "no UTF-8",
        file -> {
          byte[] bytes = Files.readAllBytes(file);
          bytes[bytes.length / 2] = (byte) 0xff;
          Files.write(file, bytes);
        });
    return losses;
  }

  private static void cut(Path file, long bytes) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) bytes));
  }

  private static void lines(Path file, int fewer) throws IOException {
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, lines.size() - fewer));
  }

  /** Of a measurement, where no syntax tells that another number stood there. */
  private static void flipDigit(Path file) throws IOException {
    String text = Files.readString(file);
    int at = text.indexOf("\"value\":0.") + "\"value\":0.".length();
    char other = text.charAt(at) == '9' ? '1' : '9';
    Files.writeString(file, text.substring(0, at) + other + text.substring(at + 1));
  }

  @Test
  void aJournalThatLostItsEndIsReadBackFromTheCheckpoints() throws IOException {
    Trial whole = trial(temp.resolve("whole"));
    whole.run();
    Map<String, String> undisturbed = Trial.outcome(whole.folder());
    int number = 0;
    for (int steps : new int[] {2, 9, 30, 1000}) {
      for (Map.Entry<String, Spoil> loss : losses().entrySet()) {
        Trial trial = trial(temp.resolve("trial-" + number++));
        stop(trial, steps);
        loss.getValue().file(trial.folder().resolve("journal.jsonl"));
        trial.run();
        assertThat(Trial.outcome(trial.folder()))
            .as("%s after %s steps", loss.getKey(), steps)
            .isEqualTo(undisturbed);
      }
    }
  }

  @Test
  void aFinishedRunWhoseLastCheckpointIsLostIsCompletedOnceMore() throws IOException {
    for (String lost : List.of("manifest.json", "")) {
      Trial trial = trial(temp.resolve("trial" + lost.length()));
      trial.run();
      Map<String, String> undisturbed = Trial.outcome(trial.folder());
      Path finished = trial.folder().resolve("checkpoints/finished");
      new Disk().delete(finished.resolve(lost));
      cut(trial.folder().resolve("summary.json"), 0);
      if (!lost.isEmpty()) {
        assertThatThrownBy(trial::run)
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("goes on from the checkpoint before it");
      }
      trial.run();
      assertThat(Trial.outcome(trial.folder())).isEqualTo(undisturbed);
      assertThat(finished).isDirectory();
    }
  }

  @Test
  void aDamagedRunDoesNotStopItsNeighbours() throws IOException {
    for (String file : List.of("summary.json", "provenance.json", "experiment.conf")) {
      Trial trial = trial(temp.resolve(file));
      trial.seeds = List.of(1L, 2L);
      trial.run();
      Path lost = trial.folder().resolve(file);
      Files.write(lost, new byte[7]);
      trial.seeds = List.of(1L, 2L, 3L);
      Throwable thrown = catchThrowable(trial::run);
      if (!file.equals("experiment.conf")) { // which is brought back
        assertThat(thrown)
            .isInstanceOf(DamagedFileException.class)
            .hasMessageContaining(lost.toString());
      }
      String id = new RunConfig(ConfigFactory.parseString(trial.config)).runId(3);
      assertThat(trial.results.resolve("trial").resolve(id).resolve("summary.json"))
          .as("seed 3 beside a damaged %s", file)
          .exists();
      assertThat(trial.results.resolve("trial/aggregate.json")).isNotEmptyFile();
    }
  }

  @Test
  void withoutCheckpointsADamagedJournalIsNamed() throws IOException {
    Trial trial = trial(temp.resolve("trial"));
    stop(trial, 20);
    new Disk().delete(trial.folder().resolve("checkpoints"));
    Path journal = trial.folder().resolve("journal.jsonl");
    Files.writeString(journal, Files.readString(journal).replaceFirst("\"seq\":3", "\"seq\":4"));
    assertThatThrownBy(trial::run)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(journal.toString())
        .hasMessageContaining("line 4")
        .hasMessageContaining("Bring the file back");
  }

  @Test
  void filesOfEarlierSessionsThatAreLostAreNamed() throws IOException {
    for (int steps : new int[] {40, 1000}) {
      for (String file :
          List.of(
              "confusion/session-00.csv",
              "predictions/session-00.csv.gz",
              "embeddings/session-00.json")) {
        for (Spoil spoil : List.<Spoil>of(Files::delete, f -> Files.write(f, new byte[9]))) {
          Trial trial = trial(temp.resolve("trial-" + steps + file.hashCode() + spoil.hashCode()));
          stop(trial, steps);
          Path lost = trial.folder().resolve(file);
          byte[] content = Files.readAllBytes(lost);
          spoil.file(lost);
          assertThatThrownBy(trial::run)
              .isInstanceOf(DamagedFileException.class)
              .hasMessageContaining(lost.toString());
          Files.write(lost, content);
          trial.run();
          Trial.outcome(trial.folder());
        }
      }
    }
  }

  @Test
  void theConfigurationIsRestored() throws IOException {
    Trial trial = trial(temp.resolve("trial"));
    stop(trial, 20);
    Path file = trial.folder().resolve("experiment.conf");
    String content = Files.readString(file);
    Files.write(file, new byte[content.length()]);
    trial.run();
    assertThat(file).content().isEqualTo(content);
    Files.delete(file);
    trial.run();
    assertThat(file).content().isEqualTo(content);
  }

  /** Each is done to the folder while the run is at work. */
  @Test
  void aFolderThatChangesUnderTheRunStopsItInWords() throws IOException {
    Map<String, Spoil> changes = new LinkedHashMap<>();
    changes.put("deleted", folder -> new Disk().delete(folder));
    changes.put("moved", folder -> Files.move(folder, folder.resolveSibling("elsewhere")));
    changes.put("journal truncated", folder -> cut(folder.resolve("journal.jsonl"), 100));
    changes.put("journal deleted", folder -> Files.delete(folder.resolve("journal.jsonl")));
    changes.put(
        "another process writes",
        folder -> {
          Path journal = folder.resolve("journal.jsonl");
          Files.writeString(journal, Files.readString(journal) + "{\"seq\":99}\n");
        });
    changes.put(
        "another process locks",
        folder ->
            Files.writeString(folder.resolve("run.lock"), "process 1 on other since never\n"));
    changes.put("lock deleted", folder -> Files.delete(folder.resolve("run.lock")));
    for (Map.Entry<String, Spoil> change : changes.entrySet()) {
      Trial trial = trial(temp.resolve(change.getKey()));
      AtomicInteger blocks = new AtomicInteger();
      trial.settings =
          new SoftmaxLearner.Settings(
              2,
              new AtomicInteger(),
              (stage, block) -> {
                if (blocks.incrementAndGet() == 3) {
                  try {
                    change.getValue().file(trial.folder());
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
              });
      Throwable thrown = catchThrowable(trial::run);
      assertThat(thrown).as(change.getKey()).isInstanceOf(FolderLostException.class);
      assertThat(thrown).hasMessageContaining("deleted, moved or changed");
      assertThat(blocks.get()).as("%s: no further block", change.getKey()).isEqualTo(3);
      assertThat(trial.events).noneMatch(event -> event instanceof Event.RunFinished);
    }
  }

  @Test
  void aLockSaysWhoTookIt() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("held"));
    try (var lock = FolderLock.acquire(folder, Instant.EPOCH)) {
      lock.check();
      Files.write(folder.resolve("run.lock"), "process 7 on h".getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(lock::check)
          .isInstanceOf(FolderLostException.class)
          .hasMessageContaining("it was taken by process 7 on h");
    }
  }

  /** On a disk that nobody waits for. */
  private static Trial trial(Path results) {
    Trial trial = new Trial(results);
    trial.disk = new MortalDisk(0, false);
    return trial;
  }

  private static void stop(Trial trial, int steps) {
    int[] left = {steps};
    trial.cancelled = () -> left[0]-- <= 0;
    Throwable thrown = catchThrowable(trial::run);
    assertThat(thrown == null || thrown instanceof RunCancelledException).as(thrown + "").isTrue();
    trial.cancelled = () -> false;
  }
}
