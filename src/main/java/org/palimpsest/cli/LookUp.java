package org.palimpsest.cli;

import java.io.PrintWriter;
import java.util.List;
import org.palimpsest.conf.Nearest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that shows what the program knows, or of it what a word names. */
abstract class LookUp implements Runnable {

  @Spec private CommandSpec spec;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  LookUp() {}

  @Override
  public final void run() {
    PrintWriter out = spec.commandLine().getOut();
    show(out);
    out.flush();
  }

  abstract void show(PrintWriter out);

  /**
   * What to throw where a word names nothing.
   *
   * @param why a sentence that the nearest of the known words may follow
   */
  final ParameterException unknown(String why, String word, List<String> known) {
    return new ParameterException(spec.commandLine(), why + Nearest.hint(word, known));
  }
}
