package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.SurfacePlot;

/** Finds two swept settings among the methods, and the metric over them. */
public final class Surfaces {

  private Surfaces() {}

  /**
   * The average incremental accuracy over two settings, if the methods differ in exactly two and
   * fill more than a row of their grid.
   */
  static Optional<Figure> of(Comparison comparison) {
    List<Row> ours =
        comparison.methods().stream()
            .filter(method -> !method.runs().get(0).configuration().isEmpty())
            .toList();
    SortedMap<String, List<String>> differences =
        MethodNames.differences(ours.stream().map(method -> method.runs().get(0)).toList());
    if (differences.size() != 2) {
      return Optional.empty();
    }
    List<Map.Entry<String, List<String>>> settings = List.copyOf(differences.entrySet());
    List<String> rows = values(settings.get(0).getValue());
    List<String> columns = values(settings.get(1).getValue());
    List<List<OptionalDouble>> cells = new ArrayList<>();
    for (String row : rows) {
      List<OptionalDouble> line = new ArrayList<>();
      for (String column : columns) {
        OptionalDouble found = OptionalDouble.empty();
        for (int i = 0; i < ours.size(); i++) {
          if (settings.get(0).getValue().get(i).equals(row)
              && settings.get(1).getValue().get(i).equals(column)) {
            found =
                ours.get(i)
                    .metric(Measure.AVERAGE_INCREMENTAL.key())
                    .map(spread -> OptionalDouble.of(spread.mean()))
                    .orElse(OptionalDouble.empty());
          }
        }
        line.add(found);
      }
      cells.add(line);
    }
    if (ours.size() < 3) {
      return Optional.empty();
    }
    String title = "Average incremental accuracy (%)";
    return Optional.of(
        new Figure(
            "surface",
            title,
            "Heat map of average incremental accuracy over %s and %s; numbers in the table."
                .formatted(settings.get(0).getKey(), settings.get(1).getKey()),
            new SurfacePlot(
                title,
                "Mean over seeds",
                settings.get(0).getKey(),
                settings.get(1).getKey(),
                rows,
                columns,
                cells,
                Measure.Unit.PERCENT)));
  }

  /** Each value once; numbers by size, anything else by its letters. */
  private static List<String> values(List<String> all) {
    return all.stream()
        .distinct()
        .sorted(Comparator.comparingDouble(Surfaces::size).thenComparing(text -> text))
        .toList();
  }

  private static double size(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.POSITIVE_INFINITY; // Words come after numbers.
    }
  }
}
