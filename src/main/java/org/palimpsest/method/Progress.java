package org.palimpsest.method;

/** Told how far a block of work is; may show it, cannot change it. */
@FunctionalInterface
public interface Progress {

  Progress SILENT = (done, total) -> {};

  /**
   * Called after each step.
   *
   * @param done steps done in this block
   * @param total steps of this block
   */
  void at(int done, int total);
}
