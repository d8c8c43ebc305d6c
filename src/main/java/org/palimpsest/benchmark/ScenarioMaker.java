package org.palimpsest.benchmark;

import org.palimpsest.conf.Section;
import org.palimpsest.data.Dataset;
import org.palimpsest.tensor.Seeds;

/** Cuts data sets into the sessions of one scenario, by its own keys. */
public interface ScenarioMaker {

  /** What its sessions are. */
  Scenario scenario();

  /** How many of a data set's classes it needs. */
  default long classes(int baseClasses, NovelSpec novel) {
    return baseClasses + (long) novel.sessions() * novel.ways();
  }

  /**
   * Records what contradicts other keys.
   *
   * @param benchmark the section that {@code spec} was read from
   * @param own the section that this was read from
   */
  default void check(Section benchmark, Section own, BenchmarkSpec spec) {}

  /**
   * Cuts one data set; see {@link Benchmarks#build}.
   *
   * @param spec whose scenario this is
   */
  Benchmark build(Dataset dataset, BenchmarkSpec spec, Seeds seeds);
}
