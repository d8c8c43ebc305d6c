package org.palimpsest.benchmark;

import java.util.Map;
import java.util.OptionalInt;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSize;
import org.palimpsest.tensor.Seeds;

/** Cuts data sets into the sessions of one scenario, by its own keys. */
public interface ScenarioMaker {

  /** What its sessions are. */
  Scenario scenario();

  /** How many of a data set's classes it needs. */
  default long classes(int baseClasses, NovelSpec novel) {
    return baseClasses + novel.classes();
  }

  /** Whether it has keys of its own in place of {@code base-classes} and {@code novel}. */
  default boolean hasOwnClasses() {
    return false;
  }

  /** How many classes are learnt from where it has keys of its own; empty if that is not known. */
  default OptionalInt ownClasses() {
    return OptionalInt.empty();
  }

  /** Records what a scenario with keys of its own finds in the data set to contradict them. */
  default void check(Section benchmark, Section own, DatasetSize size) {}

  /** Digests of files that decide what is computed, by the key of a run's configuration. */
  default Map<String, String> digests() {
    return Map.of();
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

  /** The most classes that an episode asks to be told apart; 0 if no episodes are asked. */
  default int mostWays() {
    return 0;
  }
}
