package org.palimpsest.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DiagonalPlotTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final Pattern X = Pattern.compile("x[12]?=\"(-?[0-9.]+)\"");

  @Test
  void bothAxesAreTheSameAndErrorsEndAtThem() {
    DiagonalPlot plot =
        new DiagonalPlot(
            "Ours against published",
            "",
            "Published (%)",
            "Ours (%)",
            List.of(
                new DiagonalPlot.Group(
                    "a table",
                    List.of(
                        new DiagonalPlot.Point(98, OptionalDouble.of(500), 99.5, NONE, "one"),
                        new DiagonalPlot.Point(20, NONE, 22, OptionalDouble.of(130), "two")))));
    String svg = SvgCanvas.paint(plot, Theme.LIGHT, "a drawing").toString();
    assertThat(svg).contains("one", "two", "Published (%)");
    assertThat(svg).contains(">100<").doesNotContain(">110<", ">-10<", ">\u221210<");
    assertThat(X.matcher(svg).results().map(found -> Double.parseDouble(found.group(1))))
        .isNotEmpty()
        .allSatisfy(x -> assertThat(x).isBetween(0.0, 700.0));
  }
}
