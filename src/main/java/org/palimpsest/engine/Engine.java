package org.palimpsest.engine;

import java.util.random.RandomGenerator;

/** A library that trains networks. */
public interface Engine {

  /** Its name in configurations: {@code torch} or {@code dl4j}. */
  String name();

  /** Library and version, for provenance. */
  String version();

  /**
   * Builds a network with weights drawn by {@link Initializer} from {@code random}, the same under
   * every engine.
   */
  Network build(Architecture architecture, RandomGenerator random);
}
