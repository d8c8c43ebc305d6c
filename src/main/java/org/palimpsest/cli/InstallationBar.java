package org.palimpsest.cli;

import java.io.PrintStream;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.palimpsest.mlflow.PrivateMlflow;
import org.palimpsest.record.PassingBar;

/** Shows how far MLflow is installed: a bar on a terminal, its first and last line otherwise. */
final class InstallationBar implements PrivateMlflow.Installation, AutoCloseable {

  private final PrintStream stream;
  private final OptionalInt columns;
  private @Nullable PassingBar bar;

  /**
   * A bar that appears with the first package.
   *
   * @param columns of the terminal that {@code stream} is; empty if it is none
   */
  InstallationBar(PrintStream stream, OptionalInt columns) {
    this.stream = stream;
    this.columns = columns;
  }

  @Override
  public void line(String text) {
    close();
    stream.println(text);
  }

  @Override
  public void at(String what, int megabytes, int total) {
    if (columns.isEmpty()) {
      return;
    }
    if (bar == null) {
      bar = new PassingBar("MLflow", total, " MB", 0, stream, columns.getAsInt());
    }
    bar.at(megabytes, " " + what);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
