package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.report.plot.BarPlot;
import org.palimpsest.report.plot.Canvas;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.plot.HeatMap;
import org.palimpsest.report.plot.LinePlot;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.Numbers;
import org.palimpsest.report.plot.ScatterPlot;
import org.palimpsest.report.plot.SideBySide;

/** A comparison's figures; what has no data is left out. */
public final class ComparisonFigures {

  /** More curves in one figure cannot be told apart. */
  static final int MOST = 12;

  private final List<Row> drawn;
  private final String interval;

  private ComparisonFigures(Comparison comparison) {
    List<Row> methods = comparison.methods();
    drawn = methods.subList(0, Math.min(MOST, methods.size()));
    boolean several = drawn.stream().anyMatch(method -> method.runs().size() > 1);
    String part =
        drawn.size() < methods.size()
            ? "the first %d of %d methods".formatted(drawn.size(), methods.size())
            : "";
    String spread = several ? "mean and 95 % interval over seeds" : "";
    interval =
        Measure.sentence(spread.isEmpty() || part.isEmpty() ? spread + part : spread + "; " + part);
  }

  /**
   * All figures.
   *
   * @param notes takes the reason if this Java cannot draw, and what is not defined
   */
  public static List<Figure> all(Comparison comparison, List<String> notes) {
    Optional<String> hindrance = Canvas.hindrance();
    if (hindrance.isPresent()) {
      notes.add(hindrance.get());
      return List.of();
    }
    ComparisonFigures figures = new ComparisonFigures(comparison);
    List<Figure> all = new ArrayList<>();
    figures.sessions(Measure.named(comparison.sessionMetric())).ifPresent(all::add);
    if (!comparison.sessionMetric().equals(Measure.FORGETTING.key())) {
      figures.sessions(Measure.FORGETTING).ifPresent(all::add);
    }
    figures.bars(Measure.AVERAGE_INCREMENTAL).ifPresent(all::add);
    figures.bars(Measure.ACCURACY_SEEN).ifPresent(all::add);
    figures.budget().ifPresent(all::add);
    figures.learning().ifPresent(all::add);
    figures.intransigence(notes).ifPresent(all::add);
    figures.matrices().ifPresent(all::add);
    Surfaces.of(comparison).ifPresent(all::add);
    return all;
  }

