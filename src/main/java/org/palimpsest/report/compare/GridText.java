package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tables as plain text, Markdown and LaTeX. */
public final class GridText {

  /** A heading longer than this is broken where its words meet. */
  private static final int HEADING = 15;

  private GridText() {}

  /** For a terminal: columns in line, headings over several lines. */
  public static String console(Grid grid) {
    List<List<String>> headings =
        grid.columns().stream().map(column -> broken(column.name())).toList();
    int lines = headings.stream().mapToInt(List::size).max().orElse(1);
    List<Integer> widths = new ArrayList<>();
    for (int c = 0; c < grid.columns().size(); c++) {
      int width = headings.get(c).stream().mapToInt(GridText::length).max().orElse(0);
      for (List<String> row : grid.rows()) {
        width = Math.max(width, length(row.get(c)));
      }
      widths.add(width);
    }
    StringBuilder text = new StringBuilder(grid.caption()).append('\n');
    for (int line = 0; line < lines; line++) {
      int from = line;
      row(text, grid, widths, c -> part(headings.get(c), from - lines + headings.get(c).size()));
    }
    row(text, grid, widths, c -> "-".repeat(widths.get(c)));
    for (List<String> row : grid.rows()) {
      row(text, grid, widths, row::get);
    }
    return text.toString();
  }

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
    for (List<String> row : grid.rows()) {
      text.append(
          row.stream().map(GridText::markdown).collect(Collectors.joining(" | ", "| ", " |\n")));
    }
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
    for (List<String> row : grid.rows()) {
      text.append(
          row.stream().map(Latex::escaped).collect(Collectors.joining(" & ", "    ", " \\\\\n")));
    }
    return text.append("    \\bottomrule\n  \\end{tabular}}\n\\end{table}\n").toString();
  }

  /** What a caption begins with, as a name to refer to. */
  private static String label(String caption) {
    int colon = caption.indexOf(':');
    String start = colon < 0 ? caption : caption.substring(0, colon);
    return start.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private static void row(
      StringBuilder text, Grid grid, List<Integer> widths, Function<Integer, String> cell) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.size(); c++) {
      String content = cell.apply(c);
      String padding = " ".repeat(widths.get(c) - length(content));
      line.append(c == 0 ? "" : "  ");
      line.append(grid.columns().get(c).number() ? padding + content : content + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String part(List<String> parts, int at) {
    return at < 0 ? "" : parts.get(at);
  }

  /** A heading in lines, broken after underscores and at blanks. */
  private static List<String> broken(String heading) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : heading.split("(?<=_)|(?= )", -1)) {
      if (!line.isEmpty() && line.length() + word.length() > HEADING) {
        lines.add(line.toString().strip());
        line.setLength(0);
      }
      line.append(word);
    }
    lines.add(line.toString().strip());
    return lines;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
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
