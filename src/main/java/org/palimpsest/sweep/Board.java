package org.palimpsest.sweep;

import java.util.List;

/** Shows how a sweep is getting on. */
public interface Board extends AutoCloseable {

  /** Something happened to a cell. */
  void changed(Row row);

  /**
   * How all is now; called a few times a second.
   *
   * @param rows every cell, in order
   * @param left an estimate of the time that is left, for people
   */
  void show(List<Row> rows, String left);

  /** Something to know besides. */
  void note(String text);

  @Override
  void close();
}
