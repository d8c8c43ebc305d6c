package org.palimpsest.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code palimpsest}. */
@Command(
    name = "palimpsest",
    description = "Continual and few-shot learning experiments.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      MethodsCommand.class,
      CompletionCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes:",
      "  0    done",
      "  1    a bug in this program; the log has the details",
      "  2    the configuration or the command line is wrong",
      "  3    data are missing, damaged or not verifiable",
      "  4    out of disk or memory",
      "  130  interrupted; the command that goes on is shown"
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  Main() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(execute(out, err, arguments));
  }

  /**
   * Runs one command.
   *
   * @return its exit code
   */
  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    Console console = new Console(out, err);
    Failures failures = new Failures(err);
    try {
      return commandLine(console, failures).execute(arguments);
    } catch (Throwable e) { // errors of the machine, too, have their exit codes
      return failures.report(e);
    }
  }

  static CommandLine commandLine(Console console, Failures failures) {
    return new CommandLine(new Main(), new Factory(console, failures))
        .setOut(console.out())
        .setErr(console.err())
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler((e, command, parsed) -> failures.report(e));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? See below");
  }

  /**
   * Where a command writes.
   *
   * @param out results; what a script reads
   * @param err everything else
   */
  record Console(PrintWriter out, PrintWriter err) {}

  /** Hands the commands what they need; those of picocli itself need nothing. */
  private record Factory(Console console, Failures failures) implements CommandLine.IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == RunCommand.class) {
        return type.cast(new RunCommand(console, failures));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
