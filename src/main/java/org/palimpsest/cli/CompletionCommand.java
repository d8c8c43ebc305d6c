package org.palimpsest.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code palimpsest completion}. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands in bash and zsh.",
      "Use: source <(palimpsest completion)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  CompletionCommand() {}

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    root.getOut().println(AutoComplete.bash(root.getCommandName(), root));
  }
}
