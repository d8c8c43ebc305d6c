package org.palimpsest.report.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ConsoleTableTest {

  private static final Grid GRID =
      new Grid(
          "Some numbers of a few methods",
          List.of(
              Grid.Column.text("method"),
              Grid.Column.number("average_incremental_accuracy (%)"),
              Grid.Column.number("b"),
              Grid.Column.text("flags")),
          List.of(
              List.of("head=prototype, learning-rate=0.1", "56.58 \u00b1 3.29", "1", "dirty"),
              List.of("joint", "7.00", "1,234", "")));

  @Test
  void standsInLineWhereThereIsRoom() {
    assertThat(ConsoleTable.of(GRID, OptionalInt.empty()))
        .isEqualTo(
            """
            Some numbers of a few methods
                                                   average_
                                               incremental_
            method                             accuracy (%)      b  flags
            ---------------------------------  ------------  -----  -----
            head=prototype, learning-rate=0.1  56.58 \u00b1 3.29      1  dirty
            joint                                      7.00  1,234
            """);
  }

  @Test
  void isNoWiderThanTheTerminal() {
    String narrow = ConsoleTable.of(GRID, OptionalInt.of(40));
    assertThat(narrow.lines()).allMatch(line -> line.length() <= 40);
    assertThat(narrow)
        .isEqualTo(
            """
            Some numbers of a few methods
                                  average_
                              incremental_
            method            accuracy (%)      b
            ----------------  ------------  -----
            head=prototype,   56.58 \u00b1 3.29      1
            learning-rate=0.
            1
            joint                     7.00  1,234

            method            flags
            ----------------  -----
            head=prototype,   dirty
            learning-rate=0.
            1
            joint
            """);
  }
}
