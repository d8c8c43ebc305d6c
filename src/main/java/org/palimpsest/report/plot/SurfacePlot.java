package org.palimpsest.report.plot;

import java.awt.Color;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A metric over two settings: a cell for each pair of their values.
 *
 * @param rows values of one setting, the first at the bottom
 * @param columns values of the other
 * @param cells row by row; empty where nothing was run
 * @param unit of the cells
 */
public record SurfacePlot(
    String title,
    String subtitle,
    String rowTitle,
    String columnTitle,
    List<String> rows,
    List<String> columns,
    List<List<OptionalDouble>> cells,
    Measure.Unit unit)
    implements Figure.Painting {

  private static final int TOP = 66;
  private static final double WIDEST = 560;
  private static final double HIGHEST = 420;
  private static final int BOTTOM = 58;

  @Override
  public void paint(Canvas canvas) {
    Theme theme = canvas.theme();
    double width = Math.max(58, Math.min(170, WIDEST / columns.size()));
    double height = Math.max(30, Math.min(64, HIGHEST / rows.size()));
    double names = 0;
    for (String row : rows) {
      names = Math.max(names, canvas.width(row, Canvas.SMALL));
    }
    double left = 48 + names;
    double bottom = TOP + height * rows.size();
    double all = Math.max(460, left + width * columns.size() + 24);
    canvas.begin(all, bottom + BOTTOM);
    canvas.title(title, subtitle, all);
    for (int r = 0; r < rows.size(); r++) {
      double y = bottom - (r + 1) * height;
      canvas.write(rows.get(r), Canvas.SMALL, theme.text(), left - 7, y + height / 2, 1);
      for (int c = 0; c < columns.size(); c++) {
        cell(canvas, r, c, left + c * width, y, width, height);
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      String name = canvas.fit(columns.get(c), Canvas.SMALL, width - 4);
      canvas.write(name, Canvas.SMALL, theme.text(), left + (c + 0.5) * width, bottom + 13, 0.5);
    }
    double middle = left + width * columns.size() / 2;
    canvas.write(columnTitle, Canvas.TEXT, theme.text(), middle, bottom + 38, 0.5);
    canvas.writeUp(rowTitle, Canvas.TEXT, theme.text(), 18, (TOP + bottom) / 2, 0.5);
  }

  private void cell(
      Canvas canvas, int row, int column, double x, double y, double width, double height) {
    OptionalDouble value = cells.get(row).get(column);
    if (value.isEmpty()) {
      return;
    }
    double low = range().low;
    double high = range().high;
    double place = high > low ? (value.getAsDouble() - low) / (high - low) : 0.5;
    Color color = canvas.theme().ramp(place);
    String text = Numbers.bare(value.getAsDouble(), unit);
    canvas.fill(color, x, y, width - 1, height - 1);
    canvas.write(text, Canvas.SMALL, Theme.textOn(color), x + (width - 1) / 2, y + height / 2, 0.5);
    canvas.hover(
        x,
        y,
        width,
        height,
        "%s = %s, %s = %s: %s"
            .formatted(rowTitle, rows.get(row), columnTitle, columns.get(column), text));
  }

  private record Range(double low, double high) {}

  private Range range() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (List<OptionalDouble> row : cells) {
      for (OptionalDouble value : row) {
        if (value.isPresent()) {
          low = Math.min(low, value.getAsDouble());
          high = Math.max(high, value.getAsDouble());
        }
      }
    }
    return new Range(low, high);
  }
}
