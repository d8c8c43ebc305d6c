package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;

class JournalTest {

  @TempDir Path temp;

  @Test
  void linesAreAppendedOnceHoweverOftenTheyAreGiven() {
    Journal journal = open();
    List<String> first = journal.number(List.of(run(), entry("b")));
    journal.append(first);
    journal.append(first);
    Journal later = open();
    later.append(first);
    later.append(later.number(List.of(entry("ç"))));
    assertThat(file())
        .hasContent(
            """
            {"seq":0,"type":"run","version":1,"run_uuid":"u","experiment":"e","name":"r","started":5}
            {"seq":1,"type":"artifact","path":"b"}
            {"seq":2,"type":"artifact","path":"ç"}
            """);
  }

  @Test
  void whereverAWriteTearsTheRestIsAddedOnce() throws IOException {
    Journal journal = open();
    List<String> lines = journal.number(List.of(run(), entry("ä"), entry("c")));
    journal.append(lines);
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      Journal resumed = open();
      resumed.append(lines);
      resumed.append(resumed.number(List.of(entry("d"))));
      assertThat(Files.readString(file()))
          .as("torn after %d bytes", length)
          .isEqualTo(
              new String(whole, StandardCharsets.UTF_8)
                  + "{\"seq\":3,\"type\":\"artifact\",\"path\":\"d\"}\n");
    }
  }

  @Test
  void whatADiskCouldNotTakeStaysFirstInTurn() throws IOException {
    boolean[] full = {false};
    Disk disk =
        new Disk() {
          @Override
          public void append(Path file, String text) {
            if (full[0]) {
              super.append(file, text.substring(0, text.length() / 2));
              throw new IllegalStateException("full");
            }
            super.append(file, text);
          }
        };
    Journal journal = new Journal(disk, file());
    journal.append(journal.number(List.of(run())));
    full[0] = true;
    List<String> block = journal.number(List.of(entry("b"), entry("c")));
    assertThatThrownBy(() -> journal.append(block)).hasMessage("full");
    List<String> end = journal.number(List.of(entry("end")));
    assertThatThrownBy(() -> journal.append(end)).hasMessage("full");
    full[0] = false;
    journal.append(List.of());
    assertThat(JournalReader.all(temp).stream().map(JournalTest::name))
        .containsExactly("run", "b", "c", "end");
  }

  @Test
  void aForeignLineIsNamed() throws IOException {
    Journal journal = open();
    journal.append(journal.number(List.of(run())));
    String whole = Files.readString(file());
    Files.writeString(file(), whole + "hello\n");
    Journal foreign = open();
    assertThatThrownBy(() -> foreign.restore(List.of()))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("hello");
    assertThatThrownBy(() -> foreign.append(List.of())).hasMessageContaining("hello");
    Files.writeString(file(), whole + "{\"seq\":2,\"type\":\"resumed\",\"time\":1}\n");
    assertThatThrownBy(() -> open().restore(List.of()))
        .hasMessageContaining("seq 2 where 1 has to follow");
    Files.write(file(), (whole + "{\"seq\":1,\"é\":0}\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> open().restore(List.of()))
        .hasMessageContaining("line 2 is not UTF-8 text");
  }

  @Test
  void linesThatAreNotTheCheckpointsAreBroughtBack() throws IOException {
    Journal journal = open();
    List<String> lines = journal.number(List.of(run(), entry("b7"), entry("c")));
    journal.append(lines);
    String whole = Files.readString(file());
    Files.writeString(file(), whole.replace("b7", "b6"));
    Journal changed = open();
    assertThat(changed.restore(lines.subList(0, 2))).isTrue();
    assertThat(file()).as("with the line behind the checkpoint's").hasContent(whole);
    assertThat(temp.resolve("journal.jsonl.damaged")).content().contains("b6");
    changed.append(changed.number(List.of(entry("d"))));
    assertThat(JournalReader.all(temp).stream().map(JournalTest::name))
        .containsExactly("run", "b7", "c", "d");
    assertThat(open().restore(lines)).as("whole").isFalse();
  }

  @Test
  void knowsWhatTheLinesSay() {
    Journal journal = open();
    assertThat(journal.facts().has(JournalEntry.Started.class)).isFalse();
    journal.append(journal.number(List.of(run())));
    assertThat(journal.facts().run()).contains(new JournalEntry.Started("u", "e", "r", 5));
    JournalEntry.Measurement loss = new JournalEntry.Measurement("loss", 2.0, 3);
    assertThat(open().facts().has(loss)).isFalse();
    Journal later = open();
    later.append(
        later.number(
            List.of(
                new JournalEntry.Metrics(3, List.of(loss)),
                new JournalEntry.Ended(JournalEntry.Status.FINISHED, 9))));
    assertThat(open().facts().has(loss)).isTrue();
    assertThat(open().facts().finished()).isTrue();
  }

  private static String name(JournalEntry entry) {
    return entry instanceof JournalEntry.ArtifactWritten file ? file.path() : "run";
  }

  private Journal open() {
    return new Journal(new Disk(), file());
  }

  private Path file() {
    return temp.resolve("journal.jsonl");
  }

  private static JournalEntry run() {
    return new JournalEntry.Started("u", "e", "r", 5);
  }

  private static JournalEntry entry(String path) {
    return new JournalEntry.ArtifactWritten(path);
  }
}
