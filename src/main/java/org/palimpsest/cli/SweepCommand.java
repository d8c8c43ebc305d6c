package org.palimpsest.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.experiment.Disk;
import org.palimpsest.experiment.RunLock;
import org.palimpsest.record.Console;
import org.palimpsest.sweep.Board;
import org.palimpsest.sweep.Failure;
import org.palimpsest.sweep.JavaCommand;
import org.palimpsest.sweep.LiveBoard;
import org.palimpsest.sweep.LocalLauncher;
import org.palimpsest.sweep.PlainBoard;
import org.palimpsest.sweep.SweepBook;
import org.palimpsest.sweep.SweepPlan;
import org.palimpsest.sweep.Texts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest sweep}. */
@Command(
    name = "sweep",
    description = {
      "Runs every cell of a sweep, or goes on with it; prints the folder that lists the cells.",
      "Finished cells are not repeated, interrupted ones continue, failed ones are left alone unless"
          + " --retry is given."
    },
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

  /** Cells have as long as a run has, and then some to be ended for good. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Streams streams;
  private final Failures failures;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The experiment with its sweep.")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Overrides of the file, in HOCON, for all cells.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--jobs",
      paramLabel = "NUMBER",
      description = "Cells at once, instead of sweep.jobs.")
  private @Nullable Integer jobs;

  @Option(names = "--dry-run", description = "Check every cell and show the plan; run nothing.")
  private boolean dryRun;

  @Option(names = "--retry", description = "Run cells again that failed before.")
  private boolean retry;

  @Option(names = "--debug", description = "Show stack traces, and log more.")
  private boolean debug;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  SweepCommand(Streams streams, Failures failures) {
    this.streams = streams;
    this.failures = failures;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (debug) {
      failures.showStackTraces();
    }
    if (jobs != null && jobs < 1) {
      throw new ParameterException(spec.commandLine(), "--jobs = " + jobs + " is less than 1");
    }
    SweepPlan plan = SweepPlan.load(file, overrides);
    Disk disk = new Disk();
    SweepBook book = SweepBook.open(disk, plan, plan.launcher(), retry);
    if (dryRun) {
      SweepOutline.print(streams.out(), plan, book, jobs(plan), true);
      return ExitCodes.DONE;
    }
    Logs.start(debug);
    disk.createFolder(plan.folder());
    try (RunLock lock = RunLock.acquire(plan.folder(), Instant.now())) {
      SweepOutline.print(streams.err(), plan, book, jobs(plan), false);
      if (!run(plan, book)) {
        return ExitCodes.INTERRUPTED; // the interruption has told the user
      }
    }
    return end(plan, book);
  }

  private int jobs(SweepPlan plan) {
    return jobs == null ? plan.jobs() : jobs;
  }

  private boolean run(SweepPlan plan, SweepBook book) throws InterruptedException {
    String farewell = "Every cell is safe up to its last checkpoint. To go on: " + command();
    try (Interruption interruption = Interruption.watch(farewell, PATIENCE, streams.err());
        Board board = board()) {
      JavaCommand java = JavaCommand.ofThisProcess(Main.class.getName());
      return new LocalLauncher(book, java, jobs(plan), board, interruption).run();
    }
  }

  private Board board() {
    PrintStream err = streams.err();
    return Console.errorIsTerminal() ? new LiveBoard(err) : new PlainBoard(err);
  }

  /** A failed cell's exit code is the sweep's, the first one's if there are several. */
  private int end(SweepPlan plan, SweepBook book) {
    List<Failure> failed = book.failures();
    if (!failed.isEmpty()) {
      streams
          .err()
          .println(
              "%d of %d cells failed; once that is put right: %s --retry"
                  .formatted(failed.size(), plan.cells().size(), command()));
    }
    streams.out().println(Texts.counts(book.rows()));
    streams.out().println(plan.folder());
    return failed.isEmpty() ? ExitCodes.DONE : ExitCodes.ofProcess(failed.get(0).exitCode());
  }

  /** What to type to go on. */
  private String command() {
    List<String> words = new ArrayList<>();
    words.add(file.toString());
    words.addAll(overrides);
    if (jobs != null) {
      words.add("--jobs=" + jobs);
    }
    return System.getProperty(RunCommand.CALLED_AS, "palimpsest sweep")
        + " "
        + ShellWords.joined(words);
  }
}
