package org.palimpsest.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.palimpsest.disk.StorageException;

/**
 * Runs cells as jobs of a cluster under Slurm, which alone decides when and where. Everything that
 * must be known later is in files, hence any process can go on with what another one submitted.
 */
public final class SlurmLauncher {

  /** What arrays are cut into: Slurm's own limit, unless it is configured, is 1001. */
  private static final int LARGEST_ARRAY = 1000;

  private static final long MILLIS_FOR_FILES_TO_APPEAR = 2000;

  private static final long SECONDS_FOR_AN_ANSWER = 120;
  private static final long SECONDS_FOR_WHO_WAITS = 10;

  /** Of a cell that was asked to stop: as it says itself, or before it could say anything. */
  private static final Set<Integer> STOPPED = Set.of(Failure.INTERRUPTED, Failure.TERMINATED);

  private final SweepBook book;
  private final SweepPlan plan;
  private final SlurmSpec slurm;
  private final JavaCommand java;
  private final OptionalInt atOnce;
  private final Board board;
  private final SlurmRecord record;
  private final Map<Cell, CellStatus> shown = new HashMap<>();

  /**
   * A launcher that has not begun.
   *
   * @param atOnce cells at once, if there is a limit besides Slurm's
   */
  public SlurmLauncher(SweepBook book, JavaCommand java, OptionalInt atOnce, Board board) {
    this.book = book;
    this.plan = book.plan();
    this.slurm = plan.slurm();
    this.java = java;
    this.atOnce = atOnce;
    this.board = board;
    this.record = SlurmRecord.read(book.disk(), plan);
  }

  /** The name that all jobs of a sweep have. */
  public static String jobName(SweepPlan plan) {
    return SlurmScript.jobName(plan);
  }

  /** Whether anything of this sweep was ever handed to Slurm. */
  public static boolean hasSubmitted(SweepPlan plan) {
    return Files.isDirectory(SlurmScript.folder(plan));
  }

