package org.palimpsest.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.disk.Disk;
import org.palimpsest.sweep.SweepBook;
import org.palimpsest.sweep.SweepPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  private final Streams streams;
  private final Failures failures;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1", // status and collect have their own
      paramLabel = "FILE",
      description = "The experiment with its sweep.")
  private @Nullable Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Overrides of the file, in HOCON, for all cells.")
  private List<String> overrides = new ArrayList<>();

  @Mixin private SweepOptions options = new SweepOptions();

  @Option(names = "--dry-run", description = "Check every cell and show the plan; run nothing.")
  private boolean dryRun;

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
    if (file == null) {
      throw new ParameterException(spec.commandLine(), "which FILE?");
    }
    SweepLaunch launch = launch(SweepPlan.load(file, options.after(overrides)));
    if (dryRun) {
      launch.outline(streams.out(), true);
      return ExitCodes.DONE;
    }
    return launch.run();
  }

  @Command(
      name = "status",
      description = "Says what has become of each cell; asks Slurm, too, where it runs them.",
      mixinStandardHelpOptions = true)
  int status(
      @Parameters(paramLabel = "FILE") Path sweep,
      @Parameters(paramLabel = "key=value", index = "1..*", arity = "0..*") List<String> settings) {
    file = sweep;
    overrides = settings == null ? List.of() : settings;
    launch(SweepPlan.load(sweep, options.after(overrides))).status();
    return ExitCodes.DONE;
  }

  @Command(
      name = "collect",
      description = {
        "Looks once at what Slurm has done and submits what is still to be run: for the first time,"
            + " or again after it was cancelled, preempted or out of time.",
        "Exit code 0 once all cells are finished, 6 while some are not."
      },
      mixinStandardHelpOptions = true)
  int collect(
      @Parameters(paramLabel = "FILE") Path sweep,
      @Parameters(paramLabel = "key=value", index = "1..*", arity = "0..*") List<String> settings,
      @Option(names = "--retry", description = "Run cells again that failed before.") boolean again)
      throws InterruptedException {
    file = sweep;
    overrides = settings == null ? List.of() : settings;
    options.collect(SweepPlan.SLURM, again);
    return launch(SweepPlan.load(sweep, options.after(overrides))).collect();
  }

  private SweepLaunch launch(SweepPlan plan) {
    SweepBook book = SweepBook.open(new Disk(), plan, options.retry());
    return new SweepLaunch(plan, book, streams);
  }
}
