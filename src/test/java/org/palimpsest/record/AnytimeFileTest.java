package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.metric.AnytimeCurve;
import org.palimpsest.metric.AnytimeCurve.Point;

class AnytimeFileTest {

  private static final AnytimeCurve CURVE =
      AnytimeCurve.EMPTY
          .plus(new Point(0, 20, List.of(6), List.of(10)))
          .plus(new Point(1, 40, List.of(5, 3), List.of(10, 4)));

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    String text = AnytimeFile.text(CURVE);
    assertThat(text)
        .isEqualTo(
            """
            session,step,tested_group,correct,total
            0,20,0,6,10
            1,40,0,5,10
            1,40,1,3,4
            """);
    Files.writeString(folder.resolve(AnytimeFile.NAME), text);
    assertThat(AnytimeFile.read(folder)).isEqualTo(CURVE);
  }

  @Test
  void aRunThatAskedNothingHasNoCurve() throws IOException {
    assertThat(AnytimeFile.read(folder)).isEqualTo(AnytimeCurve.EMPTY);
    Files.writeString(folder.resolve(AnytimeFile.NAME), AnytimeFile.text(AnytimeCurve.EMPTY));
    assertThat(AnytimeFile.read(folder)).isEqualTo(AnytimeCurve.EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,40,1,3,4 | 1,40,2,3,4 | row 3 is of session 1, group 2; expected session 1, group 1",
        "1,40,1,3,4 | 2,40,1,3,4 | row 3 is of session 2, group 1",
        "1,40,1,3,4 | 1,20,1,3,4 | 1 counts of right answers and 1 totals; expected at least 2",
        "1,40,1,3,4 | 1,40,1,5,4 | 5 right answers out of 4",
        "1,40,1,3,4 | 1,40,1,x,4 | whole number",
        "0,6,10     | 0,6,9999999999   | overflow",
        "total      | sum              | has no column \"total\"",
        "10         | 10,7             | cells, the header has"
      })
  void damageIsNamed(String right, String wrong, String why) throws IOException {
    Files.writeString(
        folder.resolve(AnytimeFile.NAME), AnytimeFile.text(CURVE).replaceFirst(right, wrong));
    assertThatThrownBy(() -> AnytimeFile.read(folder))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("anytime.csv")
        .hasMessageContaining(why);
  }
}
