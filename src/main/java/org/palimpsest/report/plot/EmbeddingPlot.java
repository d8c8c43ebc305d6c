package org.palimpsest.report.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  /** Points at the edge are not cut. */
  private static final double MARGIN = 1.06;

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
    Square square = square();
    for (int t = 0; t < maps.size(); t++) {
      int session = t;
      int row = t / columns;
      canvas.moved(
          GAP + t % columns * (SIDE + GAP),
          top + row * (SIDE + CAPTION + GAP),
          () -> map(canvas, session, square));
    }
  }

  private void map(Canvas canvas, int session, Square square) {
    EmbeddingFile map = maps.get(session);
    Theme theme = canvas.theme();
    String caption =
        "After session %d (%s %% of the variance)"
            .formatted(session, Numbers.percent(map.explained(), 1));
    canvas.write(caption, Canvas.SMALL, theme.text(), 0, CAPTION / 2, 0);
    double bottom = CAPTION + SIDE;
    canvas.line(theme.grid(), 1, 0, CAPTION, SIDE, CAPTION);
    canvas.line(theme.grid(), 1, 0, bottom, SIDE, bottom);
    canvas.line(theme.grid(), 1, 0, CAPTION, 0, bottom);
    canvas.line(theme.grid(), 1, SIDE, CAPTION, SIDE, bottom);
    Map<Integer, List<EmbeddingFile.Point>> byClass = new LinkedHashMap<>();
    for (EmbeddingFile.Point point : map.points()) {
      byClass.computeIfAbsent(point.trueClass(), c -> new ArrayList<>()).add(point);
      Marks.small(canvas, brought(point.trueClass()), square.x(point.x()), square.y(point.y()));
    }
    if (byClass.size() <= NAMED) {
      byClass.forEach((c, points) -> name(canvas, c, points, square));
    }
  }

  private void name(Canvas canvas, int c, List<EmbeddingFile.Point> points, Square square) {
    double x = points.stream().mapToDouble(EmbeddingFile.Point::x).average().orElse(0);
    double y = points.stream().mapToDouble(EmbeddingFile.Point::y).average().orElse(0);
    String name = c < names.size() ? names.get(c) : Integer.toString(c);
    Color back = canvas.theme().background();
    double width = canvas.width(name, Canvas.SMALL) + 6;
    Color veil = new Color(back.getRed(), back.getGreen(), back.getBlue(), 200);
    canvas.fill(veil, square.x(x) - width / 2, square.y(y) - 8, width, 16);
    canvas.write(name, Canvas.SMALL, canvas.theme().text(), square.x(x), square.y(y), 0.5);
  }

  /** The session that brought a class. */
  private int brought(int c) {
    int session = 0;
    while (session < classesSeen.size() - 1 && c >= classesSeen.get(session)) {
      session++;
    }
    return session;
  }

  /** Around the points of all sessions, on one scale for both axes. */
  private Square square() {
    double[] xs = points().mapToDouble(EmbeddingFile.Point::x).toArray();
    double[] ys = points().mapToDouble(EmbeddingFile.Point::y).toArray();
    double left = DoubleStream.of(xs).min().orElse(0);
    double right = DoubleStream.of(xs).max().orElse(0);
    double low = DoubleStream.of(ys).min().orElse(0);
    double high = DoubleStream.of(ys).max().orElse(0);
    double half = Math.max(1e-9, Math.max(right - left, high - low) / 2 * MARGIN);
    return new Square((left + right) / 2, (low + high) / 2, half);
  }

  private Stream<EmbeddingFile.Point> points() {
    return maps.stream().flatMap(map -> map.points().stream());
  }

  /** What part of the plane a map shows, by its middle and half of its side. */
  private record Square(double middleX, double middleY, double half) {

    double x(double value) {
      return SIDE / 2 * (1 + (value - middleX) / half);
    }

    double y(double value) {
      return CAPTION + SIDE / 2 * (1 - (value - middleY) / half);
    }
  }
}
