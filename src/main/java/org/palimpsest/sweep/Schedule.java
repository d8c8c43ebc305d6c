package org.palimpsest.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Decides what becomes of each cell from nothing but what the runs' folders say, hence the same
 * after any interruption.
 */
final class Schedule {

  private final SweepPlan plan;
  private final Map<String, RunState> runs;
  private final Set<String> failed;
  private final Map<Cell, Goal> goals = new LinkedHashMap<>();

  private Schedule(SweepPlan plan, Map<String, RunState> runs, Set<String> failed) {
    this.plan = plan;
    this.runs = runs;
    this.failed = failed;
  }

  /**
   * The goal of every cell.
   *
   * @param runs by the cells' keys; a missing one has not begun
   * @param failed keys of cells that are not to be tried again
   */
  static Map<Cell, Goal> goals(SweepPlan plan, Map<String, RunState> runs, Set<String> failed) {
    Schedule schedule = new Schedule(plan, runs, failed);
    plan.cells().forEach(cell -> schedule.goals.put(cell, schedule.alone(cell)));
    plan.halving().ifPresent(schedule::select);
    return schedule.goals;
  }

  private RunState run(Cell cell) {
    return runs.getOrDefault(cell.key(), RunState.NONE);
  }

  private Goal alone(Cell cell) {
    if (run(cell).finished()) {
      return Goal.FINISHED;
    }
    return failed.contains(cell.key()) ? Goal.FAILED : Goal.TO_THE_END;
  }

  private void select(Halving halving) {
    Map<String, List<Cell>> points = new LinkedHashMap<>();
    plan.cells()
        .forEach(
            cell -> points.computeIfAbsent(cell.experiment(), e -> new ArrayList<>()).add(cell));
    List<List<Cell>> alive = new ArrayList<>(points.values());
    for (int session : halving.afterSessions()) {
      if (!allReach(session, alive)) {
        return;
      }
      alive = best(session, alive, halving.kept(alive.size()));
    }
  }

  /** Sends all there that are not yet; those there wait for the others. */
  private boolean allReach(int session, List<List<Cell>> alive) {
    List<Cell> open =
        alive.stream()
            .flatMap(List::stream)
            .filter(cell -> goals.getOrDefault(cell, Goal.FAILED).isToBeRun())
            .toList();
    boolean all = open.stream().allMatch(cell -> run(cell).sessions() > session);
    if (!all) {
      open.forEach(
          cell ->
              goals.put(cell, run(cell).sessions() > session ? Goal.PAUSED : Goal.until(session)));
    }
    return all;
  }

  private List<List<Cell>> best(int session, List<List<Cell>> points, int kept) {
    Map<List<Cell>, Double> scores = new HashMap<>();
    points.forEach(point -> scores.put(point, score(session, point)));
    List<List<Cell>> ranked = new ArrayList<>(points);
    // A stable sort: of points that are equally good, the earlier one in the plan.
    ranked.sort(Comparator.comparing(point -> -scores.getOrDefault(point, 0.0)));
    for (int rank = kept; rank < ranked.size(); rank++) {
      List<Cell> point = ranked.get(rank);
      String reason =
          String.format(
              Locale.ROOT,
              "after session %d: rank %d of %d by validation accuracy (%.4f); %d went on",
              session,
              rank + 1,
              ranked.size(),
              scores.getOrDefault(point, 0.0),
              kept);
      point.stream()
          .filter(cell -> goals.getOrDefault(cell, Goal.FAILED).isToBeRun())
          .forEach(cell -> goals.put(cell, Goal.stopped(reason)));
    }
    return ranked.subList(0, kept);
  }

  /** Mean over the seeds, in [0, 1]; a point with a failed seed comes last. */
  private double score(int session, List<Cell> point) {
    OptionalDouble mean =
        point.stream()
            .mapToDouble(cell -> run(cell).validation().getOrDefault(session, -1.0))
            .average();
    boolean complete = point.stream().allMatch(cell -> run(cell).validation().containsKey(session));
    return complete ? mean.orElse(-1) : -1;
  }
}
