package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.palimpsest.report.plot.BarPlot;
import org.palimpsest.report.plot.Canvas;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.plot.HeatMap;
import org.palimpsest.report.plot.LinePlot;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.Numbers;

/** Which figures a group of runs gives; what has no data is left out. */
final class Figures {

  /** How names of figures of training begin. */
  static final String LOSS = "loss-";

  static final String TRAINING = "training-";

  private static final List<Measure> ACCURACIES =
      List.of(
          Measure.ACCURACY_SEEN,
          Measure.BASE_ACCURACY,
          Measure.NOVEL_ACCURACY,
          Measure.HARMONIC_MEAN);

  /** A logarithmic axis is worth its harder reading beyond this ratio of largest to smallest. */
  private static final double WIDE = 100;

  /** Measurements with these words in their names are not terms of a loss. */
  private static final List<String> NO_LOSS =
      List.of("rate", "norm", "scale", "second", "temperature", "weight", "images", "episodes");

  /** Stages that go through images. */
  private static final List<String> EPOCHS = List.of("base", "novel");

  /** Keys by which their blocks are not whole passes. */
  private static final List<String> CUT = List.of("block-steps", "questions-every");

  private final RunGroup group;
  private final String interval;

  Figures(RunGroup group) {
    this.group = group;
    int seeds = group.runs().size();
    this.interval = seeds > 1 ? "Mean and 95 %% interval over %d seeds".formatted(seeds) : "";
  }

  /**
   * All figures of a group.
   *
   * @param notes takes the reason if this Java cannot draw
   */
  static List<Figure> all(RunGroup group, List<String> notes) {
    Optional<String> hindrance = Canvas.hindrance();
    if (hindrance.isPresent()) {
      notes.add(hindrance.get());
      return List.of();
    }
    Figures figures = new Figures(group);
    List<Figure> all = new ArrayList<>();
    figures.accuracy().ifPresent(all::add);
    figures.forgetting().ifPresent(all::add);
    all.addAll(new EpisodeFigures(group.runs()).all());
    figures.matrix().ifPresent(all::add);
    figures.confusion().ifPresent(all::add);
    all.addAll(figures.training());
    figures.budget().ifPresent(all::add);
    return all;
  }

