package org.palimpsest.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.disk.Disk;
import org.palimpsest.report.plot.Canvas;
import org.palimpsest.report.plot.DiagonalPlot;
import org.palimpsest.report.plot.Drawing;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.published.ReproducedRow;
import org.palimpsest.report.published.Reproduction;
import org.palimpsest.report.published.ReproductionText;

/** Published numbers beside ours as one page, and as text beside it. */
public final class ReproductionReport {

  private static final String NAME = "reproduced";

  private ReproductionReport() {}

  /**
   * Writes {@code report.html}, and {@code reproduced.md}, {@code .csv} and {@code .json}.
   *
   * @return what was written; its notes name what the page has to leave out
   */
  public static Written write(Reproduction all, Path folder) throws IOException {
    Disk disk = new Disk();
    ReportFolder place = new ReportFolder(disk, folder);
    List<String> notes = new ArrayList<>();
    List<Figure> figures = figures(all, notes);
    place.draw(figures);
    Page page = Page.wide("Published numbers", "Palimpsest reproduction");
    page.section("summary", "In short", html -> html.element("p", all.summary()));
    page.section(
        "plot",
        "Ours against published",
        html -> figures.forEach(figure -> new Drawing(figure).write(html)));
    page.section(
        "tables",
        "Row by row",
        html -> {
          html.element("p", Reproduction.RULE, "class", "faint");
          all.tables().forEach(table -> GridHtml.write(html, all.grid(table)));
        });
    page.section("notes", "Notes", html -> RunSections.notes(html, notes));
    for (ReproductionText form :
        List.of(ReproductionText.MARKDOWN, ReproductionText.CSV, ReproductionText.JSON)) {
      String ending = form == ReproductionText.MARKDOWN ? "md" : form.toString();
      byte[] text = form.of(all).getBytes(StandardCharsets.UTF_8);
      disk.replaceShared(folder.resolve(NAME + "." + ending), out -> out.write(text));
    }
    return place.page(page, notes);
  }

  private static List<Figure> figures(Reproduction all, List<String> notes) {
    Canvas.hindrance().ifPresent(notes::add);
    List<DiagonalPlot.Group> groups =
        all.tables().stream()
            .map(table -> new DiagonalPlot.Group(table, points(all.of(table))))
            .filter(group -> !group.points().isEmpty())
            .toList();
    return groups.isEmpty() || !notes.isEmpty()
        ? List.of()
        : List.of(
            new Figure(
                "ours-against-published",
                "Ours against published",
                "Our means over the published ones; numbers in the tables.",
                new DiagonalPlot(
                    "Ours against published",
                    "Mean and 95 % interval, where there is one",
                    "Published (%)",
                    "Ours (%)",
                    groups)));
  }

  private static List<DiagonalPlot.Point> points(List<ReproducedRow> rows) {
    List<DiagonalPlot.Point> points = new ArrayList<>();
    for (ReproducedRow row : rows) {
      row.ours()
          .ifPresent(
              ours ->
                  points.add(
                      new DiagonalPlot.Point(
                          row.published().value(),
                          row.published().error(),
                          ours.mean(),
                          ours.halfWidth(),
                          "%s, %s: published %s, ours %.2f"
                              .formatted(
                                  row.table(), row.name(), row.published().value(), ours.mean()))));
    }
    return points;
  }
}
