package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BoardTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private static Row row(int number, CellStatus status, double seconds, String detail) {
    Cell cell =
        new Cell(number, "x-a-" + number, 7, "seed-7-f", Path.of("f"), new TreeMap<>(), List.of());
    return new Row(cell, status, seconds, detail);
  }

  private String shown() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  @Test
  void withoutATerminalEveryChangeIsALine() {
    try (Board board = new PlainBoard(stream)) {
      board.changed(row(3, CellStatus.FINISHED, 12.34, ""));
      board.changed(row(4, CellStatus.FAILED, 0, "exit code 3"));
      board.show(List.of(row(5, CellStatus.RUNNING, 1, "")), "2 s");
    }
    assertThat(shown())
        .isEqualTo(
            "cell 3 x-a-3 seed 7: finished, 12.3 s\ncell 4 x-a-4 seed 7: failed: exit code 3\n");
  }

  @Test
  void onATerminalTheTableIsDrawnAgainInItsPlace() {
    LiveBoard board = new LiveBoard(stream, 80);
    List<Row> rows =
        List.of(
            row(1, CellStatus.FINISHED, 9, ""),
            row(2, CellStatus.RUNNING, 1, "session 0"),
            row(3, CellStatus.WAITING, 0, ""));
    board.show(rows, "about 9.0 s");
    assertThat(shown())
        .contains("1 waiting, 1 running, 1 finished; about 9.0 s\n")
        .contains("  cell 2 2 seed 7: 1.0 s  session 0\n")
        .doesNotContain("\u001b[2A");
    board.show(rows, "about 9.0 s");
    assertThat(shown()).as("nothing new").isEmpty();
    board.changed(row(2, CellStatus.FINISHED, 3, ""));
    assertThat(shown()).startsWith("\u001b[2A\u001b[Jcell 2 x-a-2 seed 7: finished, 3.0 s\n");
    board.close();
    assertThat(shown()).startsWith("\u001b[2A\u001b[J").doesNotContain("cell");
  }

  @Test
  void onANarrowTerminalTheCellsNameIsCutAndNotWhatItDoes() {
    LiveBoard board = new LiveBoard(stream, 40);
    board.show(List.of(row(123456789, CellStatus.RUNNING, 1, "base 1/2, loss 0.5")), "2 s");
    String line = shown().lines().filter(text -> text.contains("cell")).findFirst().orElseThrow();
    assertThat(line.length()).isLessThan(40);
    assertThat(line).startsWith("  cell 123456789 \u2026123456789 seed 7:");
    board.close();
    shown();
    LiveBoard wider = new LiveBoard(stream, 72);
    wider.show(List.of(row(123456789, CellStatus.RUNNING, 1, "base 1/2, loss 0.5")), "2 s");
    assertThat(shown()).contains(" x-a-123456789 seed 7: 1.0 s  base 1/2, loss 0.5\n");
  }

  @Test
  void whatACellDoesIsToldWithItsAccuracyFirst() {
    assertThat(
            Texts.doing(
                row(
                    2,
                    CellStatus.RUNNING,
                    4.4,
                    "seed 2  session 4/4   10 classes  95.83 %  base 97.2 %")))
        .isEqualTo("4.4 s  session 4/4  95.83 %  base 97.2 %");
    assertThat(
            Texts.doing(
                row(
                    2,
                    CellStatus.RUNNING,
                    1,
                    "session 0: base 4/10, loss 2.119, classification 2.111, training_accuracy"
                        + " 42.22 %, learning_rate 0.07939, 4:51 min")))
        .isEqualTo("1.0 s  session 0: base 4/10, loss 2.119, training_accuracy 42.22 %");
  }

  @Test
  void theTimeLeftFollowsFromFinishedCells() {
    assertThat(Texts.left(OptionalDouble.empty(), 5, 2))
        .isEqualTo("time unknown until the first cell is finished");
    assertThat(Texts.left(OptionalDouble.of(100), 5, 2))
        .isEqualTo("about 5:00 min, a cell takes 1:40 min");
    assertThat(Texts.left(OptionalDouble.of(7200), 1, 2))
        .isEqualTo("about 2:00 h, a cell takes 2:00 h");
    assertThat(Texts.left(OptionalDouble.of(1), 0, 2)).isEqualTo("nothing left to do");
  }
}
