package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvTableTest {

  @TempDir Path folder;

  private CsvTable read(String text) throws IOException, FormatException {
    Path file = Files.writeString(folder.resolve("table.csv"), text);
    return CsvTable.read(file, "table.csv");
  }

  @Test
  void readsQuotesCommasAndLineBreaksWithinCells() throws Exception {
    CsvTable table = read("name,n\r\n\"a, \"\"b\"\"\nc\",1\n\nplain,\n");

    assertThat(table.header()).containsExactly("name", "n");
    assertThat(table.rows()).containsExactly(List.of("a, \"b\"\nc", "1"), List.of("plain", ""));
  }

  @Test
  void theLastLineNeedsNoLineFeed() throws Exception {
    assertThat(read("a,b\n1,2").rows()).containsExactly(List.of("1", "2"));
  }

  @Test
  void refusesAnEmptyFile() {
    assertThatThrownBy(() -> read(""))
        .hasMessage("table.csv is empty; expected at least a header line");
  }

  @Test
  void namesARowThatIsTooShort() {
    assertThatThrownBy(() -> read("a,b\n1,2\n3\n"))
        .hasMessage("table.csv: row 2 has 1 cells, the header has 2");
  }

  @Test
  void refusesAQuoteThatStaysOpen() {
    assertThatThrownBy(() -> read("a\n\"x\n")).hasMessageContaining("does not end");
  }

  @Test
  void refusesNumbersThatCannotBe() throws Exception {
    CsvTable table = read("n\n-1\nNaN\n1e400\n123456789\n");

    assertThatThrownBy(() -> table.count(0, 0)).hasMessageContaining("\"-1\"");
    assertThatThrownBy(() -> table.number(1, 0)).hasMessageContaining("\"NaN\"");
    assertThatThrownBy(() -> table.number(2, 0)).hasMessageContaining("row 3");
    assertThatThrownBy(() -> table.session(3, 0)).hasMessageContaining("at most 9999");
  }
}
