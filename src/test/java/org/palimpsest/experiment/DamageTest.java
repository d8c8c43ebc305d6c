package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Disk;

/** Damaged checkpoints cost time, never a result. */
class DamageTest {

  @TempDir Path temp;

  @Test
  void aDamagedCheckpointIsSetAsideAndTheOneBeforeIsGoneOnFrom() throws IOException {
    Trial whole = new Trial(temp.resolve("whole"));
    whole.run();
    Map<String, String> undisturbed = Trial.outcome(whole.folder());

    interface Spoil {
      void file(Path file) throws IOException;
    }

    List<Spoil> spoils =
        List.of(
            Damage::flip,
            Damage::cut,
            Files::delete,
            file -> Files.write(file, new byte[0]),
            file -> Files.writeString(file, "{}"));
    int number = 0;
    for (int steps : new int[] {6, 30}) {
      for (String file : List.of("state.safetensors", "manifest.json", "manifest.sha256")) {
        for (Spoil spoil : spoils) {
          Trial trial = new Trial(temp.resolve("trial-" + number++));
          stop(trial, steps);
          Path newest = newest(trial.folder().resolve("checkpoints"));
          spoil.file(newest.resolve(file));
          assertThatThrownBy(trial::run)
              .isInstanceOf(CheckpointException.class)
              .hasMessageContaining(newest.toString())
              .hasMessageContaining("the same command goes on from the checkpoint before it");
          assertThat(newest.resolveSibling(newest.getFileName() + ".damaged")).isDirectory();
          trial.run();
          assertThat(Trial.outcome(trial.folder())).isEqualTo(undisturbed);
        }
      }
    }
  }

  @Test
  void allCheckpointsDamagedMeansFromTheStartUnderTheSameIdentity() throws IOException {
    Trial whole = new Trial(temp.resolve("whole"));
    whole.run();
    Trial trial = new Trial(temp.resolve("trial"));
    stop(trial, 20);
    String uuid = trial.journal().get(0).get("run_uuid").asText();
    Path checkpoints = trial.folder().resolve("checkpoints");
    try (Stream<Path> files = Files.walk(checkpoints)) {
      for (Path file : files.filter(f -> f.endsWith("manifest.json")).toList()) {
        Damage.cut(file);
      }
    }
    int damaged = 0;
    for (boolean done = false; !done; ) {
      try {
        trial.run();
        done = true;
      } catch (CheckpointException e) {
        damaged++;
      }
    }
    assertThat(damaged).isBetween(2, 4);
    assertThat(Trial.outcome(trial.folder())).isEqualTo(Trial.outcome(whole.folder()));
    assertThat(trial.journal().get(0).get("run_uuid").asText()).isEqualTo(uuid);
  }

  private static void stop(Trial trial, int steps) {
    int[] left = {steps};
    trial.cancelled = () -> left[0]-- <= 0;
    assertThatThrownBy(trial::run).isInstanceOf(RunCancelledException.class);
    trial.cancelled = () -> false;
  }

  /** Of those within a session and those after one. */
  private static Path newest(Path checkpoints) throws IOException {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files
          .filter(file -> file.endsWith("manifest.json"))
          .map(Disk::parent)
          .max(Comparator.comparing(folder -> folder.toFile().lastModified()))
          .orElseThrow();
    }
  }
}
