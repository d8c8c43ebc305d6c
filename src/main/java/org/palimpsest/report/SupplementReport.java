package org.palimpsest.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.disk.Disk;
import org.palimpsest.record.ConfusionFile;
import org.palimpsest.record.EmbeddingFile;
import org.palimpsest.record.RunResult;
import org.palimpsest.report.compare.Comparison;
import org.palimpsest.report.compare.ComparisonFigures;
import org.palimpsest.report.compare.ComparisonTables;
import org.palimpsest.report.compare.Grid;
import org.palimpsest.report.compare.MethodNames;
import org.palimpsest.report.compare.Row;
import org.palimpsest.report.plot.Canvas;
import org.palimpsest.report.plot.Drawing;
import org.palimpsest.report.plot.EmbeddingPlot;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.plot.Html;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.Painted;

/**
 * One page about several experiments, for a paper's supplement: what differs between them, tables,
 * plots that say their numbers, reconstructions, maps of the embeddings, and provenance.
 */
public final class SupplementReport {

  private SupplementReport() {}

  /**
   * Writes the page.
   *
   * @param page the HTML file, which needs no other and no network
   * @return what was written; its notes name what the page has to leave out
   */
  public static Written write(Comparison comparison, String title, Path page) throws IOException {
    List<String> notes = new ArrayList<>(comparison.allNotes());
    List<String> undrawn = new ArrayList<>();
    List<Figure> figures = ComparisonFigures.all(comparison, undrawn);
    boolean canDraw = Canvas.hindrance().isEmpty();
    List<Exhibit> exhibits = new ArrayList<>();
    for (Row method : comparison.methods()) {
      Optional<Exhibit> exhibit = Exhibit.of(method, canDraw);
      exhibit.ifPresent(exhibits::add);
      exhibit
          .filter(e -> e.embeddings().isEmpty())
          .ifPresent(e -> notes.add(method.name() + ": the run kept no map of its embeddings"));
      exhibit.ifPresent(
          e -> e.run().notes().forEach(note -> notes.add(method.name() + ": " + note)));
    }
    Page html = Page.wide(title, "Palimpsest comparison");
    html.section("notes", "To be known first", out -> RunSections.notes(out, notes));
    List<Grid> tables = new ComparisonTables(comparison).all();
    html.section("results", "Results", out -> GridHtml.write(out, tables.get(0)));
    if (tables.size() > 2) {
      html.section(
          "differences",
          "Differences",
          out -> {
            GridHtml.write(out, tables.get(2));
            out.element("p", TESTS, "class", "faint");
          });
    }
    html.section("sessions", "Session by session", out -> GridHtml.write(out, tables.get(1)));
    html.section("formulas", "What the metrics are", out -> formulas(out, comparison));
    html.section(
        "plots",
        "Plots",
        out -> {
          if (!figures.isEmpty()) {
            out.open("div", "class", "plots");
            figures.forEach(figure -> new Drawing(figure).write(out));
            out.close();
            out.element(
                "p",
                "Point at a mark to read its numbers; they are in the tables or the figures, too.",
                "class",
                "faint");
          }
          undrawn.forEach(why -> out.element("p", why, "class", "faint"));
        });
    notes.addAll(undrawn);
    html.section(
        "settings", "What differs in the configurations", out -> settings(out, comparison));
    html.section(
        "pictures", "Illustrations", out -> exhibits.forEach(exhibit -> exhibit.pictures(out)));
    html.section(
        "embeddings", "Embeddings", out -> exhibits.forEach(exhibit -> exhibit.embeddings(out)));
    html.section(
        "provenance", "Provenance", out -> exhibits.forEach(exhibit -> exhibit.provenance(out)));
    Path place = page.toAbsolutePath().normalize();
    new Disk().deliver(place, out -> out.write(html.render().getBytes(StandardCharsets.UTF_8)));
    return new Written(place, List.of(), notes);
  }

