package org.palimpsest.mlflow;

import java.time.Duration;

/**
 * The patience of a replica.
 *
 * @param deadline of a small request; larger ones get a multiple of it
 * @param poll how often a growing journal is looked at
 * @param firstPause after a first failure; doubles with each further one
 * @param longestPause between two tries
 */
record Timing(Duration deadline, Duration poll, Duration firstPause, Duration longestPause) {

  static final Timing DEFAULT =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));
}
