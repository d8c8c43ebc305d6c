package org.palimpsest.sweep;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;

/**
 * What is known about every cell: by its run's folder, by earlier failures, and by the process that
 * works on it now. Belongs to one thread.
 */
public final class SweepBook {

  /** A process, or a cluster's job, that works on a cell. */
  private record Work(CellStatus status, long since, String detail) {}

  private final Disk disk;
  private final SweepPlan plan;
  private final Map<String, RunState> runs = new HashMap<>();
  private final Map<String, Failure> failures;
  private final Map<String, Double> spent;
  private final Map<String, Work> works = new HashMap<>();
  private Map<Cell, Goal> goals = new LinkedHashMap<>();

  private SweepBook(Disk disk, SweepPlan plan, Map<String, Failure> failures) {
    this.disk = disk;
    this.plan = plan;
    this.failures = failures;
    this.spent = SweepFiles.spent(plan.folder());
  }

  /**
   * Looks at every run's folder. A cell that was interrupted is gone on with like any that was
   * begun.
   *
   * @param retry whether cells that failed earlier are to be run again
   */
  public static SweepBook open(Disk disk, SweepPlan plan, boolean retry) {
    Map<String, Failure> failures = retry ? new HashMap<>() : SweepFiles.failures(plan.folder());
    failures.values().removeIf(Failure::isInterruption);
    SweepBook book = new SweepBook(disk, plan, failures);
    plan.cells().forEach(cell -> book.runs.put(cell.key(), state(cell)));
    book.decide();
    return book;
  }

  /**
   * A damaged journal is its cell's trouble: the cell's own process restores it, or says it cannot.
   */
  private static RunState state(Cell cell) {
    try {
      return RunState.of(cell.folder());
    } catch (DamagedFileException e) {
      return RunState.NONE;
    }
  }

  /** Makes the sweep's folder. */
  public void createFolder() {
    disk.createFolder(plan.folder());
  }

  SweepPlan plan() {
    return plan;
  }

  Disk disk() {
    return disk;
  }

  /** What is to become of each cell, in order. */
  Map<Cell, Goal> goals() {
    return goals;
  }

  RunState run(Cell cell) {
    return runs.getOrDefault(cell.key(), RunState.NONE);
  }

  /** Looks at a cell's run again, and decides anew. */
  void look(Cell cell) {
    runs.put(cell.key(), state(cell));
    decide();
  }

  /** A process works on a cell from now on, or does something else. */
  void works(Cell cell, CellStatus status, String detail) {
    Work before = works.get(cell.key());
    long since = before != null && before.status == status ? before.since : System.nanoTime();
    works.put(cell.key(), new Work(status, since, detail));
  }

  /** No process works on a cell any longer. */
  void rests(Cell cell) {
    Work work = works.remove(cell.key());
    if (work != null && work.status == CellStatus.RUNNING) {
      spent.merge(cell.key(), (System.nanoTime() - work.since) / 1e9, Double::sum);
    }
  }

  void failed(Cell cell, Failure failure) {
    failures.put(cell.key(), failure);
    decide();
  }

  /** The failures of cells that are not finished since, in order. */
  public List<Failure> failures() {
    return plan.cells().stream()
        .filter(cell -> row(cell).status() == CellStatus.FAILED)
        .flatMap(cell -> Optional.ofNullable(failures.get(cell.key())).stream())
        .toList();
  }

  /** Every cell, in order. */
  public List<Row> rows() {
    return plan.cells().stream().map(this::row).toList();
  }

  Row row(Cell cell) {
    Work work = works.get(cell.key());
    if (work != null) {
      return new Row(cell, work.status, (System.nanoTime() - work.since) / 1e9, work.detail);
    }
    Goal goal = goals.getOrDefault(cell, Goal.TO_THE_END);
    Failure failure = failures.get(cell.key());
    String detail =
        goal.status() == CellStatus.FAILED && failure != null ? failure.message() : goal.reason();
    return new Row(cell, goal.status(), seconds(cell), detail);
  }

  /** What a finished cell took with the start of its processes, if they were seen. */
  private double seconds(Cell cell) {
    double wall = run(cell).wallSeconds().orElse(0);
    return wall == 0 ? 0 : Math.max(wall, spent.getOrDefault(cell.key(), 0.0));
  }

  /** Cells that are neither finished nor given up. */
  public int open() {
    return (int) rows().stream().filter(row -> !isOver(row.status())).count();
  }

  static boolean isOver(CellStatus status) {
    return status == CellStatus.FINISHED
        || status == CellStatus.FAILED
        || status == CellStatus.STOPPED_EARLY;
  }

  /** Mean time of the finished cells; empty if there is none. */
  public OptionalDouble meanSeconds() {
    return plan.cells().stream()
        .filter(cell -> run(cell).finished())
        .mapToDouble(this::seconds)
        .average();
  }

  /** Writes down what is known. */
  void save() {
    List<Row> rows = rows();
    SweepFiles.write(disk, plan, rows, runs, failures, spent);
    rows.forEach(row -> SweepFiles.mark(disk, row));
  }

  private void decide() {
    goals = Schedule.goals(plan, runs, failures.keySet());
  }
}
