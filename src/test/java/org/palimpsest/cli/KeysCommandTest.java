package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeysCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(String... arguments) {
    out.reset();
    return Main.execute(
        new Streams(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        arguments);
  }

  @Test
  void keysOfFileAndPartsAreFoundByAWord() {
    assertThat(execute("keys", "base-classes")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("benchmark.base-classes = 60\n    Classes of session 0, 1 or more.");
    assertThat(execute("keys", "ewc.strength")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\nlearner.ewc.strength = 1000\n    lambda; 0 or more.");
  }

  @Test
  void aWordThatNoKeyHoldsIsTold() {
    assertThat(execute("keys", "benchmark.base-clases")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("no key's name or description holds", "benchmark.base-classes");
  }
}
