package org.palimpsest.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadsheetTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+a", "-a", "@a", "\ta", "\ra", "'=1+1", "''@a", "--1"})
  void whatASpreadsheetWouldTakeForAFormulaIsMarkedAndReadAgain(String text) {
    assertThat(SpreadsheetText.cell(text)).isEqualTo("'" + text);
    assertThat(SpreadsheetText.ofCell("'" + text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "-1", "+2.5e-3", "'a", "'", "a=b", "'-1"})
  void everythingElseStays(String text) {
    assertThat(SpreadsheetText.cell(text)).isEqualTo(text);
    assertThat(SpreadsheetText.ofCell(text)).isEqualTo(text);
  }

  @Test
  void whatNobodyMarkedIsReadAsItStands() {
    assertThat(SpreadsheetText.ofCell("=1+1")).isEqualTo("=1+1");
  }
}
