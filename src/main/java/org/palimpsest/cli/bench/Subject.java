package org.palimpsest.cli.bench;

import java.io.IOException;

/**
 * One of those that are timed at the same work.
 *
 * @param name such as {@code torch} or {@code PyTorch 2.9 channels_last}
 * @param units of work in one round
 * @param round does one round and says how many seconds it took
 */
record Subject(String name, double units, Round round) {

  @FunctionalInterface
  interface Round {
    double seconds() throws IOException;
  }

  /** Work that is timed here, by the wall clock. */
  static Subject timed(String name, double units, Runnable work) {
    return new Subject(
        name,
        units,
        () -> {
          long start = System.nanoTime();
          work.run();
          return (System.nanoTime() - start) / 1e9;
        });
  }
}
