package org.palimpsest.benchmark;

import org.palimpsest.conf.Section;
import org.palimpsest.data.Dataset;
import org.palimpsest.tensor.Seeds;

/** What tells sessions with the same outputs apart. */
public interface DomainMaker {

  /** Whether each session has other classes, under the same numbers. */
  default boolean renumbers() {
    return false;
  }

  /** Records what contradicts other keys; {@code benchmark} is what {@code spec} is read from. */
  default void check(Section benchmark, BenchmarkSpec spec) {}

  /** The data set in as many domains as there are sessions; itself if it has but one. */
  Dataset shown(Dataset dataset, int sessions, Seeds seeds);
}
