package org.palimpsest.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palimpsest.disk.Disk;
import org.palimpsest.record.CsvTable;
import org.palimpsest.report.Predictions.Seen;
import org.palimpsest.report.plot.Html;
import org.palimpsest.report.plot.Png;

/** Predictions as a page of pictures, and as a table for other programs. */
public final class PredictionReport {

  /** The table's name. */
  public static final String TABLE = "predictions.csv";

  private static final int CLASSES_SHOWN = 3;

  private PredictionReport() {}

  /** Writes {@code report.html} and {@link #TABLE}. */
  public static Written write(Predictions all, Path folder) throws IOException {
    byte[] table = table(all).getBytes(StandardCharsets.UTF_8);
    new Disk().replaceShared(folder.resolve(TABLE), out -> out.write(table));
    List<String> notes = notes(all);
    Page page = Page.wide("Predictions", "Palimpsest prediction");
    page.section("summary", "In short", html -> summary(html, all));
    page.section("pictures", "Picture by picture", html -> gallery(html, all));
    page.section("notes", "Notes", html -> RunSections.notes(html, notes));
    return new ReportFolder(new Disk(), folder).page(page, notes);
  }

  private static List<String> notes(Predictions all) {
    List<String> notes = new ArrayList<>();
    notes.add(Predictions.SHARE);
    long hidden =
        all.pictures().stream()
            .filter(seen -> seen.bad().isEmpty() && seen.preview().isEmpty())
            .count();
    if (hidden > 0) {
      notes.add("%d more pictures are in %s alone.".formatted(hidden, TABLE));
    }
    all.pictures()
        .forEach(seen -> seen.bad().ifPresent(why -> notes.add(seen.file() + ": found " + why)));
    return notes;
  }

  private static void summary(Html html, Predictions all) {
    html.open("dl", "class", "facts");
    fact(html, "Model", all.model());
    if (!all.how().isEmpty()) {
      fact(html, "Answers by", all.how());
    }
    fact(html, "Classes", String.join(", ", all.classes()));
    fact(html, "Pictures", "%d of %d read".formatted(all.answered(), all.pictures().size()));
    all.agreement().ifPresent(text -> fact(html, "Right", text));
    html.close();
  }

  private static void fact(Html html, String name, String value) {
    html.element("dt", name).element("dd", value).line();
  }

  private static void gallery(Html html, Predictions all) {
    html.open("div", "class", "gallery").line();
    for (Seen seen : all.pictures()) {
      seen.preview()
          .ifPresent(
              preview -> {
                html.open("figure");
                html.empty(
                    "img", "src", Png.dataUri(Png.encode(preview)), "alt", "", "loading", "lazy");
                html.open("figcaption");
                answers(html, all, seen);
                seen.missed()
                    .ifPresent(
                        named ->
                            html.element(
                                "p", "its folder: " + all.classes().get(named), "class", "warn"));
                html.element("p", seen.file(), "class", "faint");
                html.close().close().line();
              });
    }
    html.close();
  }

  private static void answers(Html html, Predictions all, Seen seen) {
    List<Double> shares = seen.shares();
    html.open("ol");
    for (int c : seen.ranked().stream().limit(CLASSES_SHOWN).toList()) {
      String percent = percent(shares.get(c));
      html.open("li").element("span", all.classes().get(c)).text(" ");
      html.element("span", percent, "class", "number").text(" ");
      html.element("meter", percent, "value", String.format(Locale.ROOT, "%.4f", shares.get(c)));
      html.close();
    }
    html.close();
  }

  /** A share for people. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** A row a picture: file, class, share, then the score of each class; or what is wrong. */
  static String table(Predictions all) {
    List<String> header = new ArrayList<>(List.of("file", "class", "share", "problem"));
    all.classes().forEach(name -> header.add("score: " + name));
    StringBuilder text = new StringBuilder(CsvTable.line(header));
    for (Seen seen : all.pictures()) {
      List<String> cells = new ArrayList<>(List.of(seen.file()));
      if (seen.bad().isPresent()) {
        cells.addAll(List.of("", "", seen.bad().get()));
        all.classes().forEach(name -> cells.add(""));
      } else {
        int best = seen.ranked().get(0);
        cells.add(all.classes().get(best));
        cells.add(CsvTable.plain(seen.shares().get(best)));
        cells.add("");
        seen.scores().forEach(score -> cells.add(CsvTable.plain(score)));
      }
      text.append(CsvTable.line(cells));
    }
    return text.toString();
  }
}
