package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A table for a terminal: columns in line, headings over several lines. What is too wide becomes
 * several tables below each other, each with the first column, whose cells are broken where need
 * be.
 */
public final class ConsoleTable {

  /** A heading longer than this is broken where its words meet. */
  private static final int HEADING = 15;

  private static final String GAP = "  ";

  /** A first column is never narrower. */
  private static final int NARROWEST = 16;

  private final Grid grid;

  /** Of each column. */
  private final List<List<String>> headings;

  private final int[] widths;

  private ConsoleTable(Grid grid) {
    this.grid = grid;
    headings = grid.columns().stream().map(column -> broken(column.name())).toList();
    widths = new int[grid.columns().size()];
    for (int c = 0; c < widths.length; c++) {
      int column = c;
      int cells = grid.rows().stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
      widths[c] =
          Math.max(cells, headings.get(c).stream().mapToInt(ConsoleTable::length).max().orElse(0));
    }
  }

  /**
   * The table's text.
   *
   * @param width characters of a line; empty for as many as it takes
   */
  public static String of(Grid grid, OptionalInt width) {
    ConsoleTable table = new ConsoleTable(grid);
    StringBuilder text = new StringBuilder();
    int room = width.orElse(Integer.MAX_VALUE);
    wrapped(grid.caption(), room).forEach(line -> text.append(line).append('\n'));
    List<List<Integer>> blocks = table.blocks(room);
    for (int b = 0; b < blocks.size(); b++) {
      text.append(b == 0 ? "" : "\n");
      table.write(text, blocks.get(b));
    }
    return text.toString();
  }

  /** Which columns stand beside each other; the first one stands in every block. */
  private List<List<Integer>> blocks(int room) {
    int all = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1);
    if (all <= room) {
      return List.of(IntStream.range(0, widths.length).boxed().toList());
    }
    widths[0] = Math.min(widths[0], Math.max(NARROWEST, room / 3));
    List<List<Integer>> blocks = new ArrayList<>();
    List<Integer> block = new ArrayList<>(List.of(0));
    int used = widths[0];
    for (int c = 1; c < widths.length; c++) {
      widths[c] = Math.min(widths[c], Math.max(NARROWEST, room - widths[0] - GAP.length()));
      if (block.size() > 1 && used + GAP.length() + widths[c] > room) {
        blocks.add(block);
        block = new ArrayList<>(List.of(0));
        used = widths[0];
      }
      block.add(c);
      used += GAP.length() + widths[c];
    }
    blocks.add(block);
    return blocks;
  }

  private void write(StringBuilder text, List<Integer> columns) {
    int lines = columns.stream().mapToInt(c -> headings.get(c).size()).max().orElse(1);
    for (int line = 0; line < lines; line++) {
      List<String> parts = new ArrayList<>();
      for (int c : columns) {
        int at = line - lines + headings.get(c).size();
        parts.add(at < 0 ? "" : headings.get(c).get(at));
      }
      line(text, columns, parts);
    }
    line(text, columns, columns.stream().map(c -> "-".repeat(widths[c])).toList());
    for (List<String> row : grid.rows()) {
      List<List<String>> cells = columns.stream().map(c -> wrapped(row.get(c), widths[c])).toList();
      int height = cells.stream().mapToInt(List::size).max().orElse(1);
      for (int l = 0; l < height; l++) {
        int line = l;
        line(
            text,
            columns,
            cells.stream().map(cell -> line < cell.size() ? cell.get(line) : "").toList());
      }
    }
  }

  private void line(StringBuilder text, List<Integer> columns, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      int c = columns.get(i);
      String padding = " ".repeat(Math.max(0, widths[c] - length(cells.get(i))));
      boolean right = grid.columns().get(c).number();
      line.append(i == 0 ? "" : GAP);
      line.append(right ? padding + cells.get(i) : cells.get(i) + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  /** A heading in lines, broken after underscores and at blanks. */
  private static List<String> broken(String heading) {
    return filled(heading.split("(?<=_)|(?= )", -1), HEADING);
  }

  /** A text in lines of at most so many letters, broken at blanks, or anywhere if there is none. */
  private static List<String> wrapped(String text, int room) {
    List<String> words = new ArrayList<>();
    for (String word : text.split("(?= )", -1)) {
      String rest = word;
      for (; rest.strip().length() > room; rest = rest.strip().substring(room)) {
        words.add(rest.strip().substring(0, room));
      }
      words.add(rest);
    }
    return length(text) <= room ? List.of(text) : filled(words.toArray(String[]::new), room);
  }

  private static List<String> filled(String[] words, int room) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (!line.isEmpty() && line.toString().strip().length() + word.length() > room) {
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
}
