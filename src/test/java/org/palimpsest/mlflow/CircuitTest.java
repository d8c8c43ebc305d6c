package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CircuitTest {

  private final ServerUnavailableException down = new ServerUnavailableException("down", null);

  private final Circuit circuit =
      new Circuit(Duration.ofSeconds(1), Duration.ofSeconds(60), new SplittableRandom(1));

  @Test
  void waitsFromHalfAStepToAStepThatDoublesUpToTheLongest() {
    long[] steps = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    for (long step : steps) {
      assertThat(circuit.failed(down))
          .isBetween(Duration.ofMillis(step * 500), Duration.ofMillis(step * 1000));
    }
  }

  @Test
  void opensAtTheThirdFailureInARowAndClosesAtASuccess() {
    circuit.failed(down);
    circuit.failed(down);
    assertThat(circuit.isOpen()).isFalse();
    circuit.failed(down);
    assertThat(circuit.isOpen()).isTrue();
    circuit.succeeded();
    assertThat(circuit.isOpen()).isFalse();
    assertThat(circuit.failed(down)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void waitsAsLongAsTheServerAsksWithinReason() {
    assertThat(circuit.failed(asking(7))).isEqualTo(Duration.ofSeconds(7));
    assertThat(circuit.failed(asking(86_400))).isEqualTo(Duration.ofSeconds(60));
  }

  private static ServerUnavailableException asking(long seconds) {
    return new ServerUnavailableException("busy", null, Duration.ofSeconds(seconds));
  }
}
