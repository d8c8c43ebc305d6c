package org.palimpsest.report.plot;

import java.util.List;

/**
 * Heat maps of the same kind beside each other, three in a row.
 *
 * @param maps at least one
 */
public record SideBySide(List<HeatMap> maps) implements Figure.Painting {

  private static final int IN_A_ROW = 3;

  @Override
  public void paint(Canvas canvas) {
    double width = 0;
    double height = 0;
    for (HeatMap map : maps) {
      width = Math.max(width, map.width(canvas));
      height = Math.max(height, map.height(canvas));
    }
    int columns = Math.min(IN_A_ROW, maps.size());
    int rows = (maps.size() + columns - 1) / columns;
    canvas.begin(columns * width, rows * height);
    for (int i = 0; i < maps.size(); i++) {
      HeatMap map = maps.get(i);
      int row = i / columns;
      canvas.moved(i % columns * width, row * height, () -> map.paintHere(canvas));
    }
  }
}
