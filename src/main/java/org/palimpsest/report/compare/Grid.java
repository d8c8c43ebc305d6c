package org.palimpsest.report.compare;

import java.util.List;
import java.util.Set;
import org.palimpsest.report.plot.Measure;

/**
 * A table of texts, to be written in any format.
 *
 * @param rows as many cells each as columns; a minus is U+2212 and a spread's sign U+00B1
 * @param best the cells that are set off
 * @param rowNames how many columns at the left say what a row is about
 */
public record Grid(
    String caption, List<Column> columns, List<List<String>> rows, Set<Place> best, int rowNames) {

  private static final String METRIC = "metric";

  /** A cell, each counted from 0. */
  public record Place(int row, int column) {}

  /** A table in which nothing is set off. */
  public Grid(String caption, List<Column> columns, List<List<String>> rows) {
    this(caption, columns, rows, Set.of());
  }

  /** A table whose first column says what a row is about. */
  public Grid(String caption, List<Column> columns, List<List<String>> rows, Set<Place> best) {
    this(caption, columns, rows, best, 1);
  }

  /** Whether a cell is set off. */
  public boolean isBest(int row, int column) {
    return best.contains(new Place(row, column));
  }

  /**
   * A column.
   *
   * @param name full name, as in the files
   * @param label for people
   * @param number whether its cells are set to the right
   */
  public record Column(String name, String label, boolean number) {
    /** A column of words. */
    public static Column text(String name) {
      return new Column(name, name, false);
    }

    /** A column of metrics, by their full names as in the files. */
    static Column metric() {
      return text(METRIC);
    }

    /** A cell as labels are: metrics in a reader's words. */
    public String labelled(String cell) {
      return name.equals(METRIC) ? Measure.named(cell).label() : cell;
    }

    /** A column of numbers. */
    public static Column number(String name) {
      return new Column(name, name, true);
    }

    static Column of(Measure measure) {
      String unit =
          switch (measure.unit()) {
            case PERCENT -> " (%)";
            case POINTS -> " (pp)";
            case SECONDS -> " (s)";
            case BYTES, NUMBER -> "";
          };
      return new Column(measure.key() + unit, measure.label() + unit, true);
    }
  }

  public Grid {
    columns = List.copyOf(columns);
    best = Set.copyOf(best);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "%d cells in a table of %d columns: %s".formatted(row.size(), columns.size(), row));
      }
    }
  }
}
