package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.metric.PairedBootstrap;
import org.palimpsest.metric.PairedEpisodes;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.Numbers;

/** A comparison's tables: methods by metrics, session by session, against the baseline. */
public final class ComparisonTables {

  private final Comparison comparison;

  public ComparisonTables(Comparison comparison) {
    this.comparison = comparison;
  }

  public List<Grid> all() {
    List<Grid> all = new ArrayList<>();
    all.add(methods());
    all.add(sessions());
    if (comparison.baseline().isPresent() && !comparison.contrasts().isEmpty()) {
      all.add(differences());
    }
    return all;
  }

  /** One row a method: final metrics, and what it keeps. */
  Grid methods() {
    List<Grid.Column> columns = new ArrayList<>();
    columns.add(Grid.Column.text("method"));
    columns.add(Grid.Column.number("seeds"));
    comparison.metrics().forEach(key -> columns.add(Grid.Column.of(Measure.named(key))));
    comparison.budgets().forEach(key -> columns.add(Grid.Column.number(key + " (bytes)")));
    columns.add(Grid.Column.number("budget (bytes)"));
    columns.add(Grid.Column.text("flags"));
    List<List<String>> rows = new ArrayList<>();
    for (Row method : comparison.methods()) {
      List<String> row = new ArrayList<>();
      row.add(method.name());
      row.add(Integer.toString(method.runs().size()));
      for (String key : comparison.metrics()) {
        row.add(
            method
                .metric(key)
                .map(spread -> spread(spread, Measure.named(key).unit()) + n(spread, method))
                .orElse(""));
      }
      for (String key : comparison.budgets()) {
        Long bytes = method.budget().get(key);
        row.add(bytes == null ? "" : grouped(bytes));
      }
      row.add(
          method.budgetBytes().isPresent()
              ? grouped((long) method.budgetBytes().getAsDouble())
              : "");
      row.add(Comparison.flags(method));
      rows.add(row);
    }
    return new Grid(
        "After the last session: mean \u00b1 half of the 95 % Student interval over seeds",
        columns, rows);
  }

  /** One row a method, one column a session. */
  Grid sessions() {
    Measure measure = Measure.named(comparison.sessionMetric());
    List<Grid.Column> columns = new ArrayList<>();
    columns.add(Grid.Column.text("method"));
    for (int session = 0; session < comparison.sessions(); session++) {
      columns.add(Grid.Column.number("session " + session));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Row method : comparison.methods()) {
      List<String> row = new ArrayList<>();
      row.add(method.name());
      for (int session = 0; session < comparison.sessions(); session++) {
        row.add(
            method
                .session(measure.key(), session)
                .map(spread -> spread(spread, measure.unit()) + n(spread, method))
                .orElse(""));
      }
      rows.add(row);
    }
    return new Grid(Grid.Column.of(measure).name() + " after each session", columns, rows);
  }

  /** One row a metric and method. */
  Grid differences() {
    boolean overEpisodes = comparison.contrasts().stream().anyMatch(c -> c.episodes().isPresent());
    String over = overEpisodes ? "episodes" : "images";
    List<Grid.Column> columns =
        List.of(
            Grid.Column.text("metric"),
            Grid.Column.text("method"),
            Grid.Column.number("common seeds"),
            Grid.Column.number("difference (pp)"),
            Grid.Column.number("p, paired t"),
            Grid.Column.number("p, Wilcoxon"),
            Grid.Column.number("difference over %s (pp)".formatted(over)),
            Grid.Column.number(
                overEpisodes ? "p, paired t over episodes" : "p, bootstrap over images"),
            Grid.Column.text("seeds say"));
    List<List<String>> rows = new ArrayList<>();
    for (Contrast contrast : comparison.contrasts()) {
      rows.add(
          List.of(
              contrast.metric(),
              contrast.method(),
              Integer.toString(contrast.seeds()),
              contrast.difference().map(d -> spread(d, Measure.Unit.POINTS)).orElse(""),
              p(contrast.adjusted().t()),
              p(contrast.adjusted().wilcoxon()),
              overEpisodes
                  ? contrast.episodes().map(ComparisonTables::overEpisodes).orElse("")
                  : contrast.bootstrap().map(ComparisonTables::overImages).orElse(""),
              p(overEpisodes ? contrast.adjusted().episodes() : contrast.adjusted().bootstrap()),
              contrast.verdict().toString()));
    }
    return new Grid(
        "Minus \"%s\", paired; p values after Holm\u2019s correction over the methods"
            .formatted(comparison.baseline().orElse("")),
        columns,
        rows);
  }

  private static String overImages(PairedBootstrap bootstrap) {
    return "%s [%s, %s]"
        .formatted(
            Numbers.bare(bootstrap.difference(), Measure.Unit.POINTS),
            Numbers.bare(bootstrap.low(), Measure.Unit.POINTS),
            Numbers.bare(bootstrap.high(), Measure.Unit.POINTS));
  }

  private static String overEpisodes(PairedEpisodes paired) {
    String mean = Numbers.bare(paired.difference().mean(), Measure.Unit.POINTS);
    return paired.difference().halfWidth().isPresent()
        ? mean
            + " \u00b1 "
            + Numbers.bare(paired.difference().halfWidth().getAsDouble(), Measure.Unit.POINTS)
        : mean;
  }

  private static String spread(StudentInterval spread, Measure.Unit unit) {
    String mean = Numbers.bare(spread.mean(), unit);
    return spread.halfWidth().isPresent()
        ? mean + " \u00b1 " + Numbers.bare(spread.halfWidth().getAsDouble(), unit)
        : mean;
  }

  /** Only where some seeds do not define the metric. */
  private static String n(StudentInterval spread, Row method) {
    return spread.n() == method.runs().size() ? "" : " (n=%d)".formatted(spread.n());
  }

  private static String p(Optional<Double> value) {
    return value.map(p -> p < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", p)).orElse("");
  }

  private static String grouped(long bytes) {
    return String.format(Locale.ROOT, "%,d", bytes);
  }
}
