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
        Grid.Column column = grid.columns().get(c);
        String text = column.labelled(row.get(c));
        Table.Cell cell = column.number() ? Table.number(text) : Table.whole(text);
        cells.add(grid.isBest(r, c) ? new Table.Cell(text, "number best") : cell);
      }
      table.row(cells);
    }
    table.write(html);
  }
}
