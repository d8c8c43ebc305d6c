package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.report.compare.Grid;
import org.palimpsest.report.plot.Html;

/** A table of texts within a page. */
final class GridHtml {

  private GridHtml() {}

  static void write(Html html, Grid grid) {
    Table table =
        new Table(grid.caption(), grid.columns().stream().map(Grid.Column::label).toList());
    for (int r = 0; r < grid.rows().size(); r++) {
      List<String> row = grid.rows().get(r);
      List<Table.Cell> cells = new ArrayList<>();
      for (int c = 0; c < row.size(); c++) {
        Table.Cell cell =
            grid.columns().get(c).number() ? Table.number(row.get(c)) : Table.whole(row.get(c));
        cells.add(grid.isBest(r, c) ? new Table.Cell(row.get(c), "number best") : cell);
      }
      table.row(cells);
    }
    table.write(html);
  }
}
