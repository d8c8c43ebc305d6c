package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Digests;

class CifarFormatTest {

  @TempDir Path folder;

  private LoadedDataset read(byte[] archive) throws IOException {
    return read(archive, TinyCifar.format(TinyCifar.archive()));
  }

  private LoadedDataset read(byte[] archive, CifarFormat format) throws IOException {
    Path file = Files.write(folder.resolve("tiny.tar.gz"), archive);
    assertThat(format.find(folder)).contains(List.of(file));
    return format.read("tiny", List.of(file));
  }

  static void assertTiny(Dataset dataset) {
    assertThat(dataset.train().classNames()).containsExactly("cat", "dog");
    assertThat(dataset.train().size()).isEqualTo(4);
    assertThat(dataset.test().size()).isEqualTo(2);
    for (int i = 0; i < 6; i++) {
      ImageSet images = i < 4 ? dataset.train() : dataset.test();
      int index = i < 4 ? i : i - 4;
      assertThat(images.label(index)).isEqualTo(i % 2);
      byte[] image = images.image(index);
      assertThat(image[0]).isEqualTo((byte) (10 * i));
      assertThat(image[1024]).isEqualTo((byte) (10 * i + 1));
      assertThat(image[3071]).isEqualTo((byte) (10 * i + 2));
    }
  }

  @Test
  void readsRecordsStraightFromTheArchive() throws IOException {
    byte[] archive = TinyCifar.archive();

    LoadedDataset loaded = read(archive);

    assertTiny(loaded.dataset());
    assertThat(loaded.notes()).isEmpty();
    assertThat(loaded.dataset().sha256()).isEqualTo(Digests.of(archive));
    assertThat(loaded.sources())
        .containsExactly(
            new SourceFile(
                folder.resolve("tiny.tar.gz"), archive.length, Digests.of(archive), true));
  }

  @Test
  void readsTheUnpackedFolderAndTellsAnAlteredFile() throws IOException {
    CifarFormat format = TinyCifar.format(TinyCifar.archive());
    for (Map.Entry<String, byte[]> entry : TinyCifar.entries().entrySet()) {
      Path file = folder.resolve(entry.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, entry.getValue());
    }
    LoadedDataset loaded = format.read("tiny", format.find(folder).orElseThrow());
    assertTiny(loaded.dataset());
    assertThat(loaded.notes()).isEmpty();
    assertThat(loaded.sources()).hasSize(4);
    // The data folder may be the unpacked folder itself.
    Path itself = folder.resolve("tiny-bin");
    assertTiny(format.read("tiny", format.find(itself).orElseThrow()).dataset());

    byte[] altered = TinyCifar.records(2);
    altered[100]++;
    Files.write(itself.resolve("train_2.bin"), altered);
    LoadedDataset other = format.read("tiny", format.find(folder).orElseThrow());
    assertThat(other.notes()).singleElement().asString().contains("train_2.bin");
    assertThat(other.dataset().sha256()).isNotEqualTo(loaded.dataset().sha256());

    Files.delete(itself.resolve("train_2.bin"));
    assertThatThrownBy(() -> format.find(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train_2.bin", "found no such file", "tiny.tar.gz");
  }

  @Test
  void acceptsAnotherArchiveOfTheRightFormAndSaysSo() throws IOException {
    Map<String, byte[]> entries = TinyCifar.entries();
    entries.put("tiny-bin/readme.html", new byte[200]);
    byte[] archive = TinyCifar.archive(entries);

    LoadedDataset loaded = read(archive);

    assertTiny(loaded.dataset());
    assertThat(loaded.notes())
        .singleElement()
        .asString()
        .contains(Digests.of(archive), Digests.of(TinyCifar.archive()));
    assertThat(loaded.sources().get(0).asPublished()).isFalse();
  }

  @Test
  void namesATruncatedArchiveWhereverItEnds() throws IOException {
    byte[] archive = TinyCifar.archive();
    for (int length = 0; length < archive.length; length++) {
      byte[] truncated = Arrays.copyOf(archive, length);
      assertThatThrownBy(() -> read(truncated))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("tiny.tar.gz: found", length + " bytes", "expected");
    }
  }

  @Test
  void neverTakesAlteredContentForTheRightOne() throws IOException {
    byte[] archive = TinyCifar.archive();
    var random = new Random(5);
    int accepted = 0;
    for (int i = 0; i < 400; i++) {
      byte[] altered = archive.clone();
      int position = random.nextInt(altered.length);
      altered[position] ^= (byte) (1 << random.nextInt(8));
      try {
        LoadedDataset loaded = read(altered);
        // Some bytes of gzip's header mean nothing; then the content has to be the right one.
        assertTiny(loaded.dataset());
        assertThat(loaded.notes()).hasSize(1);
        accepted++;
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("tiny.tar.gz");
      }
    }
    assertThat(accepted).isLessThan(100);
  }

  @Test
  void namesAForeignFile() {
    assertThatThrownBy(() -> read("<html>not found</html>".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("22 bytes", "Not in GZIP format", "expected tiny.tar.gz");
  }

  @Test
  void namesWhatIsWrongInsideTheArchive() {
    assertRefused("tiny-bin/train_1.bin", null, "train_1.bin");
    assertRefused("tiny-bin/train_1.bin", new byte[10], "found 10 bytes", "6,148");
    byte[] label = TinyCifar.records(0);
    label[1] = 2;
    assertRefused("tiny-bin/train_1.bin", label, "found label 2 in record 0", "0 to 1");
    byte[] unbalanced = TinyCifar.records(0);
    unbalanced[1] = 1;
    assertRefused(
        "tiny-bin/train_1.bin", unbalanced, "found 1 training images of class 0 (cat)", "2");
    byte[] names = "cat\ncat\n".getBytes(StandardCharsets.UTF_8);
    assertRefused("tiny-bin/names.txt", names, "2 class names, 1 of them distinct");
    assertRefused("tiny-bin/names.txt", new byte[1 << 17], "131,072 bytes");
    assertRefused("other/train_1.bin", TinyCifar.records(0), "found a second train_1.bin");
  }

  private void assertRefused(String entry, byte @Nullable [] content, String... words) {
    Map<String, byte[]> entries = TinyCifar.entries();
    if (content == null) {
      entries.remove(entry);
    } else {
      entries.put(entry, content);
    }
    assertThatThrownBy(() -> read(TinyCifar.archive(entries)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void anEntryThatPointsOutsideWritesNothing() throws IOException {
    Map<String, byte[]> entries = TinyCifar.entries();
    entries.put("../../escaped.txt", new byte[10]);
    entries.put("/tmp/../escaped.txt", new byte[10]);

    Path deep = Files.createDirectories(folder.resolve("a/b"));
    Path file = Files.write(deep.resolve("tiny.tar.gz"), TinyCifar.archive(entries));
    CifarFormat format = TinyCifar.format(TinyCifar.archive());

    assertTiny(format.read("tiny", List.of(file)).dataset());

    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).containsExactly(file);
    }
  }

  @Test
  void refusesAnArchiveThatExpandsWithoutEnd() {
    assertThatThrownBy(() -> read(TinyCifar.gzip(new byte[64 << 20])))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it expands to more than");
  }
}
