package org.palimpsest.report.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.palimpsest.record.EmbeddingFile;

/**
 * Maps of test images after each session, all on one scale, three in a row. Colour and marker tell
 * which session brought an image's class.
 *
 * @param maps one a session, at least one
 * @param classesSeen after each session
 * @param names of the classes, by number; written at each class's middle if they are few
 */
public record EmbeddingPlot(
    String title, List<EmbeddingFile> maps, List<Integer> classesSeen, List<String> names)
    implements Figure.Painting {

  private static final int IN_A_ROW = 3;
  private static final double SIDE = 300;
  private static final double GAP = 16;
  private static final double CAPTION = 24;

  /** More names would cover the points. */
  private static final int NAMED = 20;

  @Override
  public void paint(Canvas canvas) {
    int columns = Math.min(IN_A_ROW, maps.size());
    int rows = (maps.size() + columns - 1) / columns;
    double width = columns * (SIDE + GAP) + GAP;
    List<String> sessions =
        IntStream.range(0, maps.size()).mapToObj(t -> "classes of session " + t).toList();
    double top = 44 + Marks.legendHeight(canvas, sessions, GAP, width) + 8;
    canvas.begin(width, top + rows * (SIDE + CAPTION + GAP));
    canvas.title(title, "", width);
    Marks.legend(canvas, sessions, false, true, GAP, 44, width);
    double reach = reach();
    for (int t = 0; t < maps.size(); t++) {
      int session = t;
      int row = t / columns;
      canvas.moved(
          GAP + t % columns * (SIDE + GAP),
          top + row * (SIDE + CAPTION + GAP),
          () -> map(canvas, session, reach));
    }
  }

  private void map(Canvas canvas, int session, double reach) {
    EmbeddingFile map = maps.get(session);
    Theme theme = canvas.theme();
    String caption =
        "After session %d (%s %% of the variance)"
            .formatted(session, Numbers.percent(map.explained(), 1));
    canvas.write(caption, Canvas.SMALL, theme.text(), 0, CAPTION / 2, 0);
    canvas.line(theme.grid(), 1, 0, CAPTION + SIDE / 2, SIDE, CAPTION + SIDE / 2);
    canvas.line(theme.grid(), 1, SIDE / 2, CAPTION, SIDE / 2, CAPTION + SIDE);
    Map<Integer, List<EmbeddingFile.Point>> byClass = new LinkedHashMap<>();
    for (EmbeddingFile.Point point : map.points()) {
      byClass.computeIfAbsent(point.trueClass(), c -> new ArrayList<>()).add(point);
      Marks.small(canvas, brought(point.trueClass()), x(point.x(), reach), y(point.y(), reach));
    }
    if (byClass.size() <= NAMED) {
      byClass.forEach((c, points) -> name(canvas, c, points, reach));
    }
  }

  private void name(Canvas canvas, int c, List<EmbeddingFile.Point> points, double reach) {
    double x = points.stream().mapToDouble(EmbeddingFile.Point::x).average().orElse(0);
    double y = points.stream().mapToDouble(EmbeddingFile.Point::y).average().orElse(0);
    String name = c < names.size() ? names.get(c) : Integer.toString(c);
    Color back = canvas.theme().background();
    double width = canvas.width(name, Canvas.SMALL) + 6;
    Color veil = new Color(back.getRed(), back.getGreen(), back.getBlue(), 200);
    canvas.fill(veil, x(x, reach) - width / 2, y(y, reach) - 8, width, 16);
    canvas.write(name, Canvas.SMALL, canvas.theme().text(), x(x, reach), y(y, reach), 0.5);
  }

  /** The session that brought a class. */
  private int brought(int c) {
    int session = 0;
    while (session < classesSeen.size() - 1 && c >= classesSeen.get(session)) {
      session++;
    }
    return session;
  }

  /** The largest distance of any coordinate from 0, over all sessions. */
  private double reach() {
    double reach = 1e-9;
    for (EmbeddingFile map : maps) {
      for (EmbeddingFile.Point point : map.points()) {
        reach = Math.max(reach, Math.max(Math.abs(point.x()), Math.abs(point.y())));
      }
    }
    return reach * 1.04;
  }

  private static double x(double value, double reach) {
    return SIDE / 2 * (1 + value / reach);
  }

  private static double y(double value, double reach) {
    return CAPTION + SIDE / 2 * (1 - value / reach);
  }
}
