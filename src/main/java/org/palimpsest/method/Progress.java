package org.palimpsest.method;

import java.util.OptionalDouble;

/** Told how far a block of work is; may show it, cannot change it. */
@FunctionalInterface
public interface Progress {

  Progress SILENT = (done, total, loss) -> {};

  /**
   * Called after each step.
   *
   * @param done steps done in this block
   * @param total steps of this block
   * @param loss mean over the block's images so far; empty where nothing is minimised
   */
  void at(int done, int total, OptionalDouble loss);

  /** A step that minimises nothing. */
  default void at(int done, int total) {
    at(done, total, OptionalDouble.empty());
  }
}
