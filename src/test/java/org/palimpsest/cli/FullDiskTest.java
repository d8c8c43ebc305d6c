package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages and tables on a disk that is full or only to be read. Needs to mount, hence to be root. */
class FullDiskTest {

  @TempDir Path temp;

  private Path mounted = Path.of("");

  private void mount(String options) throws Exception {
    mounted = Files.createDirectories(temp.resolve("disk"));
    assumeTrue(
        call("mount", "-t", "tmpfs", "-o", options, "tmpfs", mounted.toString()) == 0,
        "SKIPPED: cannot mount a small disk here; run as root to test full and read-only disks");
  }

  @AfterEach
  void unmount() throws Exception {
    if (!mounted.toString().isEmpty()) {
      call("umount", "-l", mounted.toString());
    }
  }

  private static int call(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1; // no such command on this system
    }
  }

  private static void fill(Path ballast) throws IOException {
    long free = Files.getFileStore(ballast.getParent()).getUsableSpace();
    Files.write(ballast, new byte[Math.toIntExact(Math.max(0, free - 8192))]);
  }

  @Test
  void aPageThatDoesNotFitIsSaid() throws Exception {
    mount("size=20m");
    Path conf = Files.writeString(temp.resolve("small.conf"), SmallExperiment.TEXT);
    Path results = mounted.resolve("results");
    Attempt.of("run", conf.toString(), "results=" + results).requireDone();
    Path ballast = mounted.resolve("ballast");
    fill(ballast);
    Path page = mounted.resolve("comparison.html");
    String small = results.resolve("small").toString();
    for (Attempt full :
        List.of(
            Attempt.of("report", small, "--output", page.toString()),
            Attempt.of("compare", small, "--plots", mounted.resolve("plots").toString()),
            Attempt.of("run", conf.toString(), "results=" + results, "seeds=[2]"))) {
      assertThat(full.complaints(Set.of(ExitCodes.OUT_OF_SPACE))).as(full.told()).isEmpty();
      assertThat(full.err()).contains("no space left on the disk", mounted.toString());
    }
    assertThat(page).doesNotExist();

    Files.delete(ballast);
    Attempt.of("report", small, "--output", page.toString()).requireDone();
    Attempt.of("run", conf.toString(), "results=" + results, "seeds=[1,2]").requireDone();
    assertThat(page).isRegularFile();
  }

  @Test
  void whatCanOnlyBeReadIsNamed() throws Exception {
    Path matrix = Files.writeString(temp.resolve("a.csv"), "90\n80,70\n");
    mount("size=1m,ro");
    Path output = mounted.resolve("table.csv");
    for (String command : List.of("compare", "report")) {
      Attempt refused = Attempt.of(command, matrix.toString(), "--output", output.toString());
      assertThat(refused.complaints(Set.of(ExitCodes.OUT_OF_SPACE))).as(refused.told()).isEmpty();
      assertThat(refused.err()).contains(mounted.toString(), "read-only");
    }
  }
}
