package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmniglotFormatTest {

  @TempDir Path root;
  private final OmniglotFormat format = new OmniglotFormat(DrawingForm.USUAL);

  /** Drawing d of a character is uniformly grey with value {@code first + d}. */
  private static Map<String, byte[]> drawings(int first, String... characters) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String character : characters) {
      for (int d = 20; d >= 1; d--) { // not in order
        entries.put(
            "images/%s/0001_%02d.png".formatted(character, d), Pictures.grey(105, 105, first + d));
      }
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private void write(String name, byte[] content) throws IOException {
    Pictures.write(root.resolve("omniglot").resolve(name), content);
  }

  private Dataset read() {
    return format.read("omniglot", format.find(root).orElseThrow()).dataset();
  }

  @Test
  void classesAreCharactersInOrderAndInkIsBright() throws IOException {
    write(
        "images_background_small1.zip",
        zip(drawings(0, "Korean/character10", "Korean/character02", "Greek/character01")));
    write("images_evaluation.zip", zip(drawings(100, "Atlantean/character01")));

    Dataset dataset = read();

    assertThat(dataset.train().classNames())
        .containsExactly(
            "Greek/character01",
            "Korean/character02",
            "Korean/character10",
            "Atlantean/character01");
    assertThat(dataset.train().size()).isEqualTo(4 * 15);
    assertThat(dataset.test().size()).isEqualTo(4 * 5);
    assertThat(dataset.train().bytesPerImage()).isEqualTo(28 * 28);
    // The first drawing has grey value 1, and the 16th is the first test image.
    assertThat(dataset.train().image(0)).containsOnly(254);
    assertThat(dataset.train().image(14)).containsOnly(255 - 15);
    assertThat(dataset.test().image(0)).containsOnly(255 - 16);
    assertThat(dataset.test().image(19)).containsOnly(255 - 120);
    assertThat(dataset.test().label(19)).isEqualTo(3);
  }

  @Test
  void unpackedFoldersAreTheSameAsTheirArchives() throws IOException {
    Map<String, byte[]> background = drawings(0, "Korean/character10", "Korean/character02");
    Map<String, byte[]> evaluation = drawings(100, "Atlantean/character01");
    write("images_background.zip", zip(background));
    write("images_evaluation.zip", zip(evaluation));
    Dataset packed = read();

    root = root.resolve("elsewhere");
    unpack("images_background", background);
    unpack("images_evaluation", evaluation);
    Pictures.write(root.resolve("omniglot-py/images_evaluation/.DS_Store"), new byte[3]);
    Dataset unpacked = read();
    assertThat(unpacked.train().classNames()).isEqualTo(packed.train().classNames());
    for (int i = 0; i < packed.train().size(); i++) {
      assertThat(unpacked.train().image(i)).isEqualTo(packed.train().image(i));
      assertThat(unpacked.train().label(i)).isEqualTo(packed.train().label(i));
    }
    assertThat(unpacked.test().size()).isEqualTo(packed.test().size());
    Path one = root.resolve("omniglot-py/images_evaluation/Atlantean/character01/0001_07.png");
    Files.delete(one);
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("without [7]");
  }

  private void unpack(String folder, Map<String, byte[]> entries) throws IOException {
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      String inside = entry.getKey().substring(entry.getKey().indexOf('/') + 1);
      Pictures.write(root.resolve("omniglot-py").resolve(folder).resolve(inside), entry.getValue());
    }
  }

  @Test
  void aCharacterInTwoArchivesIsOneClass() throws IOException {
    write("images_background_small1.zip", zip(drawings(0, "Greek/character01")));
    write(
        "images_background_small2.zip",
        zip(drawings(0, "Greek/character01", "Tagalog/character01")));
    assertThat(read().train().classNames())
        .containsExactly("Greek/character01", "Tagalog/character01");

    // The whole archive holds what the small ones hold.
    write("images_background.zip", zip(drawings(0, "Latin/character01")));
    assertThat(read().train().classNames()).containsExactly("Latin/character01");
  }

  @Test
  void namesWhatIsDamaged() throws IOException {
    Map<String, byte[]> entries = drawings(0, "Greek/character01");
    String fifth = "images/Greek/character01/0001_05.png";
    byte[] whole = entries.getOrDefault(fifth, new byte[0]);
    entries.put(fifth, Arrays.copyOf(whole, 30));
    assertRefused(zip(entries), fifth + ": found a png of 30 bytes that is cut off");
    entries.put(fifth, Pictures.grey(104, 105, 0));
    assertRefused(zip(entries), fifth + ": found 1 channels of 104 x 105 pixels");
    entries.put(fifth, new byte[(1 << 16) + 1]);
    assertRefused(zip(entries), fifth + ": found more than 65,536 bytes");
    entries.remove(fifth);
    assertRefused(
        zip(entries),
        "folder Greek/character01: found 19 drawings, without [5], expected drawings 1 to 20");
    assertRefused(zip(Map.of("readme.txt", new byte[3])), "found 0 drawings");
    byte[] archive = zip(drawings(0, "Greek/character01"));
    for (int length : new int[] {0, 10, archive.length / 2, archive.length - 1}) {
      assertRefused(Arrays.copyOf(archive, length), "cannot be read as zip");
    }
  }

  private void assertRefused(byte[] archive, String found) throws IOException {
    write("images_background_small1.zip", archive);
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("images_background_small1.zip", found);
  }

  @Test
  void alteredBytesAreNoticedOrMeanNothing() throws IOException {
    byte[] archive = zip(drawings(0, "Greek/character01"));
    byte[] right = pixels(archive);
    var random = new Random(4);
    for (int i = 0; i < 150; i++) {
      byte[] altered = archive.clone();
      altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(Arrays.equals(pixels(altered), right)).as("change %d", i).isTrue();
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("images_background_small1.zip");
      }
    }
  }

  private byte[] pixels(byte[] archive) throws IOException {
    write("images_background_small1.zip", archive);
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ImageSet images = read().train();
    for (int i = 0; i < images.size(); i++) {
      pixels.write(images.image(i));
    }
    return pixels.toByteArray();
  }

  @Test
  void isAbsentWithoutAnyArchive() {
    assertThat(format.find(root)).isEmpty();
    assertThat(format.published()).isEqualTo(List.of());
    assertThat(format.wanted()).contains("images_background.zip", "github.com/brendenlake");
  }

  @Test
  void sizeFilterAndInkAreChosen() throws IOException {
    write("images_evaluation.zip", zip(drawings(100, "Atlantean/character01")));
    DrawingForm form = new DrawingForm(20, Resample.NEAREST, false);
    OmniglotFormat dark = new OmniglotFormat(form);
    Dataset dataset = dark.read("omniglot", dark.find(root).orElseThrow()).dataset();

    assertThat(dataset.train().bytesPerImage()).isEqualTo(20 * 20);
    assertThat(dataset.train().image(0)).containsOnly(101);
    assertThat(dataset.groups()).containsExactly("Atlantean");
  }

  @Test
  void whatWasDecodedIsKeptForTheNextTime() throws IOException {
    write("images_evaluation.zip", zip(drawings(100, "Atlantean/character01")));
    Path kept = root.resolve("kept");
    DecodedCache cache = new DecodedCache(Optional.of(kept), 1);
    OmniglotFormat caching = new OmniglotFormat(DrawingForm.USUAL, cache);
    List<Path> files = caching.find(root).orElseThrow();
    byte[] first = caching.read("omniglot", files).dataset().test().image(2);
    List<Path> decoded;
    try (Stream<Path> all = Files.list(kept)) {
      decoded = all.toList();
    }
    assertThat(decoded).hasSize(1);
    FileTime before = FileTime.fromMillis(0);
    Files.setLastModifiedTime(decoded.get(0), before);

    assertThat(caching.read("omniglot", files).dataset().test().image(2)).isEqualTo(first);
    // Whoever reads it marks it as used.
    assertThat(Files.getLastModifiedTime(decoded.get(0))).isGreaterThan(before);

    // Dark ink is made of the same, another size is not.
    OmniglotFormat dark =
        new OmniglotFormat(
            new DrawingForm(DrawingForm.USUAL_SIDE, Resample.TRIANGLE, false), cache);
    assertThat(dark.read("omniglot", files).dataset().test().image(2))
        .containsOnly(255 - (first[0] & 0xff));
    new OmniglotFormat(new DrawingForm(14, Resample.TRIANGLE, true), cache).read("omniglot", files);
    try (Stream<Path> all = Files.list(kept)) {
      assertThat(all).hasSize(2);
    }
  }
}
