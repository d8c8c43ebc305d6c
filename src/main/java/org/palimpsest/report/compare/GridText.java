package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Tables as Markdown and LaTeX. */
public final class GridText {

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
    rows(grid, GridText::markdown, "**%s**")
        .forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
    return text.toString();
  }

  /**
   * With rules of the package {@code booktabs}; a table wider than the text is made to fit it by
   * {@code graphicx}.
   */
  static String latex(Grid grid) {
    StringBuilder text = new StringBuilder("\\begin{table}\n  \\centering\n");
    text.append("  \\caption{").append(Latex.escaped(grid.caption())).append("}\n");
    text.append("  \\label{tab:").append(label(grid.caption())).append("}\n");
    text.append("  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n");
    text.append("  \\begin{tabular}{");
    grid.columns().forEach(column -> text.append(column.number() ? 'r' : 'l'));
    text.append("}\n    \\toprule\n    ");
    text.append(
        grid.columns().stream()
            .map(column -> Latex.escaped(column.label()))
            .collect(Collectors.joining(" & ", "", " \\\\\n")));
    text.append("    \\midrule\n");
    rows(grid, Latex::escaped, "\\textbf{%s}")
        .forEach(row -> text.append("    ").append(String.join(" & ", row)).append(" \\\\\n"));
    return text.append("    \\bottomrule\n  \\end{tabular}}\n\\end{table}\n").toString();
  }

  private static List<List<String>> rows(Grid grid, UnaryOperator<String> written, String best) {
    List<List<String>> rows = new ArrayList<>();
    for (int r = 0; r < grid.rows().size(); r++) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < grid.columns().size(); c++) {
        String cell = written.apply(grid.rows().get(r).get(c));
        row.add(grid.isBest(r, c) ? best.formatted(cell) : cell);
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
