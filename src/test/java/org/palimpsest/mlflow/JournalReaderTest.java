package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.record.RunFolders;

class JournalReaderTest {

  @TempDir private Path folder;

  private JournalReader reader() {
    return new JournalReader(folder.resolve(RunFolders.JOURNAL));
  }

  @Test
  void readsNothingWhereNothingIsYet() {
    assertThat(reader().next()).isEmpty();
  }

  @Test
  void leavesATornLastLineUntilItIsWhole() throws IOException {
    JournalWriter journal = new JournalWriter(folder, "e", "u");
    journal.raw("{\"seq\":1,\"type\":\"art");
    JournalReader reader = reader();
    assertThat(reader.next()).hasSize(1);
    assertThat(reader.next()).isEmpty();
    journal.raw("ifact\",\"path\":\"a.csv\"}\n");
    assertThat(reader.next()).containsExactly(new JournalEntry.ArtifactWritten(1, "a.csv"));
  }

  @Test
  void readsLinesLongerThanItsBuffer() throws IOException {
    JournalWriter journal = new JournalWriter(folder, "e", "u");
    String huge = "x".repeat(9 << 20);
    journal.params(Map.of("a", huge));
    journal.artifact("b", "");
    JournalReader reader = reader();
    List<JournalEntry> all = new ArrayList<>();
    for (List<JournalEntry> some = reader.next(); !some.isEmpty(); some = reader.next()) {
      all.addAll(some);
    }
    assertThat(all).hasSize(3);
    assertThat(((JournalEntry.Parameters) all.get(1)).values()).containsEntry("a", huge);
    assertThat(all.get(2)).isEqualTo(new JournalEntry.ArtifactWritten(2, "b"));
  }

  @Test
  void leavesUndefinedValuesOut() throws IOException {
    JournalWriter journal = new JournalWriter(folder, "e", "u");
    journal.raw(
        "{\"seq\":1,\"type\":\"metrics\",\"timestamp\":5,\"metrics\":["
            + "{\"key\":\"a\",\"value\":\"NaN\",\"step\":0},{\"key\":\"b\",\"value\":1e999,\"step\":0},"
            + "{\"key\":\"c\",\"value\":null,\"step\":0},{\"key\":\"d\",\"value\":0,\"step\":3}]}\n");
    assertThat(((JournalEntry.Metrics) reader().next().get(1)).values())
        .containsExactly(new JournalEntry.Measurement("d", 0, 3));
  }

  @Test
  void keepsParametersThatAreNoTextsInTheirJsonForm() throws IOException {
    JournalWriter journal = new JournalWriter(folder, "e", "u");
    journal.raw(
        "{\"seq\":1,\"type\":\"params\",\"params\":{\"a\":0.1,\"b\":true,\"c\":[1,2],\"d\":null}}\n");
    assertThat(((JournalEntry.Parameters) reader().next().get(1)).values())
        .containsExactly(
            Map.entry("a", "0.1"),
            Map.entry("b", "true"),
            Map.entry("c", "[1,2]"),
            Map.entry("d", "null"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"seq":2,"type":"artifact","path":"a"} | seq 2 where 1 has to follow
          {"seq":1,"type":"picture"}             | unknown type "picture"
          {"seq":1,"type":"run"}                 | first line
          {"seq":1,"type":"artifact"}            | no "path"
          {"seq":1,"type":"end","status":"GONE"} | unknown status
          not json                               | not a JSON object
          """)
  void namesTheLineThatIsNoJournals(String line, String why) throws IOException {
    new JournalWriter(folder, "e", "u").raw(line + "\n");
    assertThatThrownBy(() -> reader().next())
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("journal.jsonl:2: ")
        .hasMessageContaining(why);
  }

  @Test
  void refusesAnotherVersionAndARunUuidThatCouldLeaveItsQuotes() throws IOException {
    new JournalWriter(folder, "e", "' OR 1=1 --");
    assertThatThrownBy(() -> reader().next()).hasMessageContaining("run_uuid");
  }
}
