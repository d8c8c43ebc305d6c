package org.palimpsest.mlflow;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to leave a server alone after failures: one second, doubling to a minute, with jitter so
 * that many runs do not come back at the same moment. Several failures in a row open the circuit.
 */
final class Circuit {

  private static final int FAILURES_TO_OPEN = 3;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  Circuit(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /**
   * Counts a failure.
   *
   * @return how long to wait before the next try: from half of the current step to the whole of it,
   *     or as long as the server asks, but never longer than the longest step
   */
  synchronized Duration failed(ServerUnavailableException failure) {
    long step = longest.toMillis();
    if (failures < 30) {
      step = Math.min(step, first.toMillis() << failures);
    }
    failures++;
    long jittered = step / 2 + random.nextLong(step / 2 + 1);
    long asked = failure.retryAfter().map(Duration::toMillis).orElse(0L);
    return Duration.ofMillis(Math.min(longest.toMillis(), Math.max(asked, jittered)));
  }

  synchronized void succeeded() {
    failures = 0;
  }

  synchronized int failures() {
    return failures;
  }

  /** Whether the server failed so often in a row that it counts as down. */
  synchronized boolean isOpen() {
    return failures >= FAILURES_TO_OPEN;
  }
}
