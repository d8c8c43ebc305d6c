package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.palimpsest.cli.bench.BenchCommand;
import org.palimpsest.conf.Nearest;
import org.palimpsest.disk.StorageException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code palimpsest}. */
@Command(
    name = "palimpsest",
    description = "Continual and few-shot learning experiments.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes:",
      "  0    done",
      "  1    a bug in this program; the log has the details",
      "  2    the configuration or the command line is wrong",
      "  3    data are missing, damaged or not verifiable",
      "  4    out of disk or memory",
      "  5    MLflow does not have everything; the same command goes on",
      "  6    a cluster has not done everything yet",
      "  7    the training of a run diverged; the other runs are done",
      "  130  interrupted; the command that goes on is shown"
    })
public final class Main implements Runnable {

  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          SweepCommand.class,
          CheckCommand.class,
          DataCommand.class,
          EpisodesCommand.class,
          MethodsCommand.class,
          KeysCommand.class,
          ExportCommand.class,
          PredictCommand.class,
          MlflowSyncCommand.class,
          MlflowUiCommand.class,
          CompareCommand.class,
          MetricsCommand.class,
          ReportCommand.class,
          ReproduceCommand.class,
          RunsCommand.class,
          BenchCommand.class,
          CompletionCommand.class,
          CellsCommand.class);

  @Spec private CommandSpec spec;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  Main() {}

  public static void main(String[] arguments) {
    // The program speaks English only, and what it names and writes is the same everywhere.
    Locale.setDefault(Locale.ROOT);
    System.exit(execute(Streams.ofProcess(), arguments));
  }

  /**
   * Runs one command.
   *
   * @return its exit code
   */
  static int execute(Streams streams, String... arguments) {
    return execute(streams, new DatasetReader(), arguments);
  }

  /**
   * Runs one command of several in this process.
   *
   * @param data shared by them
   */
  static int execute(Streams streams, DatasetReader data, String... arguments) {
    Logs.start(List.of(arguments).contains("--debug")); // before any class logs its first line
    Failures failures = new Failures(streams.err());
    try {
      int code = run(commandLine(streams, failures, data, arguments), arguments);
      Optional<IOException> unwritten = streams.unwritten();
      return code == ExitCodes.DONE && unwritten.isPresent()
          ? failures.report(StorageException.at(Path.of("/dev/stdout"), unwritten.get()))
          : code;
    } catch (Throwable e) { // errors of the machine, too, have their exit codes
      return failures.report(e);
    }
  }

  static CommandLine commandLine(
      Streams streams, Failures failures, DatasetReader data, String... arguments) {
    CommandLine all = new CommandLine(new Main(), new Factory(streams, failures, data));
    commands(arguments).forEach(all::addSubcommand);
    return all.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(streams.errWriter(), true))
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, given) -> refused(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failures.report(e));
  }

  /** A word that is no command is refused, even where help is asked for: it would be of another. */
  private static int run(CommandLine all, String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    Set<String> known = all.getSubcommands().keySet();
    if (first.isEmpty() || first.startsWith("-") || known.contains(first)) {
      return all.execute(arguments);
    }
    String hint = Nearest.hint(first, List.copyOf(known));
    return refused(new ParameterException(all, "there is no command %s%s".formatted(first, hint)));
  }

  /** Says why, and where the rest is: a page of options would hide the reason above it. */
  private static int refused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** The one that is called, if that is clear: looking into all of them takes a quarter second. */
  private static List<Class<?>> commands(String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    List<Class<?>> called = COMMANDS.stream().filter(type -> name(type).equals(first)).toList();
    return called.isEmpty() || called.contains(CompletionCommand.class) ? COMMANDS : called;
  }

  private static String name(Class<?> type) {
    return type.getAnnotation(Command.class).name();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** Hands commands what they need; those of picocli itself need nothing. */
  private record Factory(Streams streams, Failures failures, DatasetReader data)
      implements CommandLine.IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
      Supplier<?> maker = makers().get(type);
      return maker == null ? CommandLine.defaultFactory().create(type) : type.cast(maker.get());
    }

    private Map<Class<?>, Supplier<?>> makers() {
      return Map.ofEntries(
          Map.entry(RunCommand.class, () -> new RunCommand(streams, failures, data)),
          Map.entry(SweepCommand.class, () -> new SweepCommand(streams, failures)),
          Map.entry(CompareCommand.class, () -> new CompareCommand(streams, System.getenv())),
          Map.entry(MetricsCommand.class, () -> new MetricsCommand(streams)),
          Map.entry(RunsCommand.class, () -> new RunsCommand(streams)),
          Map.entry(ReportCommand.class, () -> new ReportCommand(streams, System.getenv())),
          Map.entry(ReproduceCommand.class, () -> new ReproduceCommand(streams)),
          Map.entry(CheckCommand.class, () -> new CheckCommand(streams)),
          Map.entry(DataCommand.class, () -> new DataCommand(streams)),
          Map.entry(ExportCommand.class, () -> new ExportCommand(streams)),
          Map.entry(PredictCommand.class, () -> new PredictCommand(streams)),
          Map.entry(MlflowSyncCommand.class, () -> new MlflowSyncCommand(streams, System.getenv())),
          Map.entry(MlflowUiCommand.class, () -> new MlflowUiCommand(streams, System.getenv())));
    }
  }
}
