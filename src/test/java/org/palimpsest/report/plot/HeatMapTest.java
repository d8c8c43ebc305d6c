package org.palimpsest.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HeatMapTest {

  /** Two numbers of four digits, and a place where nothing was asked. */
  @Test
  void everyCellSaysItsWholeNumber() {
    HeatMap map =
        new HeatMap(
            "Accuracy",
            "",
            "after",
            "on",
            "accuracy (%)",
            List.of("one", "two"),
            List.of(1),
            (row, column) ->
                column > row
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(row == column ? 0.9028 : 0.2778),
            false);
    String svg = SvgCanvas.paint(map, Theme.LIGHT, "a drawing").toString();
    assertThat(svg.split(">90\\.3<", -1)).hasSize(3);
    assertThat(svg.split(">27\\.8<", -1)).hasSize(2);
  }
}
