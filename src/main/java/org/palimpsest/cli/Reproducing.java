package org.palimpsest.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.Problem;
import org.palimpsest.disk.Disk;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.AnytimeCurve;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.OverSeeds;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.record.SummaryFile;
import org.palimpsest.report.published.ReproducedRow;
import org.palimpsest.sweep.CellStatus;
import org.palimpsest.sweep.PublishedRow;
import org.palimpsest.sweep.PublishedTable;
import org.palimpsest.sweep.SweepBook;
import org.palimpsest.sweep.SweepPlan;

/** A published table whose runs are made, or were. */
final class Reproducing {

  private final String name;
  private final PublishedTable table;
  private final Set<String> chosen = new LinkedHashSet<>();
  private final Map<String, String> refused = new LinkedHashMap<>();

  Reproducing(String name, PublishedTable table) {
    this.name = name;
    this.table = table;
    for (PublishedRow row : table.rows()) {
      if (row.attempted()) {
        chosen.add(row.experiment());
      }
    }
  }

  String name() {
    return name;
  }

  PublishedTable table() {
    return table;
  }

  /** What is to be run of it. */
  SweepPlan plan() {
    return table.plan().only(chosen);
  }

  /**
   * Leaves out what does not fit, row by row in the table's order.
   *
   * @param budget minutes on one thread that may still be spent
   * @return what is left of them
   */
  double within(double budget) {
    double left = budget;
    for (String experiment : List.copyOf(chosen)) {
      double minutes = minutesOpen(experiment);
      if (minutes <= left) {
        left -= minutes;
      } else {
        chosen.remove(experiment);
        refused.put(
            experiment, "about %.0f minutes, which the budget does not hold".formatted(minutes));
      }
    }
    return left;
  }

  /** About how long its open runs take on one thread. */
  double minutesOpen() {
    return chosen.stream().mapToDouble(this::minutesOpen).sum();
  }

  private double minutesOpen(String experiment) {
    double each = rows(experiment).stream().mapToDouble(PublishedRow::minutes).max().orElse(0);
    return each * open(table.plan().only(Set.of(experiment)));
  }

  private List<PublishedRow> rows(String experiment) {
    return table.rows().stream().filter(row -> row.experiment().equals(experiment)).toList();
  }

  private static long open(SweepPlan plan) {
    return SweepBook.open(new Disk(), plan, false).rows().stream()
        .filter(row -> row.status() != CellStatus.FINISHED)
        .count();
  }

  /** What is finished of every row. */
  List<ReproducedRow> measured() {
    Map<String, List<RunSummary>> runs = new TreeMap<>();
    SweepBook.open(new Disk(), table.plan(), false).rows().stream()
        .filter(row -> row.status() == CellStatus.FINISHED)
        .map(row -> row.cell())
        .forEach(
            cell ->
                runs.computeIfAbsent(cell.experiment(), e -> new ArrayList<>())
                    .add(SummaryFile.read(cell.folder())));
    return table.rows().stream()
        .map(row -> measured(row, runs.getOrDefault(row.experiment(), List.of())))
        .toList();
  }

  private ReproducedRow measured(PublishedRow row, List<RunSummary> runs) {
    List<Double> values = new ArrayList<>();
    for (RunSummary run : runs) {
      values.add(100 * value(run, row.metric()).orElseThrow(() -> missing(row)));
    }
    Optional<StudentInterval> ours = OverSeeds.of(values);
    if (runs.size() == 1) {
      ours = ours.map(one -> overEpisodes(one, row, runs.get(0)));
    }
    String where = table.where().isEmpty() ? "" : ", " + table.where();
    return new ReproducedRow(
        name,
        table.source() + where,
        row.name(),
        row.metric(),
        new ReproducedRow.Published(row.value(), row.decimals(), row.error(), row.runs()),
        ours,
        reason(row, runs.isEmpty()),
        runs.stream().mapToDouble(RunSummary::wallSeconds).sum() / 60);
  }

  /** Why ours differ is no reason while there are none. */
  private Optional<String> reason(PublishedRow row, boolean none) {
    Optional<String> known = none && row.attempted() ? Optional.empty() : row.reason();
    return Optional.ofNullable(refused.get(row.experiment())).or(() -> known);
  }

  /** Of one run of episodes there is the interval over these. */
  private static StudentInterval overEpisodes(
      StudentInterval one, PublishedRow row, RunSummary run) {
    Optional<Double> half =
        row.metric().startsWith(EpisodeCounts.ACCURACY)
            ? value(
                run,
                EpisodeCounts.HALF_WIDTH + row.metric().substring(EpisodeCounts.ACCURACY.length()))
            : Optional.empty();
    return half.map(
            width ->
                new StudentInterval(one.mean(), OptionalDouble.of(100 * width), 1, OverSeeds.LEVEL))
        .orElse(one);
  }

  /** As the run wrote it, or from its counts, where it is older than the metric. */
  private static Optional<Double> value(RunSummary run, String metric) {
    List<SessionResult> sessions = run.sessions();
    return Optional.ofNullable(run.finals().get(metric))
        .or(() -> Optional.ofNullable(last(sessions).get(metric)))
        .or(
            () ->
                Optional.ofNullable(
                    Metrics.values(
                            Metrics.ALL, SessionResult.evaluation(sessions, AnytimeCurve.EMPTY))
                        .get(metric)));
  }

  private static Map<String, Double> last(List<SessionResult> sessions) {
    return sessions.isEmpty() ? Map.of() : sessions.get(sessions.size() - 1).metrics();
  }

  private ConfException missing(PublishedRow row) {
    String what =
        "published row \"%s\": metric = %s is none of its runs' metrics"
            .formatted(row.name(), row.metric());
    return new ConfException(List.of(new Problem(table.plan().file().toString(), 0, what)));
  }
}
