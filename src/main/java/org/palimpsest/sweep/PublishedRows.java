package org.palimpsest.sweep;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.TDistribution;
import org.palimpsest.conf.Section;

/** Reads the rows of a published table. */
final class PublishedRows {

  private static final double LEVEL = 0.975;
  private static final double MOST_MINUTES = 100_000;
  private static final int MOST_SEEDS = 1_000_000;

  private static final List<String> ERRORS = List.of("interval", "deviation", "standard-error");
  private static final Set<String> KEYS =
      Stream.concat(
              ERRORS.stream(),
              Stream.of("row", "value", "metric", "seeds", "minutes", "reason", "attempted"))
          .collect(Collectors.toSet());

  private final Section table;

  /**
   * A reader.
   *
   * @param table says what a row leaves out
   */
  PublishedRows(Section table) {
    this.table = table;
  }

  /** The one row that a section is, or those that it lists. */
  List<PublishedRow> of(Section section, String experiment) {
    List<Section> rows = section.has("rows") ? section.sections("rows") : List.of(section);
    return rows.stream().map(row -> row(row, experiment)).toList();
  }

  private PublishedRow row(Section row, String experiment) {
    if (row != table) {
      refuseUnknown(row);
    }
    int runs = from(row, "seeds").integer("seeds", 0, MOST_SEEDS);
    double value = row.real("value", 0, 100);
    return new PublishedRow(
        row.text("row"),
        experiment,
        from(row, "metric").text("metric"),
        value,
        decimals(row),
        error(row, runs),
        runs,
        from(row, "minutes").real("minutes", 0, MOST_MINUTES),
        Stream.of(row, table).flatMap(s -> s.optionalText("reason").stream()).findFirst(),
        !row.has("attempted") || row.flag("attempted"));
  }

  /** As it is written: 19.60 has two. */
  private static int decimals(Section row) {
    String written = row.text("value");
    int dot = written.indexOf('.');
    return dot < 0 ? 0 : written.length() - dot - 1;
  }

  private Section from(Section row, String key) {
    return row.has(key) ? row : table;
  }

  /** Half of the 95 % interval, from whichever error is printed. */
  private static OptionalDouble error(Section row, int runs) {
    List<String> printed = ERRORS.stream().filter(row::has).toList();
    if (printed.isEmpty()) {
      return OptionalDouble.empty();
    }
    String key = printed.get(0);
    double error = row.real(key, 0, 100);
    if (printed.size() > 1) {
      row.problem(printed.get(1), "is a second error beside %s; one is enough".formatted(key));
    }
    if (key.equals("interval")) {
      return OptionalDouble.of(error);
    }
    if (runs < 2) {
      row.problem(key, "gives no interval without the number of runs; set seeds, at least 2");
      return OptionalDouble.empty();
    }
    double quantile = new TDistribution(runs - 1).inverseCumulativeProbability(LEVEL);
    return OptionalDouble.of(
        quantile * (key.equals("deviation") ? error / Math.sqrt(runs) : error));
  }

  /** What stands in a list is nobody else's to check. */
  private static void refuseUnknown(Section row) {
    for (String key : row.written()) {
      if (!KEYS.contains(key) && !key.equals("rows")) {
        row.problem(key, "is not one of " + KEYS.stream().sorted().collect(joining(", ")));
      }
    }
  }
}
