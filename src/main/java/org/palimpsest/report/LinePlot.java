package org.palimpsest.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves over whole numbers such as sessions or epochs, each with its 95 % interval as a band.
 *
 * @param logarithmic whether the vertical axis is; all values have to be above 0 then
 * @param fromZero whether the vertical axis begins at 0 although all values are larger
 */
record LinePlot(
    String title,
    String xTitle,
    String yTitle,
    List<Line> lines,
    boolean logarithmic,
    boolean fromZero)
    implements Figure.Painting {

  private static final int WIDTH = 680;
  private static final int HEIGHT = 420;

  /** Beyond this, markers would hide the curve. */
  private static final int MOST_MARKERS = 30;

  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_DOWN,
    SeriesMarkers.CROSS
  };

  private static final float[][] DASHES = {null, {9, 4}, {3, 3}, {9, 3, 3, 3}, {14, 4}, {2, 5}};

  /** One curve; values as they are to be shown. */
  record Line(String name, List<Dot> dots) {}

  /** One value with the ends of its interval, which are the value itself where there is none. */
  record Dot(int x, double y, double low, double high) {}

  @Override
  public BufferedImage paint(Theme theme) {
    XYChart chart = new XYChart(WIDTH, HEIGHT);
    chart.setTitle(title);
    chart.setXAxisTitle(xTitle);
    chart.setYAxisTitle(yTitle);
    style(chart, theme);
    range(chart);
    for (int i = 0; i < lines.size(); i++) {
      band(chart, lines.get(i), theme.series(i));
    }
    for (int i = 0; i < lines.size(); i++) {
      curve(chart, lines.get(i), i, theme);
    }
    try (Canvas canvas = new Canvas(WIDTH, HEIGHT, theme.background())) {
      chart.paint(canvas.graphics(), WIDTH, HEIGHT);
      return canvas.image();
    }
  }

  private void band(XYChart chart, Line line, Color color) {
    if (line.dots.stream().allMatch(dot -> dot.low == dot.high)) {
      return;
    }
    List<Integer> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Dot dot : line.dots) {
      x.add(dot.x);
      y.add(dot.high);
    }
    for (int i = line.dots.size() - 1; i >= 0; i--) {
      x.add(line.dots.get(i).x);
      y.add(line.dots.get(i).low);
    }
    XYSeries series = chart.addSeries(line.name + " interval", x, y);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    series.setShowInLegend(false);
    series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 50));
    series.setLineColor(new Color(0, 0, 0, 0));
    series.setMarker(SeriesMarkers.NONE);
  }

  private void curve(XYChart chart, Line line, int index, Theme theme) {
    List<Integer> x = line.dots.stream().map(Dot::x).toList();
    List<Double> y = line.dots.stream().map(Dot::y).toList();
    XYSeries series = chart.addSeries(line.name, x, y);
    series.setLineColor(theme.series(index));
    series.setLineStyle(
        new BasicStroke(
            2.2f,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            10,
            DASHES[index % DASHES.length],
            0));
    series.setMarkerColor(theme.series(index));
    series.setMarker(
        line.dots.size() > MOST_MARKERS ? SeriesMarkers.NONE : MARKERS[index % MARKERS.length]);
  }

  private void range(XYChart chart) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    int first = Integer.MAX_VALUE;
    int last = Integer.MIN_VALUE;
    for (Line line : lines) {
      for (Dot dot : line.dots) {
        low = Math.min(low, dot.low);
        high = Math.max(high, dot.high);
        first = Math.min(first, dot.x);
        last = Math.max(last, dot.x);
      }
    }
    double side = Math.max(0.25, (last - first) * 0.02);
    chart.getStyler().setXAxisMin(first - side);
    chart.getStyler().setXAxisMax(last + side);
    if (logarithmic) {
      chart.getStyler().setYAxisMin(low * 0.8);
      chart.getStyler().setYAxisMax(high * 1.25);
      return;
    }
    double margin = high > low ? 0.06 * (high - low) : Math.max(0.05 * Math.abs(high), 0.5);
    chart.getStyler().setYAxisMin(fromZero && low >= 0 ? 0 : low - margin);
    chart.getStyler().setYAxisMax(high + margin);
  }

  private void style(XYChart chart, Theme theme) {
    var styler = chart.getStyler();
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(theme.background());
    styler.setPlotBackgroundColor(theme.background());
    styler.setPlotBorderVisible(false);
    styler.setChartFontColor(theme.text());
    styler.setChartTitleFont(Canvas.TITLE);
    styler.setChartTitlePadding(10);
    styler.setAxisTitleFont(Canvas.TEXT);
    styler.setXAxisTitleColor(theme.text());
    styler.setYAxisTitleColor(theme.text());
    styler.setAxisTickLabelsFont(Canvas.TEXT);
    styler.setAxisTickLabelsColor(theme.text());
    styler.setAxisTickMarksColor(theme.faint());
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesColor(theme.grid());
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendVisible(lines.size() > 1);
    styler.setLegendFont(Canvas.SMALL);
    styler.setLegendBackgroundColor(theme.background());
    styler.setLegendBorderColor(theme.background());
    styler.setLegendSeriesLineLength(34);
    styler.setMarkerSize(8);
    styler.setYAxisLogarithmic(logarithmic);
    styler.setxAxisTickLabelsFormattingFunction(
        value -> value == Math.rint(value) ? Integer.toString(value.intValue()) : "");
    styler.setyAxisTickLabelsFormattingFunction(value -> Numbers.bare(value, Measure.Unit.NUMBER));
  }
}
