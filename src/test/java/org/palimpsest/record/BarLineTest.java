package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.junit.jupiter.api.Test;

class BarLineTest {

  private static final String DETAILS = "4/4  loss 0.00930  train 99.2 %  held 98.7 %";

  /** What the library draws of a bar three quarters full. */
  private static String drawn(String unit, String details, int room) {
    Lines lines = new Lines(room);
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("session 0: base")
            .setInitialMax(100)
            .setRenderer(new BarLine(unit))
            .setConsumer(lines)
            .build()) {
      bar.stepTo(75);
      bar.setExtraMessage(details);
      bar.refresh();
      return lines.all.get(lines.all.size() - 1);
    }
  }

  @Test
  void everyDetailIsWholeOrNotThere() {
    String wide = drawn("", DETAILS, 140);
    assertThat(wide)
        .startsWith("session 0: base  75% [====")
        .endsWith(" left  4/4  loss 0.00930  train 99.2 %  held 98.7 %");
    for (int room = 20; room < 120; room++) {
      String line = drawn("", DETAILS, room);
      assertThat(line.length()).isLessThanOrEqualTo(room);
      for (String detail : DETAILS.split("  ", -1)) {
        assertThat(line.contains(detail) || !line.contains(detail.substring(0, 3)))
            .as(line)
            .isTrue();
      }
    }
    assertThat(drawn("", DETAILS, 79)).contains("loss 0.00930", "train 99.2 %", " left");
  }

  @Test
  void aUnitIsCounted() {
    assertThat(drawn(" MB", "", 79)).contains("75/100 MB");
  }

  private static final class Lines implements ProgressBarConsumer {

    final List<String> all = new ArrayList<>();
    private final int room;

    Lines(int room) {
      this.room = room;
    }

    @Override
    public int getMaxRenderedLength() {
      return room;
    }

    @Override
    public void accept(String line) {
      all.add(line);
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }
}
