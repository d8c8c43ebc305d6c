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
 * @param cancelled whether the user wants to stop; asked after each step
 */
public record Environment(
    Engine engine,
    Function<Seeds, Benchmark> benchmarks,
    Disk disk,
    InstantSource clock,
    BooleanSupplier cancelled) {

  long now() {
    return clock.millis();
  }
}
