package org.palimpsest.sweep;

import java.io.PrintStream;
import java.util.List;

/** A line for each change of a cell. */
public final class PlainBoard implements Board {

  private final PrintStream stream;

  public PlainBoard(PrintStream stream) {
    this.stream = stream;
  }

  @Override
  public void changed(Row row) {
    stream.println(line(row));
  }

  @Override
  public void show(List<Row> rows, String left) {
    // What has not changed was told before.
  }

  @Override
  public void note(String text) {
    stream.println(text);
  }

  @Override
  public void close() {
    stream.flush();
  }

  /** {@code cell 3 NAME seed 1: finished, 12.3 s}. */
  public static String line(Row row) {
    return "cell %d %s: %s".formatted(row.cell().number(), row.name(), Texts.status(row));
  }
}
