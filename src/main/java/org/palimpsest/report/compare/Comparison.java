package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.metric.Metric;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.record.RunResult;
import org.palimpsest.report.plot.Measure;

/**
 * Methods side by side, whatever form it is shown in.
 *
 * @param methods at least one
 * @param metrics shown, by full name
 * @param sessionMetric the one that is shown session by session
 * @param baseline name of the method that the others are compared with; empty if none is
 * @param contrasts of all other methods with the baseline
 * @param notes what a reader has to know
 */
public record Comparison(
    List<Row> methods,
    List<String> metrics,
    String sessionMetric,
    Optional<String> baseline,
    List<Contrast> contrasts,
    List<String> notes) {

  /** What is shown unless metrics are chosen. */
  static final List<String> DEFAULT_METRICS =
      List.of(
          Measure.AVERAGE_INCREMENTAL.key(),
          Measure.ACCURACY_SEEN.key(),
          Measure.BASE_ACCURACY.key(),
          Measure.NOVEL_ACCURACY.key(),
          Measure.HARMONIC_MEAN.key(),
          Measure.FORGETTING.key(),
          Measure.PERFORMANCE_DROP.key());

  public Comparison {
    methods = List.copyOf(methods);
    metrics = List.copyOf(metrics);
    contrasts = List.copyOf(contrasts);
    notes = List.copyOf(notes);
  }

  /**
   * The same with the best method first, by a final metric's mean; methods that do not define it
   * come last.
   */
  public Comparison sortedBy(String metric) {
    List<Row> sorted = new ArrayList<>(methods);
    sorted.sort(Comparator.comparingDouble(row -> rank(row.metric(metric), metric)));
    return new Comparison(sorted, metrics, sessionMetric, baseline, contrasts, notes);
  }

  /**
   * The number of the method with the best mean of a metric; empty if there is nothing to choose.
   */
  OptionalInt best(String metric) {
    return best(metric, row -> row.metric(metric));
  }

  /** The same of the metric session by session, after one of them. */
  OptionalInt bestAfter(int session) {
    return best(sessionMetric, row -> row.session(sessionMetric, session));
  }

  private OptionalInt best(String metric, Function<Row, Optional<StudentInterval>> spread) {
    return IntStream.range(0, methods.size())
        .filter(i -> methods.size() > 1 && spread.apply(methods.get(i)).isPresent())
        .boxed()
        .min(Comparator.comparingDouble(i -> rank(spread.apply(methods.get(i)), metric)))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /** Less is better. */
  private static double rank(Optional<StudentInterval> spread, String metric) {
    boolean higher =
        Metrics.ALL.stream()
            .filter(known -> known.name().equals(metric))
            .allMatch(Metric::higherIsBetter);
    return spread
        .map(known -> higher ? -known.mean() : known.mean())
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** Sessions of the longest run. */
  int sessions() {
    return methods.stream().mapToInt(Row::sessions).max().orElse(0);
  }

  /** What methods keep between sessions, in the order in which learners name it. */
  List<String> budgets() {
    Set<String> names = new LinkedHashSet<>();
    methods.forEach(method -> names.addAll(method.budget().keySet()));
    return List.copyOf(names);
  }

  /** Every metric that a method defines, in the metrics' order, unknown ones last. */
  List<String> allMetrics() {
    Set<String> defined = new LinkedHashSet<>();
    methods.forEach(method -> defined.addAll(method.metrics()));
    List<String> ordered =
        new ArrayList<>(Metrics.ALL.stream().map(Metric::name).filter(defined::contains).toList());
    defined.stream().filter(name -> !ordered.contains(name)).forEach(ordered::add);
    return ordered;
  }

  /** Notes, and each doubt about runs with the seeds that it is about. */
  public List<String> allNotes() {
    List<String> all = new ArrayList<>(notes);
    for (Row method : methods) {
      method
          .warnings()
          .forEach(
              (warning, runs) ->
                  all.add("%s%s: %s".formatted(method.name(), seeds(runs), warning.text())));
    }
    return all;
  }

  /** Short marks of the doubts about a method's runs; empty if there are none. */
  static String flags(Row method) {
    return method.warnings().keySet().stream()
        .map(RunResult.Warning::mark)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String seeds(List<RunResult> runs) {
    String seeds =
        runs.stream()
            .flatMap(run -> run.seed().stream().boxed())
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return seeds.isEmpty() ? "" : runs.size() == 1 ? ", seed " + seeds : ", seeds " + seeds;
  }
}
