package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.palimpsest.metric.PairedBootstrap;
import org.palimpsest.metric.PairedEpisodes;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.report.plot.Measure;

/** A comparison's tables: methods by metrics, session by session, against the baseline. */
public final class ComparisonTables {

  private final Comparison comparison;
  private final TableStyle style;

  /** Tables as they usually are. */
  public ComparisonTables(Comparison comparison) {
    this(comparison, TableStyle.USUAL);
  }

  ComparisonTables(Comparison comparison, TableStyle style) {
    this.comparison = comparison;
    this.style = style;
  }

  public List<Grid> all() {
    return List.copyOf(named().values());
  }

  /** The same by what each is about, in a word. */
  Map<String, Grid> named() {
    Map<String, Grid> named = new LinkedHashMap<>();
    named.put("methods", methods());
    named.put("sessions", sessions());
    if (comparison.baseline().isPresent() && !comparison.contrasts().isEmpty()) {
      named.put("differences", differences());
    }
    return named;
  }

  /** A column of the table of methods, and what is best in it, if anything is. */
  private record Filled(
      String name, Grid.Column column, Function<Row, String> cell, OptionalInt best) {}

  /**
   * One row a method: final metrics, and what it keeps.
   *
   * @throws RefusedComparisonException naming a wanted column that there is not
   */
  public Grid methods() {
    List<Filled> all =
        new ArrayList<>(List.of(text("method", Grid.Column.text("method"), Row::name)));
    Function<Row, String> seeds = row -> Integer.toString(row.runs().size());
    all.add(text("seeds", Grid.Column.number("seeds"), seeds));
    for (String key : comparison.metrics()) {
      Measure measure = Measure.named(key);
      all.add(
          new Filled(
              key,
              Grid.Column.of(measure),
              row ->
                  row.metric(key)
                      .map(spread -> style.number(spread, measure.unit()) + n(spread, row))
                      .orElse(""),
              comparison.best(key)));
    }
    for (String key : comparison.budgets()) {
      Function<Row, String> bytes =
          row ->
              Optional.ofNullable(row.budget().get(key)).map(ComparisonTables::grouped).orElse("");
      all.add(text(key, Grid.Column.number(key + " (bytes)"), bytes));
    }
    Function<Row, String> budget =
        row -> row.budgetBytes().isPresent() ? grouped((long) row.budgetBytes().getAsDouble()) : "";
    all.add(text("budget", Grid.Column.number("budget (bytes)"), budget));
    all.add(text("flags", Grid.Column.text("flags"), Comparison::flags));
    return grid("After the last session: " + style.words(), wanted(all));
  }

  private static Filled text(String name, Grid.Column column, Function<Row, String> cell) {
    return new Filled(name, column, cell, OptionalInt.empty());
  }

  private List<Filled> wanted(List<Filled> all) {
    if (style.columns().isEmpty()) {
      return all.stream().filter(this::says).toList();
    }
    List<String> names = all.stream().map(Filled::name).toList();
    List<Filled> wanted = new ArrayList<>();
    if (!style.columns().contains(names.get(0))) {
      wanted.add(all.get(0));
    }
    for (String name : style.columns()) {
      if (!names.contains(name)) {
        Set<String> known = new LinkedHashSet<>(names);
        known.addAll(ComparisonReader.metricNames());
        throw new RefusedComparisonException(
            "%s is not one of the columns %s".formatted(name, String.join(", ", known)));
      }
      wanted.add(all.get(names.indexOf(name)));
    }
    return wanted;
  }

  /** Whether a column has more than nothing in some row. */
  private boolean says(Filled column) {
    return comparison.methods().stream()
        .map(column.cell())
        .anyMatch(cell -> !cell.isEmpty() && !cell.equals("0"));
  }

  private Grid grid(String caption, List<Filled> columns) {
    List<List<String>> rows =
        comparison.methods().stream()
            .map(row -> columns.stream().map(column -> column.cell().apply(row)).toList())
            .toList();
    Set<Grid.Place> best = new HashSet<>();
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c).best().isPresent()) {
        best.add(new Grid.Place(columns.get(c).best().getAsInt(), c));
      }
    }
    return new Grid(caption, columns.stream().map(Filled::column).toList(), rows, best);
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
                .map(spread -> style.number(spread, measure.unit()) + n(spread, method))
                .orElse(""));
      }
      rows.add(row);
    }
    Set<Grid.Place> best = new HashSet<>();
    for (int session = 0; session < comparison.sessions(); session++) {
      int column = session + 1;
      comparison.bestAfter(session).ifPresent(method -> best.add(new Grid.Place(method, column)));
    }
    return new Grid(Grid.Column.of(measure).label() + " after each session", columns, rows, best);
  }

  /** One row a metric and method. */
  Grid differences() {
    boolean overEpisodes = comparison.contrasts().stream().anyMatch(c -> c.episodes().isPresent());
    String over = overEpisodes ? "episodes" : "images";
    List<Grid.Column> columns =
        List.of(
            Grid.Column.metric(),
            Grid.Column.text("method"),
            Grid.Column.text("seeds say"),
            Grid.Column.number("common seeds"),
            Grid.Column.number("difference (pp)"),
            Grid.Column.number("p, paired t"),
            Grid.Column.number("p, Wilcoxon"),
            Grid.Column.number("difference over %s (pp)".formatted(over)),
            Grid.Column.number(
                overEpisodes ? "p, paired t over episodes" : "p, bootstrap over images"));
    List<List<String>> rows = new ArrayList<>();
    for (Contrast contrast : comparison.contrasts()) {
      rows.add(
          List.of(
              contrast.metric(),
              contrast.method(),
              contrast.verdict().toString(),
              Integer.toString(contrast.seeds()),
              contrast.difference().map(d -> style.number(d, Measure.Unit.POINTS)).orElse(""),
              p(contrast.adjusted().t()),
              p(contrast.adjusted().wilcoxon()),
              overEpisodes
                  ? contrast.episodes().map(this::overEpisodes).orElse("")
                  : contrast.bootstrap().map(this::overImages).orElse(""),
              p(overEpisodes ? contrast.adjusted().episodes() : contrast.adjusted().bootstrap())));
    }
    return new Grid(
        "Minus \"%s\", paired; p values after Holm\u2019s correction over the methods"
            .formatted(comparison.baseline().orElse("")),
        columns,
        rows,
        Set.of(),
        2);
  }

  private String overImages(PairedBootstrap bootstrap) {
    return "%s [%s, %s]"
        .formatted(
            style.number(bootstrap.difference(), Measure.Unit.POINTS),
            style.number(bootstrap.low(), Measure.Unit.POINTS),
            style.number(bootstrap.high(), Measure.Unit.POINTS));
  }

  private String overEpisodes(PairedEpisodes paired) {
    String mean = style.number(paired.difference().mean(), Measure.Unit.POINTS);
    return paired.difference().halfWidth().isPresent()
        ? mean
            + " \u00b1 "
            + style.number(paired.difference().halfWidth().getAsDouble(), Measure.Unit.POINTS)
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
