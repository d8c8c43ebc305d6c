package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tables as Markdown and LaTeX. */
public final class GridText {

  /** Letters that stand in a line of an article at 10 points, and between two columns. */
  private static final int LATEX_ROOM = 74;

  private static final int LATEX_GAP = 3;

  private GridText() {}

  /** For pages of source repositories, such as a README. */
  public static String markdown(Grid grid) {
    StringBuilder text = new StringBuilder("**" + grid.caption() + "**\n\n");
    text.append(
        grid.columns().stream()
            .map(column -> markdown(column.name()))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
    text.append(
        grid.columns().stream()
            .map(column -> column.number() ? "---:" : "---")
            .collect(Collectors.joining("|", "|", "|\n")));
    rows(grid).forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
    return text.toString();
  }

  /**
   * With rules of the package {@code booktabs}. A table wider than the text becomes several below
   * each other, in letters as large as the text's; {@code graphicx} takes back the little by which
   * letters can be wider than reckoned.
   */
  static String latex(Grid grid) {
    Layout layout =
        Layout.of(
            grid, grid.columns().stream().map(Grid.Column::label).toList(), LATEX_ROOM, LATEX_GAP);
    StringBuilder text = new StringBuilder("\\begin{table}\n  \\centering\n");
    text.append("  \\caption{").append(Latex.escaped(grid.caption())).append("}\n");
    text.append("  \\label{tab:").append(label(grid.caption())).append("}\n");
    text.append("  \\par\\smallskip\n");
    text.append(
        layout.blocks().stream()
            .map(columns -> tabular(grid, layout, columns))
            .collect(Collectors.joining("  \\par\\bigskip\n")));
    return text.append("\\end{table}\n").toString();
  }

  private static String tabular(Grid grid, Layout layout, List<Integer> columns) {
    StringBuilder text = new StringBuilder();
    text.append("  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n");
    text.append("  \\begin{tabular}{");
    columns.forEach(c -> text.append(side(grid, c)));
    text.append("}\n    \\toprule\n    ");
    text.append(
        columns.stream()
            .map(c -> stacked(layout.headings().get(c), side(grid, c)))
            .collect(Collectors.joining(" & ", "", " \\\\\n")));
    text.append("    \\midrule\n");
    for (int r = 0; r < grid.rows().size(); r++) {
      List<String> row = new ArrayList<>();
      for (int c : columns) {
        String cell = grid.columns().get(c).labelled(grid.rows().get(r).get(c));
        String set = stacked(Lines.of(cell, layout.widths().get(c)), side(grid, c));
        row.add(grid.isBest(r, c) ? "\\textbf{%s}".formatted(set) : set);
      }
      text.append("    ").append(String.join(" & ", row)).append(" \\\\\n");
    }
    return text.append("    \\bottomrule\n  \\end{tabular}}\n").toString();
  }

  private static char side(Grid grid, int column) {
    return grid.columns().get(column).number() ? 'r' : 'l';
  }

  private static String stacked(List<String> lines, char side) {
    String text = lines.stream().map(Latex::escaped).collect(Collectors.joining("\\\\"));
    return lines.size() < 2 ? text : "\\shortstack[%c]{%s}".formatted(side, text);
  }

  private static List<List<String>> rows(Grid grid) {
    List<List<String>> rows = new ArrayList<>();
    for (int r = 0; r < grid.rows().size(); r++) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < grid.columns().size(); c++) {
        String cell = markdown(grid.rows().get(r).get(c));
        row.add(grid.isBest(r, c) ? "**%s**".formatted(cell) : cell);
      }
      rows.add(row);
    }
    return rows;
  }

  /** What a caption begins with, as a name to refer to. */
  private static String label(String caption) {
    int colon = caption.indexOf(':');
    String start = colon < 0 ? caption : caption.substring(0, colon);
    return start.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private static String markdown(String cell) {
    StringBuilder out = new StringBuilder();
    cell.codePoints()
        .forEach(
            c -> {
              if ("\\`*_[]<>|#".indexOf(c) >= 0) {
                out.append('\\');
              }
              out.appendCodePoint(c == '\n' || c == '\r' ? ' ' : c);
            });
    return out.toString();
  }
}
