package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.DamagedFileException;

final class CsvTableTest {

  @TempDir Path folder;

  private CsvTable read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("table.csv"), text);
    return CsvTable.read(file);
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
        .hasMessageContaining("table.csv: damaged: it is empty; expected at least a header line");
  }

  @Test
  void namesARowThatIsTooShort() {
    assertThatThrownBy(() -> read("a,b\n1,2\n3\n"))
        .hasMessageContaining("table.csv: damaged: row 2 has 1 cells, the header has 2");
  }

  @Test
  void refusesAQuoteThatStaysOpen() {
    assertThatThrownBy(() -> read("a\n\"x\n"))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("it is not a table");
  }

  @Test
  void refusesTextBehindAQuoteWithoutTheNamesOfClasses() {
    assertThatThrownBy(() -> read("\"a\"b,c\n1,2\n"))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("it is not a table: Invalid char")
        .message()
        .doesNotContain("Exception");
  }

  @Test
  void refusesNumbersThatCannotBe() throws Exception {
    CsvTable table = read("n\n-1\nNaN\n1e400\n123456789\n");

    assertThatThrownBy(() -> table.count(0, 0)).hasMessageContaining("\"-1\"");
    assertThatThrownBy(() -> table.number(1, 0)).hasMessageContaining("\"NaN\"");
    assertThatThrownBy(() -> table.number(2, 0)).hasMessageContaining("row 3");
    assertThatThrownBy(() -> table.session(3, 0)).hasMessageContaining("at most 9999");
  }

  @Test
  void readsTheCellsThatItWrites() throws Exception {
    List<String> cells = List.of("plain", "a, b", "say \"so\"", "two\nlines", "", "-1.5", "#");

    assertThat(read(CsvTable.line(cells)).header()).isEqualTo(cells);
  }

  /** Names come from anybody's folders; a spreadsheet would compute them. */
  @Test
  void whatASpreadsheetTakesForAFormulaIsWrittenAsText() {
    assertThat(CsvTable.line(List.of("=1+1", "+x", "-y", "@z", "-1.5", "+2e3")))
        .isEqualTo("'=1+1,'+x,'-y,'@z,-1.5,+2e3\n");
  }
}
