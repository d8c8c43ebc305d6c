package org.palimpsest.report.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.report.FinishedRun;

/** A real LaTeX, where there is one, sets our tables and figures as they are. */
final class LatexTest {

  @TempDir Path folder;

  /** Experiments under names that people give them on the command line, as {@code NAME=FOLDER}. */
  private Comparison comparison(List<String> names) throws IOException {
    List<ComparisonRequest.Source> sources = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      for (int seed = 1; seed <= 3; seed++) {
        new FinishedRun("experiment-" + i, seed).skill(0.5 + 0.04 * i).in(folder);
      }
      sources.add(
          new ComparisonRequest.Source(
              Optional.of(names.get(i)), folder.resolve("experiment-" + i)));
    }
    return ComparisonReader.read(ComparisonRequest.of(sources));
  }

  @Test
  void setsTwoTablesAndThreeFiguresWithoutAWordAboutWidth() throws Exception {
    Comparison comparison =
        comparison(
            List.of(
                "reconstruction with lambda = 10, task-adaptive & 100 % {\\episodes}",
                "m\u00e9thode #1 ^ ~ \"quoted\" <b> | \u03bb = 0.5 \u2192 1 \u4e2d",
                "baseline_1 $x$"));
    String tables = ComparisonText.LATEX.of(comparison);
    PlotFolder.write(comparison, folder.resolve("plots"));
    List<String> figures =
        List.of("sessions-accuracy-seen", "bars-average-incremental-accuracy", "accuracy-matrices");
    StringBuilder text =
        new StringBuilder(
            """
            \\documentclass{article}
            \\usepackage{booktabs,graphicx}
            \\usepackage[T1]{fontenc}
            \\begin{document}
            """);
    text.append(tables);
    for (String figure : figures) {
      assertThat(folder.resolve("plots/" + figure + ".pdf")).isNotEmptyFile();
      text.append("\\begin{figure}\\includegraphics[width=\\linewidth]{plots/")
          .append(figure)
          .append(".pdf}\\caption{")
          .append(figure)
          .append("}\\end{figure}\n");
    }
    text.append("\\end{document}\n");
    assertThat(tables.split("\\\\begin\\{tabular}", -1).length - 1)
        .as("tables")
        .isGreaterThanOrEqualTo(2);
    Files.writeString(folder.resolve("paper.tex"), text);

    String log = pdflatex("paper.tex");

    assertThat(log).as(log).contains("Output written on paper.pdf");
    assertThat(log.lines().filter(line -> line.startsWith("!"))).isEmpty();
    assertThat(log.lines().filter(line -> line.contains("Overfull"))).isEmpty();
    assertThat(log.lines().filter(line -> line.contains("Missing character"))).isEmpty();

    // Boxes that are not made to fit say by how much they would not: letters stay readable.
    String asWide = "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%";
    assertThat(tables).contains(asWide);
    Files.writeString(folder.resolve("wide.tex"), text.toString().replace(asWide, "{%"));
    String wide = pdflatex("wide.tex");
    assertThat(wide).contains("Output written on wide.pdf");
    assertThat(wide.lines().map(OVERFULL::matcher).filter(Matcher::find))
        .allMatch(found -> Double.parseDouble(found.group(1)) < 0.15 * LINE_POINTS);
  }

  private static final double LINE_POINTS = 345;
  private static final Pattern OVERFULL = Pattern.compile("Overfull .hbox \\(([0-9.]+)pt too wide");

  @Test
  void eachTableHasAFileOfItsOwn() throws Exception {
    Comparison comparison = comparison(List.of("a", "b"));
    List<Path> files =
        TableFolder.write(
            comparison, ComparisonText.LATEX, TableStyle.USUAL, folder.resolve("tables"));
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("methods.tex", "sessions.tex");
    for (Path file : files) {
      assertThat(Files.readString(file)).containsOnlyOnce("\\begin{table}");
    }
    assertThatThrownBy(
            () ->
                TableFolder.write(
                    comparison, ComparisonText.JSON, TableStyle.USUAL, folder.resolve("no")))
        .isInstanceOf(RefusedComparisonException.class)
        .hasMessageContaining("json");
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void lettersThatLatexDoesNotKnowBecomeFormulasOrNumbers() {
    assertThat(Latex.escaped("\u03bb \u2264 1, \u00e9\u00df \u2013 \u4e2d"))
        .isEqualTo("$\\lambda$ $\\leq$ 1, \u00e9\u00df \u2013 U+4E2D");
  }

  private String pdflatex(String file) throws IOException, InterruptedException {
    Path output = folder.resolve("pdflatex.txt");
    try {
      Process process =
          new ProcessBuilder("pdflatex", "-interaction=nonstopmode", "-halt-on-error", file)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException e) {
      return abort("SKIPPED, no LaTeX to test against: " + e.getMessage());
    }
    return Files.readString(output, StandardCharsets.ISO_8859_1);
  }
}
