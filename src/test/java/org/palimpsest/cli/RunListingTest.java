package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.record.NotesFile;
import org.palimpsest.record.RunOutline;

class RunListingTest {

  @TempDir Path folder;

  private RunListing.Row row(String method, String run) {
    var outline =
        new RunOutline(
            RunOutline.State.INTERRUPTED,
            method,
            "mini-imagenet",
            OptionalDouble.of(0.5),
            OptionalDouble.empty());
    return new RunListing.Row(Path.of(run), outline, NotesFile.read(folder), 2_500_000);
  }

  @Test
  void aNarrowTerminalShowsTheFolderOnALineOfItsOwn() {
    String run = "results/incremental/weight=0.1-strength=100/seed-1-0123456789ab";
    List<RunListing.Row> rows =
        List.of(row("composed [distillation, ewc, mas] task-adaptive", run));
    List<String> wide = RunListing.lines(rows, OptionalInt.empty());
    assertThat(wide).hasSize(2);
    assertThat(wide.get(0)).endsWith("size  folder");
    assertThat(wide.get(1)).endsWith("50.00        -     2.5 MB  " + run);

    List<String> narrow = RunListing.lines(rows, OptionalInt.of(80));
    assertThat(narrow).hasSize(3).allMatch(line -> line.length() <= 80);
    assertThat(narrow.get(1))
        .startsWith("interrupted  composed [")
        .contains("...  ")
        .endsWith("50.00        -     2.5 MB");
    assertThat(narrow.get(2)).isEqualTo("  " + run);
    assertThat(RunListing.lines(List.of(row("ewc", "results/a")), OptionalInt.of(80)))
        .as("what fits is one line")
        .hasSize(2);
  }

  @Test
  void foldersAreInTheOrderOfTheirNumbers() {
    List<Path> sorted =
        List.of(
            Path.of("results/a/seed-2-ff"),
            Path.of("results/a/seed-10-aa"),
            Path.of("results/s/weight=0/seed-1"),
            Path.of("results/s/weight=0.1/seed-1"),
            Path.of("results/s/weight=0.25/seed-1"),
            Path.of("results/s/weight=0.5/seed-1"),
            Path.of("results/s/weight=2/seed-1"),
            Path.of("results/s/weight=10/seed-1"),
            Path.of("results/s/weight=10/seed-1/more"));
    List<Path> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.sort(PathOrder.INSTANCE);
    assertThat(shuffled).isEqualTo(sorted);
  }
}
