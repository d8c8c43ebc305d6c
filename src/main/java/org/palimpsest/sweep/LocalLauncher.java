package org.palimpsest.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.palimpsest.disk.FolderLock;

/** Runs cells on this machine, some at once, each in a process of its own. */
public final class LocalLauncher {

  private static final long MILLIS_BETWEEN_LOOKS = 100;
  private static final int LOOKS_BETWEEN_SHOWS = 5;
  private static final long NANOS_BETWEEN_PROBES = 1_000_000_000L;

  /** A little longer than a cell takes to end by itself. */
  private static final long PATIENCE_SECONDS = 25;

  private final SweepBook book;
  private final JavaCommand java;
  private final int jobs;
  private final Board board;
  private final BooleanSupplier cancelled;
  private final List<CellProcess> running = new ArrayList<>();
  private final Map<String, Long> heldSince = new HashMap<>();

  /**
   * A launcher that has not begun.
   *
   * @param jobs cells at once; the processors of this machine are divided between them
   * @param cancelled whether the user wants to stop
   */
  public LocalLauncher(
      SweepBook book, JavaCommand java, int jobs, Board board, BooleanSupplier cancelled) {
    this.book = book;
    this.java = java;
    this.jobs = jobs;
    this.board = board;
    this.cancelled = cancelled;
  }

  /** Threads of each cell where {@code jobs} run at once. */
  public static int threads(int jobs) {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / jobs);
  }

  /**
   * Runs what is to be run.
   *
   * @return whether the sweep came to its end; false if it was cancelled
   */
  public boolean run() throws InterruptedException {
    book.disk().createFolder(book.plan().folder().resolve("logs"));
    book.save();
    try {
      for (int look = 0; true; look++) {
        if (cancelled.getAsBoolean()) {
          return false;
        }
        reap();
        boolean open = start();
        if (!open && running.isEmpty()) {
          return true;
        }
        if (look % LOOKS_BETWEEN_SHOWS == 0) {
          show();
        }
        TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
      }
    } finally {
      stopAll();
      book.save();
    }
  }

  private void show() {
    running.forEach(child -> book.works(child.cell(), CellStatus.RUNNING, child.lastWords()));
    board.show(book.rows(), Texts.left(book.meanSeconds(), book.open(), jobs));
  }

  private void reap() {
    for (CellProcess child : List.copyOf(running)) {
      if (!child.isAlive()) {
        running.remove(child);
        ended(child);
      }
    }
  }

  private void ended(CellProcess child) {
    Cell cell = child.cell();
    book.rests(cell);
    book.look(cell);
    boolean arrived = !child.goal().equals(book.goals().get(cell));
    if (!arrived) {
      book.failed(cell, Failure.of(child.exitCode(), SweepFiles.log(book.plan(), cell)));
    }
    book.save();
    board.changed(book.row(cell));
  }

  /** Starts what there is room for; returns whether something remains to be run. */
  private boolean start() {
    boolean open = false;
    for (Map.Entry<Cell, Goal> entry : List.copyOf(book.goals().entrySet())) {
      Cell cell = entry.getKey();
      if (!entry.getValue().isToBeRun() || isRunning(cell)) {
        continue;
      }
      open = true;
      if (running.size() >= jobs) {
        return true;
      }
      if (isFree(cell)) {
        start(cell, book.goals().getOrDefault(cell, Goal.FINISHED));
      }
    }
    return open;
  }

  private void start(Cell cell, Goal goal) {
    if (!goal.isToBeRun()) {
      return; // the process that held it has finished it
    }
    List<String> command =
        java.run(book.plan(), cell, goal, threads(jobs), List.of("--with-parent"));
    running.add(
        CellProcess.start(
            cell, goal, command, book.plan().hidden(), SweepFiles.log(book.plan(), cell)));
    book.works(cell, CellStatus.RUNNING, "");
    book.save();
    board.changed(book.row(cell));
  }

  private boolean isRunning(Cell cell) {
    return running.stream().anyMatch(child -> child.cell().equals(cell));
  }

  /** A process of an earlier sweep may still be about to end, or of another one at work. */
  private boolean isFree(Cell cell) {
    long now = System.nanoTime();
    Long before = heldSince.get(cell.key());
    if (before != null && now - before < NANOS_BETWEEN_PROBES) {
      return false;
    }
    Optional<String> holder = FolderLock.holder(cell.folder());
    if (holder.isEmpty()) {
      if (heldSince.remove(cell.key()) != null) {
        book.rests(cell);
        book.look(cell);
      }
      return true;
    }
    book.works(cell, CellStatus.HELD, holder.get() + " works on it");
    if (heldSince.put(cell.key(), now) == null) {
      board.changed(book.row(cell));
    }
    return false;
  }

  private void stopAll() throws InterruptedException {
    running.forEach(CellProcess::stop);
    for (CellProcess child : running) {
      child.await(PATIENCE_SECONDS);
      book.rests(child.cell());
      book.look(child.cell());
    }
    running.clear();
  }
}
