package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.palimpsest.report.Predictions;
import org.palimpsest.report.Predictions.Seen;
import org.palimpsest.report.compare.ConsoleTable;

class PredictionGridTest {

  private static Predictions of(String file) {
    Seen seen =
        new Seen(
            file, List.of(3.0, 2.0, 1.0), Optional.empty(), OptionalInt.empty(), Optional.empty());
    return new Predictions(
        "a run", "", List.of("sweet pepper", "sugar maple", "golden eagle"), List.of(seen));
  }

  private static int columns(String file, OptionalInt width) {
    return PredictionGrid.of(of(file), width).columns().size();
  }

  @Test
  void asManyAnswersAreShownAsFitBesideThePicturesName() {
    String name = "held-out/sweet-pepper/1.jpg"; // 27, and 22 + 21 + 22 for the three answers
    assertThat(columns(name, OptionalInt.empty())).isEqualTo(7);
    assertThat(columns(name, OptionalInt.of(27 + 22 + 21 + 22))).isEqualTo(7);
    assertThat(columns(name, OptionalInt.of(80))).isEqualTo(5);
    assertThat(columns(name, OptionalInt.of(60))).isEqualTo(3);
  }

  @Test
  void theTableIsNeverTornInTwo() {
    for (String name : List.of("1.jpg", "held-out/sweet-pepper/1.jpg", "long/".repeat(20))) {
      for (int width = 40; width < 130; width++) {
        OptionalInt room = OptionalInt.of(width);
        String table = ConsoleTable.of(PredictionGrid.of(of(name), room), room);
        assertThat(table.lines().filter(line -> line.startsWith("picture"))).hasSize(1);
        assertThat(table.lines()).allMatch(line -> line.length() <= room.getAsInt());
      }
    }
  }
}
