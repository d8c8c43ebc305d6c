package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.palimpsest.metric.OverSeeds;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.record.AccuracyMatrixFile;
import org.palimpsest.record.ConfusionFile;
import org.palimpsest.record.SessionsFile;
import org.palimpsest.record.SummaryFacts;

/** Runs of one configuration under different seeds, or one run alone. */
record RunGroup(List<RunFiles> runs) {

  RunGroup {
    runs = List.copyOf(runs);
  }

  /** One point of a curve. */
  record Point(int x, StudentInterval spread) {}

  /** How many sessions the furthest run learnt. */
  int sessions() {
    return tables().stream().mapToInt(t -> t.rows().size()).max().orElse(0);
  }

  /** The measured columns, in the files' order. */
  List<String> sessionMeasures() {
    Set<String> names = new LinkedHashSet<>();
    tables().forEach(table -> names.addAll(table.measures()));
    return List.copyOf(names);
  }

  /** Classes seen after a session, if the runs agree. */
  Optional<Long> classesSeen(int session) {
    Set<Long> found = new TreeSet<>();
    for (SessionsFile table : tables()) {
      if (session < table.rows().size()) {
        found.add(table.rows().get(session).classesSeen());
      }
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  Optional<StudentInterval> session(String measure, int session) {
    List<Double> values = new ArrayList<>();
    for (SessionsFile table : tables()) {
      if (session < table.rows().size()) {
        table.rows().get(session).value(measure).ifPresent(values::add);
      }
    }
    return OverSeeds.of(values);
  }

  List<Point> bySession(String measure) {
    List<Point> points = new ArrayList<>();
    for (int t = 0; t < sessions(); t++) {
      int session = t;
      session(measure, t).ifPresent(spread -> points.add(new Point(session, spread)));
    }
    return points;
  }

  int matrixSize() {
    return present(RunFiles::matrix).stream().mapToInt(AccuracyMatrixFile::size).max().orElse(0);
  }

  Optional<StudentInterval> accuracy(int after, int tested) {
    List<Double> values = new ArrayList<>();
    for (AccuracyMatrixFile matrix : present(RunFiles::matrix)) {
      OptionalDouble value = matrix.accuracy(after, tested);
      value.ifPresent(values::add);
    }
    return OverSeeds.of(values);
  }

  /** Final metrics by full name. */
  Map<String, StudentInterval> metrics() {
    return spreads(SummaryFacts::metrics);
  }

  /** What the learner keeps, in bytes. */
  Map<String, StudentInterval> budget() {
    return spreads(SummaryFacts::budget);
  }

  /** All runs' counts together; empty unless all confused the same classes in the same order. */
  Optional<ConfusionFile> confusion() {
    List<ConfusionFile> all = present(RunFiles::confusion);
    boolean alike =
        !all.isEmpty()
            && all.size() == runs.size()
            && all.stream().map(ConfusionFile::classes).distinct().count() == 1;
    return alike ? Optional.of(ConfusionFile.sum(all)) : Optional.empty();
  }

  /** Keys of the training curves, such as {@code base_loss}. */
  Set<String> curves() {
    Set<String> keys = new LinkedHashSet<>();
    present(RunFiles::journal).forEach(journal -> keys.addAll(journal.curves().keySet()));
    return keys;
  }

  List<Point> curve(String key) {
    Map<Integer, List<Double>> byStep = new TreeMap<>();
    for (JournalFacts journal : present(RunFiles::journal)) {
      journal
          .curves()
          .getOrDefault(key, Map.of())
          .forEach(
              (step, value) -> byStep.computeIfAbsent(step, s -> new ArrayList<>()).add(value));
    }
    List<Point> points = new ArrayList<>();
    byStep.forEach(
        (step, values) -> OverSeeds.of(values).ifPresent(s -> points.add(new Point(step, s))));
    return points;
  }

  <T> List<T> present(Function<RunFiles, Optional<T>> part) {
    return runs.stream().map(part).flatMap(Optional::stream).toList();
  }

  private List<SessionsFile> tables() {
    return present(RunFiles::sessions);
  }

  private Map<String, StudentInterval> spreads(Function<SummaryFacts, Map<String, Double>> part) {
    return OverSeeds.byName(present(RunFiles::summary).stream().map(part).toList());
  }
}
