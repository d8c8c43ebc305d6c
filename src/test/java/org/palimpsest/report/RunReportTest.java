package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Disk;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.plot.LinePlot;

final class RunReportTest {

  @TempDir Path results;
  private Path run = Path.of("");

  @BeforeEach
  void writeRun() throws IOException {
    run = SyntheticRun.write(results, 1, "3f2a9c10b7");
  }

  @Test
  void writesThePageAndEveryPlot() throws Exception {
    Written written = RunReport.write(new Disk(), run);

    assertThat(written.page()).isEqualTo(run.resolve("report.html")).exists();
    assertThat(written.notes()).isEmpty();
    assertThat(written.plots())
        .extracting(plot -> plot.getFileName().toString())
        .containsExactly(
            "accuracy-per-session.png",
            "forgetting-per-session.png",
            "accuracy-matrix.png",
            "confusion.png",
            "loss-base.png",
            "training-base-accuracy.png",
            "loss-metric.png",
            "budget.png");
    assertThat(written.plots()).allSatisfy(plot -> assertThat(plot).isNotEmptyFile());
    try (Stream<Path> files = Files.walk(run)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".partial"));
    }
  }

  @Test
  void thePageHasEverySectionAndItsNumbers() throws Exception {
    PageCheck page = PageCheck.of(RunReport.write(new Disk(), run).page());

    assertThat(page.sections())
        .containsExactly(
            "what",
            "results",
            "sessions",
            "matrix",
            "confusion",
            "training",
            "budget",
            "pictures",
            "cost",
            "leakage",
            "provenance",
            "configuration",
            "repeat");
    assertThat(page.text("results"))
        .contains("9.61\u00a0pp", "\u22129.12\u00a0pp", "mean over t = 0..T of");
    assertThat(page.text("confusion")).startsWith("Confusion").doesNotContain("ConfusionFile");
    assertThat(page.text("what"))
        .contains("cifar100: 50000 images of 100 classes", "task-adaptive");
    assertThat(page.text("leakage")).contains("Clean", "exact copies of test images");
    assertThat(page.text("cost"))
        .contains("Wall time", "1012\u00a0s (17\u00a0min)", "2.0\u00a0GiB", "2.02\u00a0%");
    assertThat(page.text("budget")).contains("1232896");
    assertThat(page.text("provenance"))
        .contains(
            "0123456789abcdef0123456789abcdef01234567",
            "uncommitted",
            "cd".repeat(32),
            "97, 98, 99");
    assertThat(page.text("repeat"))
        .contains(
            "git checkout 0123456789abcdef0123456789abcdef01234567",
            "seed-1-3f2a9c10b7/experiment.conf");
    assertThat(page.count("matrix", "tr")).isEqualTo(SyntheticRun.SESSIONS + 1);
    assertThat(page.count("sessions", "tr")).isEqualTo(SyntheticRun.SESSIONS + 1);
  }

  @Test
  void thePageNeedsNothingElse() throws Exception {
    PageCheck page = PageCheck.of(RunReport.write(new Disk(), run).page());

    assertThat(page.addresses())
        .isNotEmpty()
        .allMatch(a -> a.startsWith("#") || a.startsWith("data:image/png;"));
    assertThat(page.count("script")).isZero();
    assertThat(page.imagesWithoutAlternative()).isZero();
    assertThat(page.policy()).contains("default-src 'none'", "img-src data:", page.styleDigest());
  }

  @Test
  void namesAndConfigurationAreOnlyText() throws Exception {
    Path written = RunReport.write(new Disk(), run).page();
    PageCheck page = PageCheck.of(written);

    assertThat(page.text("confusion")).contains(SyntheticRun.HOSTILE);
    assertThat(page.text("configuration")).contains("<b>not bold</b>").doesNotContain("secret");
    assertThat(Files.readString(written)).doesNotContain("<script", "<b>");
  }

  @Test
  void theSameFilesGiveTheSameReport() throws Exception {
    byte[] page = Files.readAllBytes(RunReport.write(new Disk(), run).page());
    byte[] plot = Files.readAllBytes(run.resolve("plots/accuracy-per-session.png"));

    Written again = RunReport.write(new Disk(), run);

    assertThat(again.page()).hasBinaryContent(page);
    assertThat(run.resolve("plots/accuracy-per-session.png")).hasBinaryContent(plot);
  }

  @Test
  void aRunBrokenOffInItsBaseSessionHasAReport() throws Exception {
    for (String name :
        List.of(
            "sessions.csv", "accuracy-matrix.csv", "confusion/session-08.csv", "summary.json")) {
      Files.delete(run.resolve(name));
    }
    String journal = Files.readString(run.resolve("journal.jsonl"));
    // The end is missing and the last line was cut by the crash.
    Files.writeString(run.resolve("journal.jsonl"), journal.substring(0, journal.length() - 90));

    Written written = RunReport.write(new Disk(), run);

    PageCheck page = PageCheck.of(written.page());
    assertThat(written.notes())
        .containsExactly(
            "sessions.csv is missing",
            "accuracy-matrix.csv is missing",
            "confusion/session-NN.csv is missing",
            "summary.json is missing");
    assertThat(page.sections()).contains("notes", "training").doesNotContain("matrix", "confusion");
    assertThat(page.text("what")).contains("not finished after 0 sessions");
  }

  @Test
  void damagedFilesAreNamedAndLeftOut() throws Exception {
    Files.writeString(
        run.resolve("sessions.csv"), "session,classes_seen,accuracy_seen\n0,60,high\n");
    Files.writeString(
        run.resolve("accuracy-matrix.csv"),
        "after_session,tested_session,correct,total\n0,0,9,8\n");
    Files.writeString(run.resolve("confusion/session-08.csv"), "a,b\n1,2\n3\n");
    Files.writeString(run.resolve("summary.json"), "{");
    Files.writeString(run.resolve("journal.jsonl"), "nonsense\n");
    Files.write(run.resolve("provenance.json"), new byte[] {'"', (byte) 0xff, '"'});
    Files.writeString(run.resolve("illustrations/reconstructions.png"), "GIF89a");

    Written written = RunReport.write(new Disk(), run);

    assertThat(written.notes())
        .satisfiesExactly(
            note -> assertThat(note).contains("sessions.csv: row 1", "accuracy_seen", "\"high\""),
            note -> assertThat(note).contains("accuracy-matrix.csv: row 1", "9 correct of only 8"),
            note -> assertThat(note).contains("confusion/session-08.csv: row 2", "1 cells"),
            note -> assertThat(note).contains("summary.json: it is not JSON"),
            note -> assertThat(note).contains("provenance.json: it is not JSON", "UTF-8"),
            note -> assertThat(note).contains("journal.jsonl: line 1 is not a JSON"),
            note -> assertThat(note).contains("illustrations", "reconstructions.png", "not a PNG"));
    assertThat(PageCheck.of(written.page()).text("notes")).contains("9 correct of only 8");
  }

  @Test
  void anIllustrationCannotBringInAFileFromElsewhere() throws Exception {
    Path secret = results.resolve("secret.png");
    Files.copy(run.resolve("illustrations/reconstructions.png"), secret);
    Files.writeString(
        run.resolve("illustrations/captions.json"), "[{\"file\": \"../../secret.png\"}]");

    assertThat(RunReport.write(new Disk(), run).notes())
        .singleElement()
        .asString()
        .contains("outside its folder");

    Files.createSymbolicLink(run.resolve("illustrations/link.png"), secret);
    Files.writeString(run.resolve("illustrations/captions.json"), "[{\"file\": \"link.png\"}]");

    assertThat(RunReport.write(new Disk(), run).notes())
        .singleElement()
        .asString()
        .contains("outside its folder");
  }

  @Test
  void aLeakIsShownAsSuch() throws Exception {
    Path summary = run.resolve("summary.json");
    Files.writeString(
        summary,
        Files.readString(summary)
            .replace("\"clean\" : true", "\"clean\" : false")
            .replace(
                "\"violations\" : [ ]",
                "\"violations\" : [ \"3 test images are training images\" ]"));

    PageCheck page = PageCheck.of(RunReport.write(new Disk(), run).page());

    assertThat(page.text("leakage")).contains("Not clean", "3 test images are training images");
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    assertThatThrownBy(() -> RunReport.write(new Disk(), results.resolve("nothing")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("nothing");
  }

  private static EpisodeCounts asked(String setting, int... correct) {
    List<Integer> counts = IntStream.of(correct).boxed().toList();
    return new EpisodeCounts(setting, counts, Collections.nCopies(correct.length, 10));
  }

  @Test
  void accuracyIsDrawnAgainstWaysAndShots() throws Exception {
    Path folder =
        new FinishedRun("episodes", 1)
            .episodes(
                asked("5w1s", 6, 8),
                asked("10w1s", 5, 6),
                asked("5w5s", 9, 9),
                asked("5w1-3s", 1, 2))
            .in(results);
    Written written = RunReport.write(new Disk(), folder);
    assertThat(written.plots())
        .extracting(plot -> plot.getFileName().toString())
        .contains("accuracy-against-ways.png", "accuracy-against-shots.png");
    List<Figure> figures = new EpisodeFigures(List.of(RunFiles.read(folder))).all();
    LinePlot ways = (LinePlot) figures.get(0).painting();
    // What varies from episode to episode has no place; 5 shots were asked of 5 ways alone.
    assertThat(ways.lines()).extracting(LinePlot.Line::name).containsExactly("1-shot");
    LinePlot.Dot ten = ways.lines().get(0).dots().get(1);
    assertThat(ten.x()).isEqualTo(10);
    assertThat(ten.y()).isCloseTo(55, within(1e-9));
    // The deviation of 0.5 and 0.6 over the root of 2 is 0.05.
    assertThat(ten.high()).isCloseTo(55 + 1.96 * 5, within(1e-9));
    assertThat(((LinePlot) figures.get(1).painting()).lines())
        .extracting(LinePlot.Line::name)
        .containsExactly("5-way");

    Path one = new FinishedRun("one", 1).episodes(asked("5w1s", 6, 8)).in(results);
    assertThat(RunReport.write(new Disk(), one).plots())
        .noneMatch(plot -> plot.toString().contains("accuracy-against"));
  }
}
