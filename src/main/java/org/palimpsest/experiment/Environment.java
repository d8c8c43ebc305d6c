package org.palimpsest.experiment;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.disk.Disk;
import org.palimpsest.engine.Engine;
import org.palimpsest.tensor.Seeds;

/**
 * What runs are run with.
 *
 * @param engine that trains
 * @param benchmarks cuts the data into sessions; for finished runs, to see whether data changed
 * @param disk that all results are written through
 * @param clock of all timestamps
 * @param checkpointMillis least time between two checkpoints within a session, milliseconds
 * @param cancelled whether the user wants to stop; asked after each step
 */
public record Environment(
    Engine engine,
    Function<Seeds, Benchmark> benchmarks,
    Disk disk,
    InstantSource clock,
    long checkpointMillis,
    BooleanSupplier cancelled) {

  /** What a kill loses at most, unless one block takes longer. */
  public static final long CHECKPOINT_MILLIS = 60_000;

  long now() {
    return clock.millis();
  }
}
