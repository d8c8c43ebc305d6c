package org.palimpsest.sweep;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.palimpsest.disk.FolderLock;

/**
 * Runs cells on this machine, some at once. Small ones share a process, one after another; a cell
 * whose process ends under it is run again in a new one if others had run there before.
 */
public final class LocalLauncher {

  /** What a worker is started with. */
  public static final String WORKER = "cells";

  private static final long MILLIS_BETWEEN_LOOKS = 20;
  private static final int LOOKS_BETWEEN_SHOWS = 25;

  /** As the program ends for lack of memory, of which earlier cells may have left too little. */
  private static final int OUT_OF_MEMORY = 4;

  private static final long NANOS_BETWEEN_PROBES = 1_000_000_000L;

  /** A little longer than a cell takes to end by itself. */
  private static final long PATIENCE_SECONDS = 25;

  private final SweepBook book;
  private final JavaCommand java;
  private final int jobs;
  private final Board board;
  private final BooleanSupplier cancelled;
  private final List<Running> running = new ArrayList<>();
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final Set<Cell> wantFresh = new HashSet<>();
  private int workers;
  private final Map<String, Long> heldSince = new HashMap<>();

  /** A cell at work, and what it was started for. */
  private record Running(Cell cell, Goal goal, Path log, Worker worker) {}

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
    running.forEach(
        child -> book.works(child.cell, CellStatus.RUNNING, CellLog.lastLine(child.log)));
    board.show(book.rows(), Texts.left(book.meanSeconds(), book.open(), jobs));
  }

  private void reap() {
    for (Running child : List.copyOf(running)) {
      OptionalInt code = child.worker.exitCode(child.log);
      if (code.isPresent()) {
        running.remove(child);
        ended(child, code.getAsInt());
      }
    }
  }

  private void ended(Running child, int code) {
    Cell cell = child.cell;
    boolean process = !child.worker.isAlive() || code == OUT_OF_MEMORY;
    if (code == 0 && child.worker.lasts()) {
      idle.push(child.worker);
    } else {
      child.worker.dismiss();
    }
    book.rests(cell);
    book.look(cell);
    boolean arrived = !child.goal.equals(book.goals().get(cell));
    if (!arrived && process && !child.worker.isFresh()) {
      wantFresh.add(cell);
    } else if (!arrived) {
      book.failed(cell, Failure.of(code, child.log));
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
    Worker worker = worker(wantFresh.remove(cell));
    Path log = SweepFiles.log(book.plan(), cell);
    worker.begin(new CellTask(log, JavaCommand.run(book.plan(), cell, goal)));
    running.add(new Running(cell, goal, log, worker));
    book.works(cell, CellStatus.RUNNING, "");
    book.save();
    board.changed(book.row(cell));
  }

  private Worker worker(boolean fresh) {
    while (!fresh && !idle.isEmpty()) {
      Worker worker = idle.pop();
      if (worker.isAlive()) {
        return worker;
      }
    }
    Path log = book.plan().folder().resolve("logs").resolve("worker-%s.log".formatted(++workers));
    List<String> command = java.with(threads(jobs), List.of(WORKER));
    return Worker.start(command, book.plan().hidden(), log);
  }

  private boolean isRunning(Cell cell) {
    return running.stream().anyMatch(child -> child.cell.equals(cell));
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
    idle.forEach(Worker::dismiss);
    running.forEach(child -> child.worker.stop());
    for (Running child : running) {
      child.worker.await(PATIENCE_SECONDS);
      book.rests(child.cell);
      book.look(child.cell);
    }
    for (Worker worker : idle) {
      worker.await(PATIENCE_SECONDS);
    }
    running.clear();
    idle.clear();
  }
}
