package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Disk;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.WrittenRun;

final class ExperimentReportTest {

  @TempDir Path results;

  @Test
  void reportsTheMeanOverSeedsWithItsInterval() throws Exception {
    for (long seed : new long[] {10, 2, 1}) {
      RunReport.write(new Disk(), SyntheticRun.write(results, seed, "3f2a9c10b7"));
    }

    Written written = ExperimentReport.write(new Disk(), results);

    PageCheck page = PageCheck.of(written.page());
    assertThat(written.page()).isEqualTo(results.resolve("report.html"));
    assertThat(written.notes()).isEmpty();
    assertThat(results.resolve("plots/accuracy-per-session.png")).isNotEmptyFile();
    assertThat(page.text("what")).contains("1, 2, 10");
    assertThat(page.text("sessions")).contains("interval over 3 seeds", "\u00a0\u00b1\u00a0");
    assertThat(page.addresses())
        .contains("./seed-1-3f2a9c10b7/report.html", "./seed-10-3f2a9c10b7/report.html")
        .noneMatch(address -> address.contains("://"));
  }

  @Test
  void addsUpTheConfusionsOfAllSeeds() throws Exception {
    SyntheticRun.write(results, 1, "3f2a9c10b7");
    SyntheticRun.write(results, 2, "3f2a9c10b7");
    for (int seed = 1; seed <= 2; seed++) {
      Path run = results.resolve("seed-%d-3f2a9c10b7".formatted(seed));
      Files.writeString(
          run.resolve("confusion/session-08.csv"), "true\\predicted,cat,dog\ncat,6,4\ndog,1,9\n");
    }

    PageCheck page = PageCheck.of(ExperimentReport.write(new Disk(), results).page());

    assertThat(page.text("confusion")).contains("catdog840.00", "dogcat210.00");
  }

  @Test
  void unfinishedRunsAreListedButNotAveraged() throws Exception {
    SyntheticRun.write(results, 1, "3f2a9c10b7");
    Path broken = SyntheticRun.write(results, 2, "3f2a9c10b7");
    Files.delete(broken.resolve("journal.jsonl"));
    WrittenRun.append(
        broken,
        List.of(
            new JournalEntry.Started("b", "cifar-incremental", "r", 5),
            new JournalEntry.Ended(JournalEntry.Status.KILLED, 6)));

    Written written = ExperimentReport.write(new Disk(), results);

    assertThat(written.notes())
        .contains("1 of 2 runs are not finished; they are left out of all means");
    PageCheck page = PageCheck.of(written.page());
    assertThat(page.text("runs")).contains("killed after 9 sessions");
    assertThat(page.text("sessions")).doesNotContain("\u00b1");
  }

  @Test
  void runsOfAnotherConfigurationAreNeverMixedIn() throws Exception {
    SyntheticRun.write(results, 1, "aaaaaaaaaa");
    SyntheticRun.write(results, 2, "bbbbbbbbbb"); // Begins later, by the synthetic clock.

    PageCheck page = PageCheck.of(ExperimentReport.write(new Disk(), results).page());

    assertThat(page.text("runs")).contains("seed-2-bbbbbbbbbb").doesNotContain("aaaaaaaaaa");
    assertThat(page.text("others")).contains("seed-1-aaaaaaaaaa");
    assertThat(page.text("sessions")).doesNotContain("\u00b1");
  }

  @Test
  void aRepetitionIsNoFurtherSample() throws Exception {
    SyntheticRun.write(results, 1, "3f2a9c10b7");
    SyntheticRun.write(results, 1, "3f2a9c10b7-again-1");

    PageCheck page = PageCheck.of(ExperimentReport.write(new Disk(), results).page());

    assertThat(page.text("runs")).contains("seed-1-3f2a9c10b7-again-1", "a repetition");
    assertThat(page.text("sessions")).doesNotContain("\u00b1");
  }

  @Test
  void refusesAFolderWithoutRuns() {
    assertThatThrownBy(() -> ExperimentReport.write(new Disk(), results))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("holds no run");
  }
}
