package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.palimpsest.metric.OverSeeds;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.record.RunResult;

/**
 * One row of a comparison: runs that differ in nothing but the seed.
 *
 * @param runs at least one, by rising seed
 */
public record Row(String name, List<RunResult> runs) {

  public Row {
    runs = List.copyOf(runs);
  }

  /** A final metric over the seeds that define it. */
  Optional<StudentInterval> metric(String metric) {
    return interval(run -> Optional.ofNullable(run.finals().get(metric)));
  }

  /** A metric after a session, over the seeds that define it there. */
  Optional<StudentInterval> session(String metric, int session) {
    return interval(
        run ->
            session < run.sessions().size()
                ? Optional.ofNullable(run.sessions().get(session).get(metric))
                : Optional.empty());
  }

  /** Accuracy on one session's classes after another, over the seeds. */
  Optional<StudentInterval> accuracy(int after, int tested) {
    return interval(
        run -> {
          boolean there = after < run.matrix().sessions() && tested < run.matrix().tested(after);
          return there ? Optional.of(run.matrix().accuracy(after, tested)) : Optional.empty();
        });
  }

  int sessions() {
    return runs.stream().mapToInt(run -> run.sessions().size()).max().orElse(0);
  }

  /** Final metrics that a run defines. */
  Set<String> metrics() {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.finals().keySet()));
    return names;
  }

  /** What is kept between sessions, by what for: the most of any run, in bytes. */
  Map<String, Long> budget() {
    Map<String, Long> budget = new LinkedHashMap<>();
    runs.forEach(
        run -> run.budget().forEach((name, bytes) -> budget.merge(name, bytes, Math::max)));
    return budget;
  }

  /** All of the budget together; empty if it is not known. */
  OptionalDouble budgetBytes() {
    Map<String, Long> budget = budget();
    return budget.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) budget.values().stream().mapToLong(Long::longValue).sum());
  }

  /** Doubts about its runs, each with the runs it is about. */
  Map<RunResult.Warning, List<RunResult>> warnings() {
    Map<RunResult.Warning, List<RunResult>> warnings = new LinkedHashMap<>();
    for (RunResult run : runs) {
      for (RunResult.Warning warning : run.warnings()) {
        warnings.computeIfAbsent(warning, w -> new ArrayList<>()).add(run);
      }
    }
    return warnings;
  }

  private Optional<StudentInterval> interval(Function<RunResult, Optional<Double>> value) {
    return OverSeeds.of(runs.stream().map(value).flatMap(Optional::stream).toList());
  }
}
