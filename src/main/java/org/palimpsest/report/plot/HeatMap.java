package org.palimpsest.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A square table of shares in colour.
 *
 * @param subtitle what the shares are means of, or empty
 * @param names of rows and columns
 * @param borders where a group of rows and columns ends, as the index of the next one; drawn as
 *     lines
 * @param cells shares in [0, 1]
 * @param stretched whether small shares are told apart better: colour follows the square root
 */
public record HeatMap(
    String title,
    String subtitle,
    String rowTitle,
    String columnTitle,
    String scaleTitle,
    List<String> names,
    List<Integer> borders,
    Cells cells,
    boolean stretched)
    implements Figure.Painting {

  /** The share at a place, or none. */
  @FunctionalInterface
  public interface Cells {
    OptionalDouble at(int row, int column);
  }

  private static final double PLOT = 520;
  private static final int TOP = 66;
  private static final int RIGHT = 92;
  private static final int BOTTOM_TITLE = 34;

  /** Cells of at least this many pixels have room for their number. */
  private static final double NUMBERED = 30;

  /** Rows of at least this many pixels have room for their name. */
  private static final double NAMED = 13;

  private static final double LONGEST_NAME = 150;

  @Override
  public void paint(Canvas canvas) {
    canvas.begin(width(canvas), height(canvas));
    paintHere(canvas);
  }

  double width(Canvas canvas) {
    double side = cell() * names.size();
    return Math.ceil(Math.max(left(canvas) + side + RIGHT, 460));
  }

  double height(Canvas canvas) {
    double below = (upright(canvas, cell()) ? labelWidth(canvas, cell()) : 22) + BOTTOM_TITLE;
    return Math.ceil(TOP + cell() * names.size() + below + 8);
  }

  /** Paints on a canvas that has its size, which may be larger. */
  void paintHere(Canvas canvas) {
    Theme theme = canvas.theme();
    double cell = cell();
    double left = left(canvas);
    double side = cell * names.size();
    canvas.title(title, subtitle, width(canvas));
    paintCells(canvas, theme, left, cell);
    paintBorders(canvas, theme, left, cell);
    paintNames(canvas, theme, left, cell);
    String order = cell < NAMED ? ", in the order of learning" : "";
    canvas.writeUp(rowTitle + order, Canvas.TEXT, theme.text(), 18, TOP + side / 2, 0.5);
    canvas.write(
        columnTitle + order,
        Canvas.TEXT,
        theme.text(),
        left + side / 2,
        height(canvas) - 20.0,
        0.5);
    paintScale(canvas, theme, left + side + 22, side);
  }

  private double cell() {
    return Math.min(64, PLOT / names.size());
  }

  private double left(Canvas canvas) {
    return 40 + labelWidth(canvas, cell());
  }

  private void paintCells(Canvas canvas, Theme theme, double left, double cell) {
    Font font = cell < 38 ? Canvas.SMALL.deriveFont(10f) : Canvas.SMALL;
    for (int row = 0; row < names.size(); row++) {
      for (int column = 0; column < names.size(); column++) {
        OptionalDouble share = cells.at(row, column);
        if (share.isEmpty()) {
          continue;
        }
        Color color = theme.ramp(place(share.getAsDouble()));
        double x = left + column * cell;
        double y = TOP + row * cell;
        // Large cells stand apart; small ones must not show the background between them.
        double gap = cell >= NUMBERED ? 1 : 0;
        canvas.fill(color, x, y, cell - gap, cell - gap);
        if (cell >= NUMBERED) {
          canvas.write(
              number(share.getAsDouble(), cell),
              font,
              Theme.textOn(color),
              x + (cell - gap) / 2,
              y + (cell - gap) / 2,
              0.5);
        }
        canvas.hover(
            x,
            y,
            cell,
            cell,
            "%s %s, %s %s: %s %%"
                .formatted(
                    rowTitle,
                    names.get(row),
                    columnTitle,
                    names.get(column),
                    Numbers.bare(share.getAsDouble(), Measure.Unit.PERCENT)));
      }
    }
  }

  private static String number(double share, double cell) {
    return Numbers.percent(share, cell < 38 ? 0 : 1); // what a cell has room for
  }

  private void paintBorders(Canvas canvas, Theme theme, double left, double cell) {
    double side = cell * names.size();
    for (int border : borders) {
      double at = border * cell;
      canvas.line(theme.faint(), 0.75, left + at, TOP, left + at, TOP + side);
      canvas.line(theme.faint(), 0.75, left, TOP + at, left + side, TOP + at);
    }
    if (cell < NUMBERED) {
      canvas.draw(
          theme.faint(), new BasicStroke(0.75f), new Rectangle2D.Double(left, TOP, side, side));
    }
  }

  private void paintNames(Canvas canvas, Theme theme, double left, double cell) {
    double side = cell * names.size();
    boolean upright = upright(canvas, cell);
    for (int i = 0; i < names.size(); i++) {
      if (cell < NAMED && i % 10 != 0) {
        continue;
      }
      String name = shown(canvas, i, cell);
      double at = (i + 0.5) * cell;
      canvas.write(name, font(cell), theme.text(), left - 7, TOP + at, 1);
      if (upright) {
        canvas.writeUp(name, font(cell), theme.text(), left + at, TOP + side + 7, 1);
      } else {
        canvas.write(name, font(cell), theme.text(), left + at, TOP + side + 13, 0.5);
      }
    }
  }

  private void paintScale(Canvas canvas, Theme theme, double x, double side) {
    int height = (int) Math.min(side, 260);
    int steps = 2 * height;
    double thickness = 0.5; // one real pixel of an image, so that no edge is blurred
    for (int i = 0; i < steps; i++) {
      Color color = theme.ramp(1 - (i + 0.5) / steps);
      // Each reaches below the next one, so that no background shines through between them.
      canvas.fill(color, x, TOP + i * thickness, 14, Math.min(2, steps - i) * thickness);
    }
    for (int percent :
        stretched ? new int[] {0, 1, 5, 20, 50, 100} : new int[] {0, 25, 50, 75, 100}) {
      double y = TOP + height * (1 - place(percent / 100.0));
      canvas.write(percent + "", Canvas.SMALL, theme.text(), x + 20, y, 0);
    }
    canvas.writeUp(scaleTitle, Canvas.SMALL, theme.faint(), x + 54, TOP, 1);
  }

  private double place(double share) {
    double within = Math.max(0, Math.min(1, share));
    return stretched ? Math.sqrt(within) : within;
  }

  /** Where rows are too thin for names, every tenth one has its number. */
  private String shown(Canvas canvas, int index, double cell) {
    return cell < NAMED
        ? Integer.toString(index)
        : canvas.fit(names.get(index), font(cell), LONGEST_NAME);
  }

  private static Font font(double cell) {
    return cell < 17 && cell >= NAMED ? Canvas.SMALL.deriveFont(10f) : Canvas.SMALL;
  }

  private double labelWidth(Canvas canvas, double cell) {
    double widest = 0;
    for (int i = 0; i < names.size(); i++) {
      widest = Math.max(widest, canvas.width(shown(canvas, i, cell), font(cell)));
    }
    return widest + 8;
  }

  private boolean upright(Canvas canvas, double cell) {
    return cell >= NAMED && labelWidth(canvas, cell) > cell;
  }
}
