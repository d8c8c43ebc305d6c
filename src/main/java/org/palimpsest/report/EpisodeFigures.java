package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.EpisodeInterval;
import org.palimpsest.metric.OverSeeds;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.plot.LinePlot;

/**
 * How accuracy falls with ways and rises with shots, from the settings of test episodes that runs
 * were asked.
 */
final class EpisodeFigures {

  /** Settings whose number of shots varies from episode to episode have no place on an axis. */
  private static final Pattern SETTING = Pattern.compile("(\\d+)w(\\d+)s(\\d+q)?");

  /** Accuracy of one kind of episodes, in percent. */
  private record Asked(int ways, int shots, LinePlot.Dot dot) {
    LinePlot.Dot at(int x) {
      return new LinePlot.Dot(x, dot.y(), dot.low(), dot.high());
    }
  }

  private final List<RunFiles> runs;

  EpisodeFigures(List<RunFiles> runs) {
    this.runs = runs;
  }

  /** Those for which settings differ in what is on the axis. */
  List<Figure> all() {
    List<Asked> asked = asked();
    List<Figure> figures = new ArrayList<>();
    figure("ways", "Classes of an episode (ways)", "shot", asked, Asked::ways, Asked::shots)
        .ifPresent(figures::add);
    figure("shots", "Support images of a class (shots)", "way", asked, Asked::shots, Asked::ways)
        .ifPresent(figures::add);
    return figures;
  }

  private Optional<Figure> figure(
      String name,
      String axis,
      String other,
      List<Asked> asked,
      ToIntFunction<Asked> x,
      ToIntFunction<Asked> line) {
    SortedMap<Integer, SortedMap<Integer, Asked>> lines = new TreeMap<>();
    for (Asked one : asked) {
      lines
          .computeIfAbsent(line.applyAsInt(one), key -> new TreeMap<>())
          .putIfAbsent(x.applyAsInt(one), one);
    }
    List<LinePlot.Line> drawn = new ArrayList<>();
    lines.forEach(
        (key, points) -> {
          if (points.size() > 1) {
            List<LinePlot.Dot> dots = new ArrayList<>();
            points.forEach((place, point) -> dots.add(point.at(place)));
            drawn.add(new LinePlot.Line("%s-%s".formatted(key, other), dots));
          }
        });
    if (drawn.isEmpty()) {
      return Optional.empty();
    }
    String title = "Accuracy against " + name;
    return Optional.of(
        new Figure(
            "accuracy-against-" + name,
            title,
            "Curves of accuracy against the %s of test episodes; numbers in the table."
                .formatted(name),
            new LinePlot(title, interval(), axis, "Accuracy (%)", drawn, false)));
  }

  private String interval() {
    return runs.size() > 1
        ? "Mean and 95 % interval over " + runs.size() + " seeds"
        : "Mean \u00b1 " + EpisodeInterval.FORMULA;
  }

  private List<Asked> asked() {
    List<String> settings =
        runs.stream()
            .flatMap(run -> run.episodes().stream())
            .map(EpisodeCounts::setting)
            .distinct()
            .toList();
    List<Asked> asked = new ArrayList<>();
    for (String setting : settings) {
      Matcher parts = SETTING.matcher(setting);
      if (parts.matches()) {
        List<EpisodeInterval> own =
            runs.stream()
                .flatMap(run -> run.episodes().stream())
                .filter(counts -> counts.setting().equals(setting))
                .map(EpisodeCounts::interval)
                .toList();
        asked.add(
            new Asked(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), dot(own)));
      }
    }
    return asked;
  }

  /** Of one run the interval over its episodes, of several that over their means. */
  private static LinePlot.Dot dot(List<EpisodeInterval> runs) {
    double mean = runs.get(0).mean();
    double half = runs.get(0).halfWidth().orElse(0);
    if (runs.size() > 1) {
      StudentInterval spread =
          OverSeeds.of(runs.stream().map(EpisodeInterval::mean).toList()).orElseThrow();
      mean = spread.mean();
      half = spread.halfWidth().orElse(0);
    }
    return new LinePlot.Dot(0, 100 * mean, 100 * (mean - half), 100 * (mean + half));
  }
}
