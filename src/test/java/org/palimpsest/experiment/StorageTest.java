package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.StorageException;

/** Disks that are full or refuse to be written. Needs to mount, hence to be root. */
class StorageTest {

  @TempDir Path temp;

  @Test
  void aFullDiskIsNamedLosesNothingAndTheSameCommandFinishes() throws Exception {
    Trial whole = new Trial(temp.resolve("whole"));
    whole.run();
    Path mounted = Files.createDirectory(temp.resolve("small"));
    mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", mounted.toString());
    try {
      Trial trial = new Trial(mounted);
      trial.disk = new Disk();
      Path ballast = mounted.resolve("ballast");
      int failures = 0;
      // Fill the disk, but for a few pages, and let the run meet the end at different moments.
      for (int pages = 0; pages < 60; pages += 3) {
        fill(ballast, pages);
        try {
          trial.run();
        } catch (StorageException e) {
          failures++;
          assertThat(e)
              .hasMessageContaining("no space left on the disk")
              .hasMessageContaining("Everything finished before is safe");
        }
        Files.delete(ballast);
      }
      assertThat(failures).isGreaterThan(3);
      trial.run();
      assertThat(Trial.outcome(trial.folder())).isEqualTo(Trial.outcome(whole.folder()));
    } finally {
      umount(mounted);
    }
  }

  @Test
  void aReadOnlyResultsFolderIsNamed() throws Exception {
    Path mounted = Files.createDirectory(temp.resolve("fixed"));
    mount("-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", mounted.toString());
    try {
      assertThatThrownBy(() -> new Trial(mounted.resolve("results")).run())
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(mounted.toString())
          .hasMessageContaining("the file system is read-only");
    } finally {
      umount(mounted);
    }
  }

  @Test
  void aFileWhereTheResultsFolderIsToBeIsNamed() throws IOException {
    Path file = Files.createFile(temp.resolve("results"));
    assertThatThrownBy(() -> new Trial(file).run())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.toString());
  }

  private static void fill(Path ballast, int pagesLeft) throws IOException {
    long free = Files.getFileStore(ballast.getParent()).getUsableSpace();
    Files.write(ballast, new byte[(int) Math.max(0, free - 4096L * pagesLeft)]);
  }

  private static void mount(String... arguments) throws IOException, InterruptedException {
    assumeTrue(
        command("mount", arguments) == 0,
        "SKIPPED: cannot mount a small disk here; run as root to test full and read-only disks");
  }

  private static void umount(Path mounted) throws IOException, InterruptedException {
    assertThat(command("umount", mounted.toString())).isZero();
  }

  private static int command(String name, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(name));
    words.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(words).redirectErrorStream(true).start();
    } catch (IOException e) {
      return -1; // no such command on this system
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
