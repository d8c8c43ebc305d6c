package org.palimpsest.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.palimpsest.experiment.ExperimentSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code palimpsest run}. */
@Command(
    name = "run",
    description = {
      "Runs an experiment, or goes on with it; prints the folder of its results.",
      "Finished runs are not repeated, interrupted ones continue."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private final Main.Console console;
  private final Failures failures;

  @Parameters(index = "0", paramLabel = "FILE", description = "The experiment.")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description =
          "Overrides of the file, in HOCON, such as learner.head=prototype seeds=[1,2,3].")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--again", description = "Repeat finished runs, beside the old ones.")
  private boolean again;

  @Option(names = "--quiet", description = "Show nothing but problems and the folder.")
  private boolean quiet;

  @Option(names = "--debug", description = "Show stack traces, and log more.")
  private boolean debug;

  @Option(names = "--dry-run", description = "Check the file and show what would be run.")
  private boolean dryRun;

  RunCommand(Main.Console console, Failures failures) {
    this.console = console;
    this.failures = failures;
  }

  @Override
  public Integer call() {
    if (debug) {
      failures.showStackTraces();
    }
    ExperimentSpec experiment = ExperimentSpec.load(file, overrides);
    if (dryRun) {
      console.out().println(Outline.of(experiment));
      return ExitCodes.DONE;
    }
    Logs.start(debug);
    throw new UnsupportedOperationException("stand-in " + again + quiet);
  }
}
