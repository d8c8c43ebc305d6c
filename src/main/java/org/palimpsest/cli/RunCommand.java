package org.palimpsest.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.conf.HiddenSettings;
import org.palimpsest.conf.Redaction;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.RunCancelledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  static final String CALLED_AS = "palimpsest.command";

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Streams streams;
  private final Failures failures;
  private final DatasetReader data;

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

  @Option(
      names = "--until-session",
      paramLabel = "NUMBER",
      description =
          "Stop after this session; the same command without this goes on. 0 is the base.")
  private @Nullable Integer lastSession;

  @Option(names = "--dry-run", description = "Check the file and show what would be run.")
  private boolean dryRun;

  RunCommand(Streams streams, Failures failures, DatasetReader data) {
    this.streams = streams;
    this.failures = failures;
    this.data = data;
  }

  @Override
  public Integer call() {
    if (debug) {
      failures.showStackTraces();
    }
    LOG.info("{}, in {}", command(), Path.of("").toAbsolutePath());
    List<String> handedOn = new ArrayList<>(HiddenSettings.of(System.getenv()));
    handedOn.addAll(overrides);
    ExperimentSpec experiment = ExperimentSpec.load(file, handedOn);
    if (dryRun) {
      streams.out().println(Outline.of(experiment));
      return ExitCodes.DONE;
    }
    String farewell = "Everything up to the last checkpoint is safe. To go on: " + command();
    try (Interruption interruption = Interruption.watch(farewell, PATIENCE, streams.err())) {
      OptionalInt last = lastSession == null ? OptionalInt.empty() : OptionalInt.of(lastSession);
      new Launch(experiment, file, handedOn, data, streams, interruption).run(last, again, quiet);
    } catch (RunCancelledException e) {
      return ExitCodes.INTERRUPTED; // the interruption has told the user
    }
    return ExitCodes.DONE;
  }

  /** What to type to go on; what is secret has to be typed again. */
  private String command() {
    List<String> words = new ArrayList<>();
    words.add(file.toString());
    words.addAll(Redaction.of(overrides));
    if (lastSession != null) {
      words.add("--until-session=" + lastSession);
    }
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
