package org.palimpsest.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.conf.Redaction;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.record.Terminal;
import org.palimpsest.sweep.Board;
import org.palimpsest.sweep.Failure;
import org.palimpsest.sweep.JavaCommand;
import org.palimpsest.sweep.LiveBoard;
import org.palimpsest.sweep.LocalLauncher;
import org.palimpsest.sweep.PlainBoard;
import org.palimpsest.sweep.Row;
import org.palimpsest.sweep.SlurmException;
import org.palimpsest.sweep.SlurmLauncher;
import org.palimpsest.sweep.SweepBook;
import org.palimpsest.sweep.SweepPlan;
import org.palimpsest.sweep.Texts;

/** What is done with a sweep once it is read. */
final class SweepLaunch {

  /** Cells have as long as a run has, and then some to be ended for good. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final SweepPlan plan;
  private final SweepBook book;
  private final Streams streams;

  SweepLaunch(SweepPlan plan, SweepBook book, Streams streams) {
    this.plan = plan;
    this.book = book;
    this.streams = streams;
  }

  /** Runs what is to be run; returns the exit code. */
  int run() throws InterruptedException {
    book.createFolder();
    try (FolderLock lock = FolderLock.acquire(plan.folder(), Instant.now())) {
      outline(streams.err(), false);
      boolean slurm = plan.launcher().equals(SweepPlan.SLURM);
      try (Interruption interruption =
              Interruption.watch(slurm ? afterSlurm() : afterLocal(), PATIENCE, streams.err());
          Board board = board()) {
        boolean over =
            slurm
                ? slurm(board).run(interruption)
                : new LocalLauncher(book, java(), jobs(), board, interruption).run();
        if (!over) {
          return ExitCodes.INTERRUPTED; // the interruption tells the user
        }
      }
    }
    return end();
  }

  /** Looks once and submits; returns the exit code. */
  int collect() throws InterruptedException {
    book.createFolder();
    try (FolderLock lock = FolderLock.acquire(plan.folder(), Instant.now());
        Board board = new PlainBoard(streams.err())) {
      slurm(board).collect();
    }
    return end();
  }

  /** Prints what has become of each cell. */
  void status() {
    if (SlurmLauncher.hasSubmitted(plan)) {
      try (Board board = new PlainBoard(streams.err())) {
        slurm(board).look();
      } catch (SlurmException e) {
        // What the cells have written says more than a cluster that cannot be reached.
        streams.err().println("palimpsest: " + e.getMessage());
      }
    }
    outline(streams.out(), true);
  }

  private SlurmLauncher slurm(Board board) {
    return new SlurmLauncher(book, java(), plan.jobs(), board);
  }

  private static JavaCommand java() {
    return JavaCommand.ofThisProcess(Main.class.getName());
  }

  private int jobs() {
    return plan.jobs().orElse(1);
  }

  private Board board() {
    return Terminal.isStandardError()
        ? new LiveBoard(streams.terminal(), Terminal.columns().orElseThrow())
        : new PlainBoard(streams.err());
  }

  private String afterLocal() {
    return "Every cell is safe up to its last checkpoint. To go on: " + command("");
  }

  private String afterSlurm() {
    return """
        The jobs go on without this. To see them: %s
        To take in what they did: %s
        To end them: scancel --name=%s"""
        .formatted(command("status "), command("collect "), SlurmLauncher.jobName(plan));
  }

  /**
   * Prints the plan.
   *
   * @param each whether every cell is listed
   */
  void outline(PrintStream out, boolean each) {
    long points = plan.experiments().size();
    long seeds = plan.cells().stream().mapToLong(cell -> cell.seed()).distinct().count();
    out.printf(
        "%s: %d cells = %d points x %d seeds, %s%n",
        plan.name(), plan.cells().size(), points, seeds, where());
    for (String key : plan.keys()) {
      out.printf("  %s = %s%n", key, Texts.values(plan, key));
    }
    if (each) {
      for (Row row : book.rows()) {
        out.println("  " + PlainBoard.line(row));
        out.println("    " + row.cell().folder());
      }
    }
    out.println("  " + Texts.counts(book.rows()));
    out.println("  " + Texts.left(book.meanSeconds(), book.open(), jobs()));
  }

  private String where() {
    if (plan.launcher().equals(SweepPlan.SLURM)) {
      return "by Slurm";
    }
    int threads = LocalLauncher.threads(jobs());
    return "%d at once on %d %s each"
        .formatted(jobs(), threads, threads == 1 ? "thread" : "threads");
  }

  /** A failed cell's exit code is the sweep's, the first one's if there are several. */
  private int end() {
    List<Failure> failed = book.failures();
    long interrupted = failed.stream().filter(Failure::isInterruption).count();
    tell(failed.size() - interrupted, "failed; once that is put right", " --retry");
    tell(interrupted, "interrupted; to go on", "");
    streams.out().println(Texts.counts(book.rows()));
    SweepOutcome.show(plan.folder(), plan.name(), streams);
    streams.out().println(plan.folder());
    if (!failed.isEmpty()) {
      return ExitCodes.ofProcess(failed.get(0).exitCode());
    }
    return book.open() == 0 ? ExitCodes.DONE : ExitCodes.GOES_ON;
  }

  private void tell(long cells, String what, String option) {
    if (cells > 0) {
      streams
          .err()
          .println(
              "%d of %d cells %s: %s%s"
                  .formatted(cells, plan.cells().size(), what, command(""), option));
    }
  }

  /** Whether cells are left that are neither finished nor given up. */
  boolean isOpen() {
    return book.open() > 0;
  }

  /**
   * What to type to go on.
   *
   * @param part a command of sweep's own, followed by a space, or nothing
   */
  private String command(String part) {
    List<String> words = new ArrayList<>();
    words.add(plan.file().toString());
    words.addAll(Redaction.of(plan.overrides()));
    return System.getProperty(RunCommand.CALLED_AS, "palimpsest sweep")
        + " "
        + part
        + ShellWords.joined(words);
  }
}