  private Optional<Figure> sessions(Measure measure) {
    List<LinePlot.Line> lines = new ArrayList<>();
    for (Row method : drawn) {
      List<LinePlot.Dot> dots = new ArrayList<>();
      for (int t = 0; t < method.sessions(); t++) {
        int session = t;
        method
            .session(measure.key(), t)
            .ifPresent(spread -> dots.add(dot(session, spread, measure)));
      }
      if (!dots.isEmpty()) {
        lines.add(new LinePlot.Line(method.name(), dots));
      }
    }
    String title = measure.label() + ", after each session";
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "sessions-" + measure.key().replace('_', '-'),
                title,
                "Curves of %s of each method; numbers in the table.".formatted(measure.key()),
                new LinePlot(title, interval, "Session learnt last", unit(measure), lines, false)));
  }

  private Optional<Figure> bars(Measure measure) {
    List<BarPlot.Bar> bars = new ArrayList<>();
    for (Row method : drawn) {
      method
          .metric(measure.key())
          .ifPresent(
              spread -> {
                bars.add(
                    new BarPlot.Bar(
                        method.name(),
                        spread.mean(),
                        low(spread, measure),
                        high(spread),
                        Numbers.of(spread, measure.unit())));
              });
    }
    String title = measure.label() + ", after the last session";
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "bars-" + measure.key().replace('_', '-'),
                title,
                "Bars of %s of each method; numbers in the table.".formatted(measure.key()),
                new BarPlot(title, interval, "", bars)));
  }

  private Optional<Figure> budget() {
    List<ScatterPlot.Point> points = new ArrayList<>();
    for (Row method : drawn) {
      OptionalDouble bytes = method.budgetBytes();
      Optional<StudentInterval> accuracy = method.metric(Measure.AVERAGE_INCREMENTAL.key());
      if (bytes.isPresent() && bytes.getAsDouble() > 0 && accuracy.isPresent()) {
        points.add(
            new ScatterPlot.Point(
                method.name(),
                bytes.getAsDouble() / (1024 * 1024),
                OptionalDouble.empty(),
                100 * accuracy.get().mean(),
                percent(accuracy.get().halfWidth()),
                Numbers.of(accuracy.get(), Measure.Unit.PERCENT)
                    + " with "
                    + Numbers.bytes(bytes.getAsDouble())));
      }
    }
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "accuracy-against-budget",
                "Accuracy against budget",
                "Points of average incremental accuracy against the bytes kept between sessions;"
                    + " numbers in the table.",
                new ScatterPlot(
                    "Accuracy against what is kept between sessions",
                    interval,
                    "Budget (MiB)",
                    "Average incremental accuracy (%)",
                    points,
                    isWide(points))));
  }

  /** Whether a logarithmic axis is worth its harder reading. */
  private static boolean isWide(List<ScatterPlot.Point> points) {
    double most = points.stream().mapToDouble(ScatterPlot.Point::x).max().orElse(1);
    return most / points.stream().mapToDouble(ScatterPlot.Point::x).min().orElse(1) > 8;
  }

  private Optional<Figure> intransigence(List<String> notes) {
    Optional<Figure> figure =
        forgettingAgainst(Measure.named("intransigence"), "Intransigence (percentage points)");
    if (figure.isEmpty()) {
      notes.add(
          "Forgetting against intransigence is not drawn: intransigence is not defined without the"
              + " accuracy that joint training reaches (--joint NAME).");
    }
    return figure;
  }

  /**
   * Of two methods that forget equally, the better one learns more: what only holds back learning
   * lies low on both axes.
   */
  private Optional<Figure> learning() {
    return forgettingAgainst(Measure.named("learning_accuracy"), "Learning accuracy (%)");
  }

  private Optional<Figure> forgettingAgainst(Measure measure, String axis) {
    List<ScatterPlot.Point> points = new ArrayList<>();
    for (Row method : drawn) {
      Optional<StudentInterval> x = method.metric(measure.key());
      Optional<StudentInterval> y = method.metric(Measure.FORGETTING.key());
      if (x.isPresent() && y.isPresent()) {
        points.add(
            new ScatterPlot.Point(
                method.name(),
                100 * x.get().mean(),
                percent(x.get().halfWidth()),
                100 * y.get().mean(),
                percent(y.get().halfWidth()),
                "%s %s, forgetting %s"
                    .formatted(
                        name(measure),
                        Numbers.of(x.get(), measure.unit()),
                        Numbers.of(y.get(), Measure.Unit.POINTS))));
      }
    }
    String title = "Forgetting against " + name(measure);
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                title.toLowerCase(Locale.ROOT).replace(' ', '-'),
                title,
                "Points of forgetting against %s after the last session.".formatted(name(measure)),
                new ScatterPlot(
                    title + ", after the last session",
                    interval,
                    axis,
                    "Forgetting from earlier peak (percentage points)",
                    points,
                    false)));
  }

  private static String name(Measure measure) {
    return measure.label().toLowerCase(Locale.ROOT);
  }

  private Optional<Figure> matrices() {
    List<HeatMap> maps = new ArrayList<>();
    for (Row method : drawn) {
      int size = method.sessions();
      if (size > 0) {
        maps.add(
            new HeatMap(
                method.name(),
                "Accuracy on each session\u2019s classes",
                "After session",
                "Tested on the classes of session",
                "Accuracy (%)",
                IntStream.range(0, size).mapToObj(Integer::toString).toList(),
                List.of(),
                (after, tested) ->
                    method
                        .accuracy(after, tested)
                        .map(spread -> OptionalDouble.of(spread.mean()))
                        .orElse(OptionalDouble.empty()),
                false));
      }
    }
    return maps.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "accuracy-matrices",
                "Accuracy matrices",
                "Heat maps of accuracy on each session\u2019s classes after each session, one a"
                    + " method.",
                new SideBySide(maps)));
  }

  private static LinePlot.Dot dot(int session, StudentInterval spread, Measure measure) {
    return new LinePlot.Dot(
        session, 100 * spread.mean(), 100 * low(spread, measure), 100 * high(spread));
  }

  /** Two seeds can give an interval beyond what is possible; a plot has no use for that part. */
  private static double low(StudentInterval spread, Measure measure) {
    double least = measure.unit() == Measure.Unit.PERCENT ? 0 : -1;
    return Math.max(Math.min(least, spread.mean()), spread.mean() - spread.halfWidth().orElse(0));
  }

  private static double high(StudentInterval spread) {
    return Math.min(1, spread.mean() + spread.halfWidth().orElse(0));
  }

  private static OptionalDouble percent(OptionalDouble value) {
    return value.isPresent() ? OptionalDouble.of(100 * value.getAsDouble()) : value;
  }

  private static String unit(Measure measure) {
    return measure.unit() == Measure.Unit.POINTS ? "Percentage points" : "Accuracy (%)";
  }
}
