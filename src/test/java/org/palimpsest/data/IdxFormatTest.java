package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Digests;

class IdxFormatTest {

  @TempDir Path root;
  private Path folder = Path.of("");

  private static byte[] idx(int magic, int[] dimensions, byte... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length);
    bytes.putInt(magic);
    Arrays.stream(dimensions).forEach(bytes::putInt);
    return bytes.put(values).array();
  }

  /** Three training images and one test image of 2 x 2 pixels. */
  private static byte[] content(int file) {
    return switch (file) {
      case 0 -> idx(0x803, new int[] {3, 2, 2}, bytes(1, 2, 3, 4, 5, 6, 7, 8, 250, 251, 252, 253));
      case 1 -> idx(0x801, new int[] {3}, bytes(1, 0, 1));
      case 2 -> idx(0x803, new int[] {1, 2, 2}, bytes(9, 9, 9, 9));
      default -> idx(0x801, new int[] {1}, bytes(0));
    };
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static final List<String> NAMES =
      List.of("train-images.gz", "train-labels.gz", "test-images.gz", "test-labels.gz");

  private static IdxFormat.Part part(int file) throws IOException {
    byte[] gzipped = TinyCifar.gzip(content(file));
    return new IdxFormat.Part(
        new PublishedFile(
            "tiny/" + NAMES.get(file), gzipped.length, Digests.of(gzipped), List.of()),
        Digests.of(content(file)));
  }

  private static IdxFormat format() throws IOException {
    return new IdxFormat(
        List.of("tiny", "Tiny/raw"),
        part(0),
        part(1),
        part(2),
        part(3),
        3,
        1,
        2,
        List.of("a", "b"),
        Normalization.identity(1));
  }

  @BeforeEach
  void writeGzipped() throws IOException {
    folder = Files.createDirectory(root.resolve("tiny"));
    for (int i = 0; i < 4; i++) {
      Files.write(folder.resolve(NAMES.get(i)), TinyCifar.gzip(content(i)));
    }
  }

  private LoadedDataset read() throws IOException {
    return format().read("tiny", format().find(root).orElseThrow());
  }

  @Test
  void readsGzippedFiles() throws IOException {
    LoadedDataset loaded = read();

    assertTiny(loaded.dataset());
    assertThat(loaded.notes()).isEmpty();
    assertThat(loaded.sources()).hasSize(4).allMatch(SourceFile::asPublished);
  }

  private static void assertTiny(Dataset dataset) {
    assertThat(dataset.train().size()).isEqualTo(3);
    assertThat(dataset.train().image(0)).containsExactly(1, 2, 3, 4);
    assertThat(dataset.train().image(1)).containsExactly(5, 6, 7, 8);
    assertThat(dataset.train().image(2)).containsExactly(-6, -5, -4, -3);
    assertThat(dataset.train().label(0)).isEqualTo(1);
    assertThat(dataset.train().label(1)).isEqualTo(0);
    assertThat(dataset.test().image(0)).containsExactly(9, 9, 9, 9);
  }

  @Test
  void readsPlainFilesAndThoseOfOtherGzipPrograms() throws IOException {
    Files.delete(folder.resolve(NAMES.get(0)));
    Files.write(folder.resolve("train-images"), content(0));
    byte[] otherHeader = TinyCifar.gzip(content(1));
    otherHeader[4] = 99; // gzip's time stamp
    Files.write(folder.resolve(NAMES.get(1)), otherHeader);

    LoadedDataset loaded = read();

    assertTiny(loaded.dataset());
    assertThat(loaded.sources()).allMatch(SourceFile::asPublished);
    assertThat(loaded.sources().get(1).sha256()).isEqualTo(Digests.of(otherHeader));
  }

  @Test
  void saysThatOtherContentOfTheRightFormIsNotThePublishedOne() throws IOException {
    byte[] altered = content(0);
    altered[20]++;
    Files.write(folder.resolve(NAMES.get(0)), TinyCifar.gzip(altered));

    assertThat(read().notes()).singleElement().asString().contains(NAMES.get(0));
  }

  @Test
  void namesEveryTruncation() throws IOException {
    for (int file = 0; file < 4; file++) {
      byte[] gzipped = TinyCifar.gzip(content(file));
      byte[] plain = content(file);
      for (byte[] whole : List.of(gzipped, plain)) {
        for (int length = 0; length < whole.length; length++) {
          assertRefused(file, Arrays.copyOf(whole, length), "expected an IDX file");
        }
      }
    }
  }

  @Test
  void namesForeignFilesWithWhatWasExpected() throws IOException {
    byte[] pixels = bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assertRefused(
        0,
        idx(0x803, new int[] {60_000, 28, 28}, pixels),
        "found dimensions [60000, 28, 28]",
        "[3, 2, 2]");
    assertRefused(0, idx(0x803, new int[] {Integer.MAX_VALUE, -1, 28}, pixels), "found dimensions");
    assertRefused(0, idx(0xd03, new int[] {3, 2, 2}, pixels), "begins with 00000d03");
    assertRefused(0, content(1), "begins with 00000801");
    byte[] longer = Arrays.copyOf(content(0), content(0).length + 1);
    assertRefused(0, longer, "found more bytes");
    assertRefused(0, TinyCifar.gzip(longer), "found more bytes");
    assertRefused(1, idx(0x801, new int[] {3}, bytes(0, 2, 1)), "label 2 of image 1", "0 to 1");
  }

  private void assertRefused(int file, byte[] content, String... words) throws IOException {
    Path path = folder.resolve(NAMES.get(file));
    Files.write(path, content);
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(path + ": found")
        .hasMessageContainingAll(words);
    Files.write(path, TinyCifar.gzip(content(file)));
  }

  @Test
  void namesWhatIsMissingOfTheFour() throws IOException {
    Files.delete(folder.resolve(NAMES.get(2)));
    assertThatThrownBy(() -> format().find(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(folder.toString(), "found no test-images.gz", "all four");

    for (String name : NAMES) {
      Files.deleteIfExists(folder.resolve(name));
    }
    assertThat(format().find(root)).isEmpty();
  }
}
