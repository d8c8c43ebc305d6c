package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(String... arguments) {
    return Main.execute(new Streams(printTo(out), printTo(err)), arguments);
  }

  private static PrintStream printTo(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String matrix(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void putsOtherFrameworksMatricesSideBySide() throws Exception {
    String icarl = matrix("icarl.csv", "90\n80,70\n");
    String der = matrix("der.csv", "0.8\n0.8,0.9\n");
    assertThat(execute("compare", icarl, "DER=" + der, "--images-per-session", "100,50")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("icarl", "DER", "76.67", "83.33", "imported");
  }

  @Test
  void writesAFileInAnyFormat() throws Exception {
    String icarl = matrix("icarl.csv", "90\n80,70\n");
    Path table = folder.resolve("deep/table.tex");
    assertThat(execute("compare", icarl, "--format", "latex", "--output", table.toString()))
        .isZero();
    assertThat(table)
        .content()
        .contains("\\toprule", "icarl", "\\label{tab:after-the-last-session}", "\\linewidth");
    assertThat(out.size()).isZero();
  }

  @Test
  void theBestComesFirstByTheMetricAskedFor() throws Exception {
    String worse = matrix("a.csv", "90\n80,70\n");
    String better = matrix("b.csv", "95\n90,90\n");
    assertThat(execute("compare", worse, better, "--sort", "accuracy_seen")).isZero();
    assertThat(rows()).containsExactly("b", "a");
    assertThat(execute("compare", worse, better)).isZero();
    assertThat(rows()).containsExactly("a", "b");
    assertThat(execute("compare", worse, better, "--sort", "forgetting_from_earlier_peak"))
        .isZero();
    assertThat(rows()).as("less is better").containsExactly("b", "a");
    assertThat(execute("compare", worse, "--sort", "accuracy")).isEqualTo(2);
    assertThat(err()).contains("accuracy is not one of the metrics");
  }

  /** Names in the first table; forgets what was said. */
  private List<String> rows() {
    List<String> names =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .takeWhile(line -> !line.isBlank())
            .filter(line -> line.startsWith("a ") || line.startsWith("b "))
            .map(line -> line.substring(0, 1))
            .toList();
    out.reset();
    return names;
  }

  @Test
  void refusesMatricesOfDifferentNumbersOfSessions() throws Exception {
    String two = matrix("two.csv", "90\n80,70\n");
    String three = matrix("three.csv", "90\n80,70\n60,60,60\n");
    assertThat(execute("compare", two, three)).isEqualTo(2);
    assertThat(err())
        .contains("the numbers of sessions differ: \"two\" has 2, \"three\" has 3", "--force")
        .doesNotContain("bug", "Exception");
    assertThat(execute("compare", two, three, "--force")).isZero();
  }

  @Test
  void namesWhatIsWrongOnTheCommandLine() throws Exception {
    String two = matrix("two.csv", "90\n80,70\n");
    assertThat(execute("compare", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err()).contains("there is no " + folder.resolve("none"));
    assertThat(execute("compare", two, "--metrics", "forgetting")).isEqualTo(2);
    assertThat(err()).contains("forgetting is not one of the metrics [accuracy_seen,");
    assertThat(execute("compare", two, "--baseline", "x")).isEqualTo(2);
    assertThat(err()).contains("--baseline \"x\" is none of these methods: \"two\"");
    assertThat(execute("compare", folder.toString())).isEqualTo(2);
    assertThat(err()).contains("no finished run");
  }

  @Test
  void aDamagedMatrixIsBadDataWithItsLine() throws Exception {
    String bad = matrix("bad.csv", "90\n80,x\n");
    assertThat(execute("metrics", bad)).isEqualTo(3);
    assertThat(err()).contains("bad.csv:2: \"x\" is not a number");
  }

  @Test
  void metricsOfAMatrixAreWrittenWithTheirFormulas() throws Exception {
    String two = matrix("two.csv", "90\n80,70\n");
    assertThat(execute("metrics", two, "--images-per-session", "100")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("forgetting_from_earlier_peak   0.100000   mean over j < T")
        .contains("intransigence                  undefined  ")
        .contains("1,0.750000,0.800000,0.700000,");
  }

  @Test
  void tablesAndFiguresGoWhereTheyAreAsked() throws Exception {
    String two = matrix("two.csv", "90\n80,70\n");
    Path tables = folder.resolve("tables");
    assertThat(execute("compare", two, "--format", "latex", "--tables", tables.toString()))
        .isZero();
    assertThat(tables.resolve("methods.tex")).content().contains("\\begin{tabular}");
    assertThat(tables.resolve("sessions.tex")).exists();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(execute("compare", two, "--plots", folder + "/plots", "--font", "NoSuchFamily"))
        .isEqualTo(2);
    assertThat(err()).contains("--font NoSuchFamily");
    assertThat(execute("compare", two, "--plots", folder + "/plots", "--colours", "red"))
        .isEqualTo(2);
    assertThat(err()).contains("--colours red: expected RRGGBB");
    assertThat(folder.resolve("plots")).doesNotExist();
    assertThat(execute("compare", two, "--plots", folder + "/plots", "--colours", "112233"))
        .isZero();
    assertThat(folder.resolve("plots/sessions-accuracy-seen.svg")).content().contains("112233");
  }

  @Test
  void reportWritesAPage() throws Exception {
    String two = matrix("two.csv", "90\n80,70\n");
    Path page = folder.resolve("page.html");
    assertThat(execute("report", two, "--output", page.toString(), "--title", "A & B")).isZero();
    assertThat(page).content().contains("<h1>A &amp; B</h1>", "<svg", "75.00");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(page.toString());
  }
}
