package org.palimpsest.report.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.metric.AccuracyMatrix;

final class MatrixFileTest {

  private static final AccuracyMatrix EXPECTED =
      AccuracyMatrix.of(new int[][] {{90}, {80, 35}, {60, 30, 45}}, new int[] {100, 50, 50});

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Lower triangle, percent, no header.
        "90\n80,70\n60,60,90\n",
        // Fractions with a header and numbered rows, as pandas writes them.
        ",0,1,2\n0,0.9,,\n1,0.8,0.7,\n2,0.6,0.6,0.9\n",
        // FACIL: tabs, zeros above the diagonal.
        "0.900000\t0.000000\t0.000000\n0.800000\t0.700000\t0.000000\n0.6\t0.6\t0.9\n",
        // Named rows and NaN.
        "after;task 1;task 2;task 3\nbase;90,0;nan;nan\nsecond;80,0;70,0;nan\nthird;60;60;90\n",
        // Printed by NumPy.
        "[[90.  0.  0.]\n [80. 70.  0.]\n [60. 60. 90.]]\n",
        // PyCIL: rows are groups of classes, columns sessions learnt.
        "90, 80, 60\n0, 70, 60\n0, 0, 90\n",
        "# a comment\n90%\n80%,70%\n60%,60%,90%\n",
      })
  void readsWhatFrameworksWrite(String text) throws Exception {
    assertThat(read(text, List.of(100, 50, 50)).matrix()).isEqualTo(EXPECTED);
  }

  @Test
  void cellsAboveTheDiagonalAreSessionsTestedEarly() throws Exception {
    MatrixFile file = read("0.9,0.1\n0.8,0.7\n", List.of(10));
    assertThat(file.matrix().tested(0)).isEqualTo(2);
    assertThat(file.matrix().correct(0, 1)).isEqualTo(1);
  }

  @Test
  void saysWhatItAssumed() throws Exception {
    assertThat(read("90,80\n0,70\n", List.of()).assumptions())
        .containsExactly(
            "rows were taken for sessions tested: the lower half is empty",
            "accuracies were taken for percent",
            "every session was taken to have as many test images as every other");
  }

  @Test
  void smallPercentagesCanBeSaidToBePercent() throws Exception {
    Path file = Files.writeString(folder.resolve("m.csv"), "0.5\n");
    assertThat(MatrixFile.read(file, List.of(1000), MatrixFile.Unit.PERCENT).matrix().correct(0, 0))
        .isEqualTo(5);
    assertThat(MatrixFile.read(file, List.of(1000), MatrixFile.Unit.GUESSED).matrix().correct(0, 0))
        .isEqualTo(500);
  }

  @Test
  void namesLineAndValueOfWhatIsWrong() {
    assertWrong("90\n80,x\n", List.of(), "m.csv:2: \"x\" is not a number");
    assertWrong("90\n180,70\n", List.of(), "after session 1 the accuracy on session 0 is 180");
    assertWrong("90\n,70\n", List.of(), "after session 1 the accuracy on session 0 is missing");
    assertWrong("90,80,70\n", List.of(), "3 sessions are tested in 1 rows");
    assertWrong("90\n80,70\n", List.of(10, 10, 10), "has 2 sessions, but the numbers");
    assertWrong("\n", List.of(), "holds no numbers");
  }

  private void assertWrong(String text, List<Integer> images, String message) {
    assertThatThrownBy(() -> read(text, images))
        .isInstanceOf(MatrixFileException.class)
        .hasMessageContaining(message);
  }

  private MatrixFile read(String text, List<Integer> images) throws IOException {
    Path file = Files.writeString(folder.resolve("m.csv"), text);
    return MatrixFile.read(file, images, MatrixFile.Unit.GUESSED);
  }
}
