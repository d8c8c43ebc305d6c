package org.palimpsest.report.published;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.palimpsest.metric.Agreement;
import org.palimpsest.report.compare.Grid;

/** Published numbers with ours beside them, table by table. */
public record Reproduction(List<ReproducedRow> rows) {

  /** What a verdict means, for the reader. */
  public static final String RULE =
      "Agrees: the difference is at most both 95 % half widths together, and half a unit of the"
          + " last printed digit. Where the source prints no error, its runs are taken to scatter as"
          + " ours do.";

  private static final String MISSING = "\u2013";

  public Reproduction {
    rows = List.copyOf(rows);
  }

  /** Names of the tables, in order. */
  public List<String> tables() {
    return rows.stream().map(ReproducedRow::table).distinct().toList();
  }

  /** The rows of a table. */
  public List<ReproducedRow> of(String table) {
    return rows.stream().filter(row -> row.table().equals(table)).toList();
  }

  /** How many rows have a verdict. */
  public long count(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }

  /** In a sentence. */
  public String summary() {
    long measured = count(Verdict.AGREES) + count(Verdict.DIFFERS);
    List<String> rest = new ArrayList<>();
    for (Verdict verdict : List.of(Verdict.ONE_SEED, Verdict.NOT_ATTEMPTED)) {
      if (count(verdict) > 0) {
        rest.add("%d %s".formatted(count(verdict), verdict));
      }
    }
    return "%d published %s: %d measured, of which %d agree and %d differ%s"
        .formatted(
            rows.size(),
            rows.size() == 1 ? "number" : "numbers",
            measured,
            count(Verdict.AGREES),
            count(Verdict.DIFFERS),
            rest.isEmpty() ? "" : "; " + String.join(", ", rest));
  }

  /**
   * A table, with the reasons in its last column.
   *
   * @param table one of {@link #tables}
   */
  public Grid grid(String table) {
    return grid(table, Reproduction::verdict);
  }

  /** The same without reasons. */
  Grid narrow(String table) {
    return grid(table, row -> row.verdict().toString());
  }

  /** Why rows do not simply agree, a line each. */
  List<String> reasons(String table) {
    return of(table).stream()
        .filter(row -> row.verdict() != Verdict.AGREES && row.reason().isPresent())
        .map(row -> "%s: %s".formatted(row.name(), row.reason().orElse("")))
        .toList();
  }

  private Grid grid(String table, Function<ReproducedRow, String> verdict) {
    List<ReproducedRow> some = of(table);
    boolean metrics = some.stream().map(ReproducedRow::metric).distinct().count() > 1;
    List<Grid.Column> columns = new ArrayList<>();
    columns.add(Grid.Column.text("row"));
    if (metrics) {
      columns.add(Grid.Column.text("metric"));
    }
    columns.add(Grid.Column.number("published"));
    columns.add(Grid.Column.number("ours"));
    columns.add(Grid.Column.number("n"));
    columns.add(Grid.Column.number("difference"));
    columns.add(Grid.Column.text("verdict"));
    List<List<String>> cells = new ArrayList<>();
    for (ReproducedRow row : some) {
      List<String> line = new ArrayList<>();
      line.add(row.name());
      if (metrics) {
        line.add(row.metric());
      }
      line.add(published(row.published()));
      line.add(row.ours().map(o -> spread(o.mean(), o.halfWidth(), 2)).orElse(MISSING));
      line.add(row.ours().map(o -> Integer.toString(o.n())).orElse("0"));
      line.add(row.agreement().map(Reproduction::difference).orElse(MISSING));
      line.add(verdict.apply(row));
      cells.add(line);
    }
    return new Grid("%s, in %%: %s".formatted(table, some.get(0).source()), columns, cells);
  }

  /** The verdict, and why where it is not plain agreement. */
  private static String verdict(ReproducedRow row) {
    Verdict verdict = row.verdict();
    return verdict == Verdict.AGREES
        ? verdict.toString()
        : row.reason().map(reason -> verdict + ": " + reason).orElse(verdict.toString());
  }

  private static String published(ReproducedRow.Published published) {
    return spread(published.value(), published.error(), published.decimals());
  }

  private static String spread(double mean, OptionalDouble half, int decimals) {
    String form = "%." + decimals + "f";
    String text = String.format(Locale.ROOT, form, mean);
    return half.isPresent()
        ? text + " \u00b1 " + String.format(Locale.ROOT, "%.2f", half.getAsDouble())
        : text;
  }

  private static String difference(Agreement agreement) {
    return String.format(Locale.ROOT, "%+.2f", agreement.difference()).replace('-', '\u2212');
  }
}
