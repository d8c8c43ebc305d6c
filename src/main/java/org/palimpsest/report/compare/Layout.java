package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a table fits a line: what is too wide becomes several tables below each other, each with the
 * columns that name the rows, whose cells are broken where need be.
 *
 * @param headings lines of each column's heading
 * @param widths letters of each column
 * @param blocks which columns stand beside each other
 */
record Layout(List<List<String>> headings, List<Integer> widths, List<List<Integer>> blocks) {

  /** A column that is made narrower keeps so many letters. */
  private static final int NARROWEST = 16;

  Layout {
    headings = List.copyOf(headings);
    widths = List.copyOf(widths);
    blocks = List.copyOf(blocks);
  }

  /**
   * Lays a table out.
   *
   * @param headings a column's heading each, not yet broken
   * @param room letters of a line
   * @param gap letters between columns
   */
  static Layout of(Grid grid, List<String> headings, int room, int gap) {
    List<List<String>> lines = headings.stream().map(Lines::ofHeading).toList();
    int[] widths =
        IntStream.range(0, lines.size())
            .map(c -> Math.max(Lines.width(lines.get(c)), widest(grid, c)))
            .toArray();
    List<List<Integer>> blocks = blocks(widths, grid.rowNames(), room, gap);
    return new Layout(lines, IntStream.of(widths).boxed().toList(), blocks);
  }

  private static int widest(Grid grid, int column) {
    return grid.rows().stream().mapToInt(row -> Lines.length(row.get(column))).max().orElse(0);
  }

  /** Makes columns narrower that would not fit. */
  private static List<List<Integer>> blocks(int[] widths, int names, int room, int gap) {
    int all = IntStream.of(widths).sum() + gap * (widths.length - 1);
    if (all <= room) {
      return List.of(IntStream.range(0, widths.length).boxed().toList());
    }
    int first = -gap;
    for (int c = 0; c < names; c++) {
      widths[c] = Math.min(widths[c], Math.max(NARROWEST, room / (3 * names)));
      first += gap + widths[c];
    }
    List<Integer> named = IntStream.range(0, names).boxed().toList();
    List<List<Integer>> blocks = new ArrayList<>();
    List<Integer> block = new ArrayList<>(named);
    int used = first;
    for (int c = names; c < widths.length; c++) {
      widths[c] = Math.min(widths[c], Math.max(NARROWEST, room - first - gap));
      if (block.size() > names && used + gap + widths[c] > room) {
        blocks.add(List.copyOf(block));
        block = new ArrayList<>(named);
        used = first;
      }
      block.add(c);
      used += gap + widths[c];
    }
    blocks.add(List.copyOf(block));
    return blocks;
  }
}