  /**
   * Submits what is to be run and follows it to its end.
   *
   * @param cancelled whether the user wants to stop following; the jobs go on
   * @return whether the sweep came to its end
   * @throws SlurmException if Slurm refuses or is not there when it begins
   */
  public boolean run(BooleanSupplier cancelled) throws InterruptedException {
    collect();
    while (book.open() > 0) {
      for (int tenths = 0; tenths < 10 * slurm.pollSeconds(); tenths++) {
        if (cancelled.getAsBoolean()) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      try {
        collect();
      } catch (SlurmException e) {
        board.note(e.getMessage() + "; asking again"); // jobs go on without its answer
      }
    }
    return true;
  }

  /**
   * Looks at what was submitted, and submits what is to be run: for the first time, once more after
   * it was cancelled, preempted or out of time, or as the next step of a selection.
   *
   * @throws SlurmException if Slurm refuses or is not there
   */
  public void collect() throws InterruptedException {
    Path logs = plan.folder().resolve("logs");
    book.disk().createFolder(logs);
    book.disk().createFolder(SlurmScript.folder(plan));
    settle();
    Map<Cell, Goal> ready = new LinkedHashMap<>();
    Set<String> open =
        record.open().stream().map(SlurmRecord.Open::cell).collect(Collectors.toSet());
    book.goals()
        .forEach(
            (cell, goal) -> {
              if (goal.isToBeRun() && !open.contains(cell.key())) {
                ready.put(cell, goal);
              }
            });
    submit(ready);
    book.save();
    show();
  }

  /** Looks at what Slurm does with what was submitted; changes nothing. */
  public void look() {
    seen(Slurm.queue(SlurmScript.jobName(plan), SECONDS_FOR_WHO_WAITS));
  }

  /** Takes over the states of open tasks; returns those that have ended. */
  private List<SlurmRecord.Open> seen(Map<Slurm.Task, String> queue) {
    List<SlurmRecord.Open> ended = new ArrayList<>();
    for (SlurmRecord.Open task : record.open()) {
      String state = queue.get(task.task());
      if (state == null) {
        ended.add(task);
      } else {
        byKey(task.cell())
            .forEach(cell -> book.works(cell, status(state), detail(cell, task, state)));
      }
    }
    return ended;
  }

  private void settle() throws InterruptedException {
    Map<Slurm.Task, String> queue = Slurm.queue(SlurmScript.jobName(plan), SECONDS_FOR_AN_ANSWER);
    findUnnumbered(queue);
    List<SlurmRecord.Open> ended = seen(queue);
    if (ended.stream().anyMatch(task -> !Files.exists(SlurmScript.exitFile(plan, task.task())))) {
      // On a file system of a network, what a node wrote takes its time.
      TimeUnit.MILLISECONDS.sleep(MILLIS_FOR_FILES_TO_APPEAR);
    }
    for (SlurmRecord.Open task : ended) {
      List<Cell> cells = byKey(task.cell());
      if (cells.isEmpty()) {
        record.close(task); // the sweep's file no longer has it
      }
      cells.forEach(cell -> ended(cell, task));
    }
  }

  /** A process that ended while it submitted left an array whose number it did not write down. */
  private void findUnnumbered(Map<Slurm.Task, String> queue) {
    if (record.open().stream().noneMatch(task -> task.job().isEmpty())) {
      return;
    }
    Set<String> known =
        record.open().stream().map(SlurmRecord.Open::job).collect(Collectors.toSet());
    queue.keySet().stream()
        .map(Slurm.Task::job)
        .filter(job -> !known.contains(job))
        .findFirst()
        .ifPresentOrElse(record::submitted, record::notSubmitted);
  }

  private void ended(Cell cell, SlurmRecord.Open task) {
    book.rests(cell);
    book.look(cell);
    OptionalInt code = exitCode(task.task());
    boolean lost = code.isEmpty() || STOPPED.contains(code.getAsInt());
    Goal goal = book.goals().getOrDefault(cell, Goal.FINISHED);
    if (!goal.isToBeRun() || !SlurmRecord.lastSession(goal).equals(task.lastSession())) {
      record.close(task);
    } else if (!lost) {
      record.close(task);
      book.failed(cell, Failure.of(code.getAsInt(), SweepFiles.log(plan, cell)));
    } else if (record.lose(task) > slurm.resubmissions()) {
      book.failed(
          cell,
          new Failure(Failure.TERMINATED, "ended from outside too often, last by " + why(task)));
      record.forgive(cell);
    } else {
      board.note(
          "cell %d %s: task %s was %s; it goes on where it was"
              .formatted(cell.number(), cell.key(), task.task(), why(task)));
    }
  }

  /** By Slurm's own message in the task's output. */
  private String why(SlurmRecord.Open task) {
    String last = CellLog.lastLine(SlurmScript.messages(plan, task.task()));
    return last.contains("TIME LIMIT")
        ? "out of time"
        : last.contains("PREEMPTION") ? "preempted" : "cancelled or its node failed";
  }

  private OptionalInt exitCode(Slurm.Task task) {
    Path file = SlurmScript.exitFile(plan, task);
    if (!Files.exists(file)) {
      return OptionalInt.empty();
    }
    try {
      String code = Files.readString(file).strip();
      // A node that fails may leave the file empty or torn; then its task is lost like others.
      return code.matches("\\d{1,3}")
          ? OptionalInt.of(Integer.parseInt(code))
          : OptionalInt.empty();
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  private void submit(Map<Cell, Goal> ready) {
    List<Cell> cells = List.copyOf(ready.keySet());
    for (int from = 0; from < cells.size(); from += LARGEST_ARRAY) {
      Map<Cell, Goal> array = new LinkedHashMap<>();
      cells
          .subList(from, Math.min(from + LARGEST_ARRAY, cells.size()))
          .forEach(cell -> array.put(cell, ready.getOrDefault(cell, Goal.TO_THE_END)));
      record.submitting(array);
      String job;
      try {
        job = Slurm.submit(SlurmScript.of(plan, array, slurm, java, atOnce), plan.hidden());
      } catch (SlurmException e) {
        record.notSubmitted();
        throw e;
      }
      record.submitted(job);
      array.keySet().forEach(cell -> book.works(cell, CellStatus.QUEUED, "job " + job));
      board.note("submitted job %s with %d cells".formatted(job, array.size()));
    }
  }

  private void show() {
    for (Row row : book.rows()) {
      if (row.status() != shown.put(row.cell(), row.status())) {
        board.changed(row);
      }
    }
    long working = book.rows().stream().filter(row -> row.status() == CellStatus.RUNNING).count();
    board.show(
        book.rows(), Texts.left(book.meanSeconds(), book.open(), (int) Math.max(1, working)));
  }

  private List<Cell> byKey(String key) {
    return plan.cells().stream().filter(cell -> cell.key().equals(key)).toList();
  }

  private static CellStatus status(String state) {
    return Set.of("RUNNING", "COMPLETING", "SUSPENDED", "STOPPED").contains(state)
        ? CellStatus.RUNNING
        : CellStatus.QUEUED;
  }

  private String detail(Cell cell, SlurmRecord.Open task, String state) {
    String job = "job %s %s".formatted(task.task(), state);
    return status(state) == CellStatus.RUNNING
        ? job + ", " + CellLog.lastLine(SweepFiles.log(plan, cell))
        : job;
  }
}
