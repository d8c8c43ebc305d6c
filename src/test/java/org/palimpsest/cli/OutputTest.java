package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places to write to that are no ordinary ones. */
class OutputTest {

  @TempDir Path folder;
  private String matrix = "";

  @BeforeEach
  void write() throws Exception {
    matrix = Files.writeString(folder.resolve("a.csv"), "90\n80,70\n").toString();
  }

  private Attempt compare(Path output) throws InterruptedException {
    return Attempt.of("compare", matrix, "--format", "csv", "--output", output.toString());
  }

  @Test
  void aDeviceIsWrittenToAndNotReplaced() throws Exception {
    Path full = folder.resolve("full");
    Process mknod = new ProcessBuilder("mknod", full.toString(), "c", "1", "7").start();
    assumeTrue(mknod.waitFor() == 0, "SKIPPED: only root makes devices");
    for (String command : List.of("compare", "report")) {
      Attempt attempt = Attempt.of(command, matrix, "--output", full.toString());
      assertThat(attempt.code()).as(attempt.told()).isEqualTo(ExitCodes.OUT_OF_SPACE);
      assertThat(attempt.err()).contains(full + ": no space left on the disk");
      assertThat(full).as("still a device").exists();
      assertThat(Files.isRegularFile(full)).isFalse();
    }
  }

  @Test
  void aLinkIsFollowed() throws Exception {
    Path real = Files.writeString(folder.resolve("real.csv"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), real);
    compare(link).requireDone();
    assertThat(link).isSymbolicLink();
    assertThat(real).content().contains("accuracy").doesNotContain("old");
  }

  @Test
  void whatATerminalActsUponReachesNoMessage() throws Exception {
    String clear = "\u001b[2J\u001b]0;title\u0007";
    for (List<String> command :
        List.of(
            List.of("methods", clear),
            List.of("check", clear + ".conf"),
            List.of("compare", clear + "x".repeat(5_000_000)),
            List.of("run", matrix, "name=" + clear))) {
      Attempt attempt = Attempt.of(command.toArray(String[]::new));
      assertThat(attempt.code()).isPositive();
      assertThat(attempt.err()).doesNotContain("\u001b", "\u0007").hasSizeLessThan(10_000);
    }
  }

  @Test
  void aFolderIsRefused() throws Exception {
    for (String command : List.of("compare", "report")) {
      Attempt attempt = Attempt.of(command, matrix, "--output", folder.toString());
      assertThat(attempt.code()).isEqualTo(ExitCodes.WRONG_CONFIGURATION);
      assertThat(attempt.err()).contains(folder + " is a folder; --output names a file");
    }
  }

  @Test
  void whereNoFolderCanBeMadeItIsSaid() throws Exception {
    Path below = Path.of(matrix).resolve("plots");
    for (Attempt attempt :
        List.of(
            compare(below.resolve("x.csv")),
            Attempt.of("compare", matrix, "--plots", below.toString()),
            Attempt.of("report", matrix, "--output", below.resolve("x.html").toString()))) {
      assertThat(attempt.complaints(Set.of(ExitCodes.OUT_OF_SPACE))).isEmpty();
      assertThat(attempt.err()).contains(below.toString());
    }
  }
}
