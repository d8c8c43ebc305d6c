package org.palimpsest.cli;

import java.io.PrintWriter;
import org.palimpsest.method.MethodEntry;
import org.palimpsest.method.Methods;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code palimpsest methods}. */
@Command(
    name = "methods",
    description = "Lists the methods that learner.method can name.",
    mixinStandardHelpOptions = true)
final class MethodsCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  MethodsCommand() {}

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    int width = Methods.ALL.stream().mapToInt(m -> m.name().length()).max().orElse(0);
    for (MethodEntry method : Methods.ALL) {
      out.println(
          method.name() + " ".repeat(width - method.name().length() + 2) + method.summary());
    }
  }
}
