package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;

class JournalReaderTest {

  @TempDir private Path folder;

  private Journal begun(JournalEntry... more) {
    Journal journal = new Journal(new Disk(), folder.resolve(RunFolders.JOURNAL));
    List<JournalEntry> entries = new ArrayList<>();
    entries.add(new JournalEntry.Started("u", "e", "run", 5));
    entries.addAll(List.of(more));
    journal.append(journal.number(entries));
    return journal;
  }

  private void raw(String text) throws IOException {
    Files.writeString(folder.resolve(RunFolders.JOURNAL), text, StandardOpenOption.APPEND);
  }

  private JournalEntry second() {
    return JournalReader.all(folder).get(1);
  }

  private JournalReader reader() {
    return new JournalReader(folder.resolve(RunFolders.JOURNAL));
  }

  @Test
  void equalTagsAreEqualLinesInWhicheverOrderTheyCome() {
    Map<String, String> one = new LinkedHashMap<>();
    one.put("b", "1");
    one.put("a", "2");
    assertThat(new JournalEntry.Tags(one).json().toString())
        .isEqualTo("{\"type\":\"tags\",\"tags\":{\"a\":\"2\",\"b\":\"1\"}}");
  }

  @Test
  void readsNothingWhereNothingIsYet() {
    assertThat(reader().next()).isEmpty();
  }

  @Test
  void leavesATornLastLineUntilItIsWhole() throws IOException {
    begun();
    raw("{\"seq\":1,\"type\":\"art");
    JournalReader reader = reader();
    assertThat(reader.next()).hasSize(1);
    assertThat(reader.next()).isEmpty();
    raw("ifact\",\"path\":\"a.csv\"}\n");
    assertThat(reader.next())
        .containsExactly(new JournalReader.Line(1, new JournalEntry.ArtifactWritten("a.csv")));
  }

  @Test
  void readsLinesLongerThanItsBuffer() {
    String huge = "x".repeat(9 << 20);
    begun(new JournalEntry.Parameters(Map.of("a", huge)), new JournalEntry.ArtifactWritten("b"));
    List<JournalEntry> all = JournalReader.all(folder);
    assertThat(all).hasSize(3);
    assertThat(((JournalEntry.Parameters) all.get(1)).values()).containsEntry("a", huge);
    assertThat(all.get(2)).isEqualTo(new JournalEntry.ArtifactWritten("b"));
  }

  @Test
  void leavesUndefinedValuesOut() throws IOException {
    begun();
    raw(
        "{\"seq\":1,\"type\":\"metrics\",\"timestamp\":5,\"metrics\":["
            + "{\"key\":\"a\",\"value\":\"NaN\",\"step\":0},{\"key\":\"b\",\"value\":1e999,\"step\":0},"
            + "{\"key\":\"c\",\"value\":null,\"step\":0},{\"key\":\"d\",\"value\":0,\"step\":3}]}\n");
    assertThat(((JournalEntry.Metrics) second()).values())
        .containsExactly(new JournalEntry.Measurement("d", 0, 3));
  }

  @Test
  void keepsParametersThatAreNoTextsInTheirJsonForm() throws IOException {
    begun();
    raw(
        "{\"seq\":1,\"type\":\"params\",\"params\":{\"a\":0.1,\"b\":true,\"c\":[1,2],\"d\":null}}\n");
    assertThat(((JournalEntry.Parameters) second()).values())
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
          not json                               | not a JSON object: not json
          """)
  void namesTheLineThatIsNoJournals(String line, String why) throws IOException {
    begun();
    raw(line + "\n");
    assertThatThrownBy(() -> reader().next())
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("journal.jsonl: damaged: line 2 ")
        .hasMessageContaining(why);
  }

  @Test
  void refusesAnotherVersionAndARunUuidThatCouldLeaveItsQuotes() throws IOException {
    Files.writeString(
        folder.resolve(RunFolders.JOURNAL),
        "{\"seq\":0,\"type\":\"run\",\"version\":1,\"run_uuid\":\"' OR 1=1 --\"}\n");
    assertThatThrownBy(() -> reader().next()).hasMessageContaining("run_uuid");
    Files.writeString(
        folder.resolve(RunFolders.JOURNAL), "{\"seq\":0,\"type\":\"run\",\"version\":2}\n");
    assertThatThrownBy(() -> reader().next()).hasMessageContaining("version 2");
  }

  @Test
  void readsEveryEntryAsItWasWritten() {
    List<JournalEntry> entries =
        List.of(
            new JournalEntry.Parameters(Map.of("a.b", "1")),
            new JournalEntry.Tags(Map.of("t", "x")),
            new JournalEntry.DatasetUsed(
                "digits", "0a", "training", Map.of("images", IntNode.valueOf(7))),
            new JournalEntry.Metrics(
                9, List.of(new JournalEntry.Measurement("train/loss", 0.1 + 0.2, 3))),
            new JournalEntry.ArtifactWritten("sessions.csv"),
            new JournalEntry.Resumed(11),
            new JournalEntry.Ended(JournalEntry.Status.KILLED, 12));
    begun(entries.toArray(JournalEntry[]::new));
    assertThat(JournalReader.all(folder).subList(1, 8)).isEqualTo(entries);
  }
}
