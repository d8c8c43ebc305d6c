package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.tensor.Seeds;

/** On files that Python's own pickler made, by tiny_pickles.py. */
class PickleTest {

  private static final long LIMIT = 1 << 20;

  @TempDir Path folder;

  private static byte[] file(String name) throws IOException {
    try (InputStream in = PickleTest.class.getResourceAsStream("tiny-py/" + name)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }

  private static Map<String, Object> read(byte[] content) throws IOException {
    return Pickle.dictionary(new ByteArrayInputStream(content), "here", LIMIT);
  }

  private static Map<String, Object> read(String content) throws IOException {
    return read(content.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Path unpacked(String... files) throws IOException {
    Path inside = Files.createDirectories(folder.resolve("tiny-py"));
    for (String name : files) {
      Files.write(inside.resolve(name), file(name));
    }
    return inside;
  }

  @Test
  void readsWhatPythonWrote() throws IOException {
    Map<String, Object> batch = read(file("test"));
    assertThat(batch)
        .containsOnlyKeys("filenames", "batch_label", "fine_labels", "coarse_labels", "data")
        .containsEntry("fine_labels", List.of(0L, 1L))
        .containsEntry("coarse_labels", List.of(7L, 7L));
    assertThat(((List<?>) batch.getOrDefault("filenames", List.of())).stream().map(Pickle::text))
        .containsExactly("image_4.png", "image_5.png");
    Pickle.Bytes data = (Pickle.Bytes) Objects.requireNonNull(batch.get("data"));
    assertThat(data.shape()).containsExactly(2L, 3072L);
    assertThat(data.content()).hasSize(6144).startsWith(40).endsWith(52);
  }

  @Test
  void itIsTheSameDataSetAsTheBinaryForm() throws IOException {
    CifarFormat format = TinyCifar.format(TinyCifar.archive());
    Path inside = unpacked("train_1", "train_2", "test", "meta");
    for (Path root : List.of(folder, inside)) {
      Dataset dataset = format.read("tiny", format.find(root).orElseThrow()).dataset();
      CifarFormatTest.assertTiny(dataset);
    }
    assertThat(format.wanted()).contains("tiny-py");
  }

  @Test
  void aFileThatIsMissingOrAnothersIsNamed() throws IOException {
    CifarFormat format = TinyCifar.format(TinyCifar.archive());
    Path inside = unpacked("train_1", "train_2", "meta");
    assertThatThrownBy(() -> format.find(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("tiny-py/test");
    Files.write(inside.resolve("test"), file("meta"));
    List<Path> files = format.find(folder).orElseThrow();
    assertThatThrownBy(() -> format.read("tiny", files))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no list fine_labels");
  }

  /** The instructions of harmful and of broken files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080\u0002cos\nsystem\nU\u0004ls -\u0085R.",
        "cbuiltins\neval\n(U\u00011tR.",
        "\u0080\u0004}.",
        "cnumpy\nndarray\n(tR.",
        "cnumpy\nndarray\n.",
        "(i__main__\nX\n.",
        "}U\u0001aK\u0001s",
        "K\u0001.",
        ".",
        "}K\u0001K\u0002s.",
        "}e.",
        "(e.",
        "h\u0001.",
        "}T\u00ff\u00ff\u00ff\u007f.",
        "}T\u00ff\u00ff\u00ff\u00ff.",
        "\u0080\u0002\u0082\u0001.",
        ""
      })
  void allElseIsRefused(String instructions) {
    assertThatThrownBy(() -> read(instructions))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("here")
        .hasMessageContaining("a Python pickle, protocol 2");
  }

  @Test
  void whatNeedsMemoryWithoutEndIsRefused() {
    assertThatThrownBy(() -> read("]q\u0001" + "h\u0001a".repeat(1000) + "0"))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> read("N".repeat(1 << 20)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("more bytes than such a file has");
  }

  @Test
  void noDamageIsAnythingButAMessage() throws IOException {
    RandomGenerator random = new Seeds(1).generator("pickle");
    byte[] whole = file("test");
    for (int i = 0; i < 5000; i++) {
      byte[] damaged = whole.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        // mostly among the instructions and not among the pixels
        int at = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : random.nextInt(300);
        damaged[at] = (byte) random.nextInt(256);
      }
      try {
        assertThat(read(damaged)).isNotNull();
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("here");
      }
    }
  }
}
