package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A table for a terminal: columns in line, headings over several lines. What is too wide becomes
 * several tables below each other.
 */
public final class ConsoleTable {

  private static final String GAP = "  ";

  private final Grid grid;
  private final Layout layout;

  /** How a table stands in lines of some width, the best first. */
  public enum Fit {
    /** As it is. */
    WHOLE,
    /** In one piece, but what names its rows is broken into lines. */
    NAMES_BROKEN,
    /** As several tables below each other. */
    IN_PIECES
  }

  private ConsoleTable(Grid grid, int room) {
    this.grid = grid;
    layout =
        Layout.of(
            grid, grid.columns().stream().map(Grid.Column::name).toList(), room, GAP.length());
  }

  /**
   * How {@link #of} would set a table.
   *
   * @param width characters of a line; empty for as many as it takes
   */
  public static Fit fit(Grid grid, OptionalInt width) {
    Layout free = new ConsoleTable(grid, Integer.MAX_VALUE).layout;
    Layout here = new ConsoleTable(grid, room(width)).layout;
    if (here.blocks().size() > 1) {
      return Fit.IN_PIECES;
    }
    return here.widths().equals(free.widths()) ? Fit.WHOLE : Fit.NAMES_BROKEN;
  }

  private static int room(OptionalInt width) {
    return width.orElse(Integer.MAX_VALUE);
  }

  /**
   * The table's text.
   *
   * @param width characters of a line; empty for as many as it takes
   */
  public static String of(Grid grid, OptionalInt width) {
    int room = room(width);
    ConsoleTable table = new ConsoleTable(grid, room);
    StringBuilder text = new StringBuilder();
    Lines.of(grid.caption(), room).forEach(line -> text.append(line).append('\n'));
    List<List<Integer>> blocks = table.layout.blocks();
    for (int b = 0; b < blocks.size(); b++) {
      text.append(b == 0 ? "" : "\n");
      table.write(text, blocks.get(b));
    }
    return text.toString();
  }

  private void write(StringBuilder text, List<Integer> columns) {
    int lines = columns.stream().mapToInt(c -> layout.headings().get(c).size()).max().orElse(1);
    for (int line = 0; line < lines; line++) {
      List<String> parts = new ArrayList<>();
      for (int c : columns) {
        List<String> heading = layout.headings().get(c);
        int at = line - lines + heading.size();
        parts.add(at < 0 ? "" : heading.get(at));
      }
      line(text, columns, parts);
    }
    line(text, columns, columns.stream().map(c -> "-".repeat(layout.widths().get(c))).toList());
    for (List<String> row : grid.rows()) {
      List<List<String>> cells =
          columns.stream().map(c -> Lines.of(row.get(c), layout.widths().get(c))).toList();
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
      String cell = cells.get(i);
      String padding = " ".repeat(Math.max(0, layout.widths().get(c) - Lines.length(cell)));
      line.append(i == 0 ? "" : GAP);
      line.append(grid.columns().get(c).number() ? padding + cell : cell + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