  /** Accuracy by session, of all classes seen, the base and the novel ones. */
  Optional<Figure> accuracy() {
    List<LinePlot.Line> lines = new ArrayList<>();
    for (Measure measure : ACCURACIES) {
      line(measure.shortLabel(), group.bySession(measure.key())).ifPresent(lines::add);
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "accuracy-per-session",
                "Accuracy after each session",
                "Curves of accuracy after each session; numbers in the table.",
                new LinePlot(
                    "Accuracy after each session",
                    interval,
                    "Session learnt last",
                    "Accuracy (%)",
                    lines,
                    false)));
  }

  Optional<Figure> forgetting() {
    return line(Measure.FORGETTING.label(), group.bySession(Measure.FORGETTING.key()))
        .map(
            line ->
                new Figure(
                    "forgetting-per-session",
                    "Forgetting after each session",
                    "Curve of forgetting from earlier peak after each session; numbers in the table.",
                    new LinePlot(
                        "Forgetting from earlier peak after each session",
                        interval,
                        "Session learnt last",
                        "Forgetting (percentage points)",
                        List.of(line),
                        false)));
  }

  Optional<Figure> matrix() {
    int size = group.matrixSize();
    if (size == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Figure(
            "accuracy-matrix",
            "Accuracy matrix",
            "Heat map of accuracy on each session's classes after each session.",
            new HeatMap(
                "Accuracy on each session\u2019s classes",
                interval.isEmpty() ? "" : "Mean over %d seeds".formatted(group.runs().size()),
                "After session",
                "Tested on the classes of session",
                "Accuracy (%)",
                IntStream.range(0, size).mapToObj(Integer::toString).toList(),
                List.of(),
                (after, tested) ->
                    group
                        .accuracy(after, tested)
                        .map(spread -> OptionalDouble.of(spread.mean()))
                        .orElse(OptionalDouble.empty()),
                false)));
  }

  Optional<Figure> confusion() {
    return group
        .confusion()
        .filter(confusion -> !confusion.classes().isEmpty())
        .map(
            confusion ->
                new Figure(
                    "confusion",
                    "Confusion matrix",
                    "Heat map of predicted classes for each true class; the most frequent mistakes"
                        + " are in the table.",
                    new HeatMap(
                        "Predicted against true class",
                        confusionSubtitle(),
                        "True class",
                        "Predicted class",
                        "Images of the true class (%)",
                        confusion.classes(),
                        borders(confusion.classes().size()),
                        (actual, predicted) ->
                            OptionalDouble.of(confusion.share(actual, predicted)),
                        true)));
  }

  private String confusionSubtitle() {
    String after =
        group.runs().stream()
            .flatMapToInt(run -> run.confusionSession().stream())
            .distinct()
            .mapToObj("After session %d"::formatted)
            .findFirst()
            .orElse("");
    int seeds = group.runs().size();
    return after + (seeds > 1 ? ", %d seeds added up".formatted(seeds) : "");
  }

  /** Where one session's classes end and the next one's begin. */
  private List<Integer> borders(int classes) {
    return IntStream.range(0, group.sessions())
        .mapToObj(group::classesSeen)
        .flatMap(Optional::stream)
        .filter(seen -> seen < classes)
        .map(Long::intValue)
        .toList();
  }

  Optional<Figure> budget() {
    List<BarPlot.Bar> bars = new ArrayList<>();
    group
        .budget()
        .forEach(
            (key, spread) ->
                bars.add(
                    new BarPlot.Bar(
                        Measure.words(key.replaceFirst("_?bytes$", "")),
                        Math.max(0, spread.mean()),
                        Numbers.bytes(spread.mean()))));
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "budget",
                "What the learner keeps",
                "Bars of the bytes that the learner keeps; numbers in the table.",
                new BarPlot("What the learner keeps between sessions", "", "Bytes", bars)));
  }

  /** One figure for each stage and kind of measurement. */
  List<Figure> training() {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    for (String key : group.curves()) {
      int end = key.indexOf('_');
      String stage = end < 0 ? key : key.substring(0, end);
      String kind = kind(key);
      keys.computeIfAbsent(stage + "|" + kind, k -> new ArrayList<>()).add(key);
    }
    List<Figure> figures = new ArrayList<>();
    keys.forEach(
        (stageAndKind, members) ->
            figures.add(training(stageAndKind.substring(0, stageAndKind.indexOf('|')), members)));
    return figures;
  }

  private Figure training(String stage, List<String> keys) {
    boolean percent = kind(keys.get(0)).equals("accuracy");
    boolean loss = kind(keys.get(0)).equals("loss");
    List<LinePlot.Line> lines = new ArrayList<>();
    for (String key : keys) {
      lines.add(
          new LinePlot.Line(
              Measure.words(measure(key)), dots(group.curve(key), percent ? 100 : 1, 1)));
    }
    String what = loss ? "loss" : measure(keys.get(0)).replace('_', ' ');
    String title = "Stage \u201c%s\u201d: %s".formatted(stage, what);
    return new Figure(
        fileName((loss ? LOSS : TRAINING) + stage + (loss ? "" : "-" + measure(keys.get(0)))),
        title,
        "Curves of %s while the stage %s learns.".formatted(what, stage),
        new LinePlot(
            title,
            interval,
            axis(stage),
            percent ? "Accuracy (%)" : Measure.words(what),
            lines,
            loss && wide(lines)));
  }

  /** What a stage's blocks are; those of later sessions are counted through. */
  private String axis(String stage) {
    if (!EPOCHS.contains(stage)) {
      return stage.equals("episodes") ? "Block of episodes" : "Block of the stage";
    }
    boolean cut =
        group.runs().stream()
            .flatMap(run -> run.journal().stream())
            .flatMap(journal -> journal.params().keySet().stream())
            .anyMatch(key -> CUT.stream().anyMatch(key::endsWith));
    return (cut ? "Block of steps" : "Epoch")
        + (stage.equals("novel") && group.sessions() > 2 ? ", over all later sessions" : "");
  }

  /** Names come from learners, so they may hold anything; files must not. */
  private static String fileName(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static String measure(String key) {
    return key.substring(key.indexOf('_') + 1);
  }

  /** Terms of the loss share a figure; what is of another kind has one of its own. */
  private static String kind(String key) {
    String measure = measure(key);
    if (measure.contains("accuracy")) {
      return "accuracy";
    }
    return NO_LOSS.stream().anyMatch(measure::contains) ? measure : "loss";
  }

  private static boolean wide(List<LinePlot.Line> lines) {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (LinePlot.Line line : lines) {
      for (LinePlot.Dot dot : line.dots()) {
        low = Math.min(low, dot.low());
        high = Math.max(high, dot.high());
      }
    }
    return low > 0 && high / low > WIDE;
  }

  private static Optional<LinePlot.Line> line(String name, List<RunGroup.Point> points) {
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(new LinePlot.Line(name, dots(points, 100, 0)));
  }

  private static List<LinePlot.Dot> dots(List<RunGroup.Point> points, double factor, int shift) {
    return points.stream()
        .map(
            point -> {
              double mean = point.spread().mean();
              double half = point.spread().halfWidth().orElse(0);
              return new LinePlot.Dot(
                  point.x() + shift, factor * mean, factor * (mean - half), factor * (mean + half));
            })
        .toList();
  }
}
