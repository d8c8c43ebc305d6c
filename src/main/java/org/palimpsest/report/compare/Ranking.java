package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.report.plot.Measure;

/**
 * Methods with the best first: by accuracy on held-out images where all have some, since test
 * images choose nothing; else by the first metric, with a word about that.
 */
public final class Ranking {

  private static final int METRICS = 3;

  private final Comparison comparison;
  private final boolean heldOut;

  private Ranking(Comparison comparison) {
    this.comparison = comparison;
    heldOut = comparison.methods().stream().allMatch(row -> validation(row).isPresent());
  }

  /** As a table for a terminal. */
  public static String of(Comparison comparison, TableStyle style) {
    return ConsoleTable.of(new Ranking(comparison).grid(style), style.width());
  }

  private static Optional<StudentInterval> validation(Row row) {
    return row.session(Measure.VALIDATION.key(), row.sessions() - 1);
  }

  private Grid grid(TableStyle style) {
    String first = comparison.metrics().get(0);
    Comparison sorted = heldOut ? comparison : comparison.sortedBy(first);
    List<Row> rows = new ArrayList<>(sorted.methods());
    if (heldOut) {
      rows.sort(
          Comparator.comparingDouble(
              row -> -validation(row).map(StudentInterval::mean).orElse(0.0)));
    }
    List<Measure> measures =
        comparison.metrics().stream().limit(METRICS).map(Measure::named).toList();
    List<Grid.Column> columns =
        new ArrayList<>(List.of(Grid.Column.text("method"), Grid.Column.number("seeds")));
    if (heldOut) {
      columns.add(Grid.Column.of(Measure.VALIDATION));
    }
    measures.forEach(measure -> columns.add(Grid.Column.of(measure)));
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(row.name(), "" + row.runs().size()));
      if (heldOut) {
        line.add(validation(row).map(v -> style.number(v, Measure.Unit.PERCENT)).orElse(""));
      }
      for (Measure measure : measures) {
        line.add(row.metric(measure.key()).map(v -> style.number(v, measure.unit())).orElse(""));
      }
      cells.add(line);
    }
    String by =
        heldOut
            ? "accuracy on held-out images"
            : first
                + " on test images, which are not for choosing"
                + " (benchmark.validation-fraction holds images out)";
    return new Grid("Best first by " + by + "; " + style.words(), columns, cells, Set.of());
  }
}
