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
    for (List<String> row : grid.rows()) {
      List<Table.Cell> cells = new ArrayList<>();
      for (int c = 0; c < row.size(); c++) {
        cells.add(
            grid.columns().get(c).number() ? Table.number(row.get(c)) : Table.whole(row.get(c)));
      }
      table.row(cells);
    }
    table.write(html);
  }
}