  private static final String TESTS =
      "Pairs are runs under the same seed. The tests over seeds, Student\u2019s paired t and"
          + " Wilcoxon\u2019s signed ranks, are about the methods; the bootstrap over test images is"
          + " about these trained models. With fewer than 6 seeds Wilcoxon\u2019s p value cannot"
          + " fall below 0.05, so that finding no difference means nothing. All p values are"
          + " adjusted by Holm\u2019s procedure over the methods, for each metric and test.";

  private static void formulas(Html html, Comparison comparison) {
    Map<String, String> formulas = new LinkedHashMap<>();
    for (String key : comparison.metrics()) {
      Measure measure = Measure.named(key);
      formulas.put(key, "%s; %s is better".formatted(measure.formula(), measure.better()));
    }
    RunSections.facts(html, formulas);
    html.element(
        "p",
        "T is the last session; R[t][j] is the accuracy on session j\u2019s classes after session t;"
            + " pp are percentage points.",
        "class",
        "faint");
  }

  private static void settings(Html html, Comparison comparison) {
    List<Row> ours =
        comparison.methods().stream()
            .filter(method -> !method.runs().get(0).configuration().isEmpty())
            .toList();
    Map<String, List<String>> differences =
        MethodNames.differences(ours.stream().map(method -> method.runs().get(0)).toList());
    if (ours.size() < 2) {
      return;
    }
    if (differences.isEmpty()) {
      html.element("p", "Nothing.");
      return;
    }
    List<String> headings = new ArrayList<>(List.of("Setting"));
    ours.forEach(method -> headings.add(method.name()));
    Table table = new Table("Settings that are not the same for all", headings);
    differences.forEach(
        (key, values) -> {
          List<Table.Cell> cells = new ArrayList<>();
          cells.add(Table.name(key));
          values.forEach(value -> cells.add(Table.name(value.isEmpty() ? "absent" : value)));
          table.row(cells);
        });
    table.write(html);
  }

  /**
   * One method's first run, to be looked at.
   *
   * @param embeddings absent if the run kept none
   */
  private record Exhibit(Row method, RunFiles run, Optional<Painted> embeddings) {

    static Optional<Exhibit> of(Row method, boolean canDraw) throws IOException {
      RunResult first = method.runs().get(0);
      if (first.folder().isEmpty()) {
        return Optional.empty();
      }
      Path folder = first.folder().get();
      List<EmbeddingFile> maps =
          canDraw ? EmbeddingFile.read(folder, first.sessions().size()) : List.of();
      RunFiles run = RunFiles.read(folder);
      return Optional.of(
          new Exhibit(
              method,
              run,
              maps.isEmpty()
                  ? Optional.empty()
                  : Optional.of(Painted.of(figure(method, first, maps, run)))));
    }

    private static Figure figure(
        Row method, RunResult first, List<EmbeddingFile> maps, RunFiles run) {
      return new Figure(
          "embeddings",
          "Embeddings of " + method.name(),
          "Maps of some test images after each session, by the session that brought their class.",
          new EmbeddingPlot(
              "Embeddings of %s, seed %s".formatted(method.name(), RunSections.seed(run)),
              maps,
              first.setting().classesSeen(),
              run.confusion().map(ConfusionFile::classes).orElse(List.of())));
    }

    void pictures(Html html) {
      if (!run.pictures().isEmpty()) {
        html.element("h3", method.name());
        new RunSections(run).pictures(html);
      }
    }

    void embeddings(Html html) {
      embeddings.ifPresent(
          painted -> {
            painted.write(html, "whole");
            html.element(
                "p",
                "Some test images of each class seen on the first two principal components of their"
                    + " embeddings after each session; each map is turned to fit the one before."
                    + " The components are computed anew after each session.",
                "class",
                "faint");
          });
    }

    void provenance(Html html) {
      html.element("h3", method.name());
      RunSections sections = new RunSections(run);
      sections.warnings(html);
      sections.leakage(html);
      html.open("details").element("summary", "Code, data, machine: " + run.id());
      sections.provenance(html);
      html.close();
      sections.configuration(html);
      sections.repeat(html);
    }
  }
}
