package org.palimpsest.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.RunCancelledException;
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

  /** How the user calls this command; the launcher knows. */
  private static final String CALLED_AS = "palimpsest.command";

  private final Streams streams;
  private final Failures failures;

  @Parameters(index = "0", paramLabel = "FILE", description = "The experiment.")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description =
          "Overrides of the file, in HOCON, such as learner.head=prototype 'seeds=[1,2,3]'.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--again",
      description = "Run what is finished once more, trained anew, beside the old runs.")
  private boolean again;

  @Option(names = "--quiet", description = "Show nothing but problems and the folder.")
  private boolean quiet;

  @Option(names = "--debug", description = "Show stack traces, and log more.")
  private boolean debug;

  @Option(names = "--dry-run", description = "Check the file and show what would be run.")
  private boolean dryRun;

  RunCommand(Streams streams, Failures failures) {
    this.streams = streams;
    this.failures = failures;
  }

  @Override
  public Integer call() {
    if (debug) {
      failures.showStackTraces();
    }
    ExperimentSpec experiment = ExperimentSpec.load(file, overrides);
    if (dryRun) {
      streams.out().println(Outline.of(experiment));
      return ExitCodes.DONE;
    }
    Logs.start(debug);
    try (Interruption interruption = Interruption.watch(command(), streams.err())) {
      new Launch(experiment, file, overrides, streams, interruption).run(again, quiet);
    } catch (RunCancelledException e) {
      return ExitCodes.INTERRUPTED; // the interruption has told the user
    }
    return ExitCodes.DONE;
  }

  /** What to type to go on. */
  private String command() {
    List<String> words = new ArrayList<>();
    words.add(file.toString());
    words.addAll(overrides);
    if (again) {
      words.add("--again");
    }
    if (quiet) {
      words.add("--quiet");
    }
    if (debug) {
      words.add("--debug");
    }
    return System.getProperty(CALLED_AS, "palimpsest run") + " " + ShellWords.joined(words);
  }
}
