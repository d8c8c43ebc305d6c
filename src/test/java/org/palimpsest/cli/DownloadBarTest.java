package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DownloadBarTest {

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private long now;

  private String read(OptionalInt columns, long nanosAnImage) {
    PrintStream stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
    try (DownloadBar bar = new DownloadBar(stream, columns, () -> now)) {
      for (int done = 1; done <= 100; done++, now += nanosAnImage) {
        bar.images("decoding photos", done, 100);
      }
    }
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void manyImagesHaveABarThatGoesAway() {
    assertThat(read(OptionalInt.of(80), 100_000_000))
        .contains("decoding photos")
        .endsWith("\r" + " ".repeat(79) + "\r");
  }

  @Test
  void imagesThatAreReadInAMomentHaveNone() {
    assertThat(read(OptionalInt.of(80), 1_000_000)).isEmpty();
  }

  @Test
  void nothingIsSaidOfImagesWithoutATerminal() {
    assertThat(read(OptionalInt.empty(), 100_000_000)).isEmpty();
  }
}
