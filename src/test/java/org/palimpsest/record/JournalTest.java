package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;

class JournalTest {

  @TempDir Path temp;

  @Test
  void linesAreAppendedOnceHoweverOftenTheyAreGiven() {
    Journal journal = open();
    List<String> first = journal.number(List.of(entry("a"), entry("b")));
    journal.append(first);
    journal.append(first);
    Journal later = open();
    later.append(first);
    later.append(later.number(List.of(entry("ç"))));
    assertThat(file())
        .hasContent(
            """
            {"seq":0,"type":"a"}
            {"seq":1,"type":"b"}
            {"seq":2,"type":"ç"}
            """);
  }

  @Test
  void whereverAWriteTearsTheRestIsAddedOnce() throws IOException {
    Journal journal = open();
    List<String> lines = journal.number(List.of(entry("ä"), entry("b"), entry("c")));
    journal.append(lines);
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      Journal resumed = open();
      resumed.append(lines);
      resumed.append(resumed.number(List.of(entry("d"))));
      assertThat(Files.readString(file()))
          .as("torn after %d bytes", length)
          .isEqualTo(new String(whole, StandardCharsets.UTF_8) + "{\"seq\":3,\"type\":\"d\"}\n");
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
    Journal journal = new Journal(disk, file(), line -> {});
    journal.append(journal.number(List.of(entry("a"))));
    full[0] = true;
    List<String> block = journal.number(List.of(entry("b"), entry("c")));
    assertThatThrownBy(() -> journal.append(block)).hasMessage("full");
    List<String> end = journal.number(List.of(entry("end")));
    assertThatThrownBy(() -> journal.append(end)).hasMessage("full");
    full[0] = false;
    journal.append(List.of());
    assertThat(Files.readAllLines(file()))
        .containsExactly(
            "{\"seq\":0,\"type\":\"a\"}",
            "{\"seq\":1,\"type\":\"b\"}",
            "{\"seq\":2,\"type\":\"c\"}",
            "{\"seq\":3,\"type\":\"end\"}");
  }

  @Test
  void aForeignLineIsNamed() throws IOException {
    Files.writeString(file(), "{\"seq\":0,\"type\":\"a\"}\nhello\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("hello");
    Files.writeString(file(), "{\"seq\":0,\"type\":\"a\"}\n{\"seq\":2,\"type\":\"c\"}\n");
    assertThatThrownBy(this::open).hasMessageContaining("\"seq\":1");
  }

  @Test
  void showsEveryLineToItsReaderOnce() {
    List<String> seen = new ArrayList<>();
    Journal journal = new Journal(new Disk(), file(), line -> seen.add(type(line)));
    journal.append(journal.number(List.of(entry("a"))));
    assertThat(seen).containsExactly("a");
    seen.clear();
    Journal later = new Journal(new Disk(), file(), line -> seen.add(type(line)));
    later.append(later.number(List.of(entry("b"))));
    assertThat(seen).containsExactly("a", "b");
  }

  private static String type(JsonNode line) {
    return line.path("type").asText();
  }

  private Journal open() {
    return new Journal(new Disk(), file(), line -> {});
  }

  private Path file() {
    return temp.resolve("journal.jsonl");
  }

  private static ObjectNode entry(String type) {
    return Json.object().put("type", type);
  }
}
