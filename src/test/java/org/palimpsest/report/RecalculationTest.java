package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.record.RunResult;

final class RecalculationTest {

  @TempDir Path results;

  @Test
  void computesEveryMetricFromTheCounts() throws Exception {
    Path run = new FinishedRun("a", 1).in(results);

    Recalculation metrics = Recalculation.of(run);

    RunResult written = RunResult.read(run);
    assertThat(metrics.finals()).containsAllEntriesOf(written.finals());
    assertThat(metrics.finals())
        .containsKeys("forgetting_from_any_peak", "backward_transfer", "harmonic_mean");
    assertThat(metrics.sessions()).hasSize(3);
    // The synthetic summary leaves metrics out that the counts define.
    assertThat(metrics.disagreements())
        .contains(
            "summary.json: final harmonic_mean is absent, from the counts it is "
                + metrics.finals().get("harmonic_mean"))
        .noneMatch(text -> text.contains("accuracy_seen"));
  }

  @Test
  void namesAMetricThatTheSummaryHasOtherwise() throws Exception {
    Path run = new FinishedRun("a", 1).in(results);
    double right = RunResult.read(run).finals().getOrDefault("performance_drop", -1.0);
    edit(
        run.resolve("summary.json"),
        "\"performance_drop\" : " + right,
        "\"performance_drop\" : 0.5");

    assertThat(Recalculation.of(run).disagreements())
        .contains("summary.json: final performance_drop is 0.5, from the counts it is " + right);
  }

  @Test
  void namesAConfusionThatDisagreesWithTheMatrix() throws Exception {
    Path run = new FinishedRun("a", 1).in(results);
    Path confusion = run.resolve("confusion/session-01.csv");
    List<String> lines = Files.readAllLines(confusion);
    lines.set(6, "class 5,0,0,0,0,0,50");
    Files.write(confusion, lines);

    assertThat(Recalculation.of(run).disagreements())
        .anyMatch(
            text ->
                text.matches(
                    "confusion/session-01.csv: \\d+ of 100 right on the classes of session 1, but"
                        + " accuracy-matrix.csv has \\d+ of 100"));
  }

  @Test
  void namesAMatrixThatCannotBe() throws Exception {
    Path run = new FinishedRun("a", 1).in(results);
    edit(run.resolve("accuracy-matrix.csv"), "\n1,0,", "\n1,1,");
    assertThatThrownBy(() -> Recalculation.of(run))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("repeats after_session 1");
    Files.delete(run.resolve("accuracy-matrix.csv"));
    assertThatThrownBy(() -> Recalculation.of(run)).hasMessageContaining("it is missing");
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replaceFirst(Pattern.quote(from), to));
  }
}
