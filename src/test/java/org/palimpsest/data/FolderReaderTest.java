package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Digests;

class FolderReaderTest {

  @TempDir Path root;

  private LoadedDataset read() {
    return read(0.25, OptionalInt.empty(), 1);
  }

  private LoadedDataset read(double testFraction, OptionalInt imageSize, long seed) {
    return FolderReader.read(new FolderSpec(root, testFraction, imageSize, seed));
  }

  /** Class folders with grey images of 2 x 3 pixels, each with a value of its own. */
  private void writeGrey(Path folder, int images, String... classes) throws IOException {
    for (int c = 0; c < classes.length; c++) {
      for (int i = 0; i < images; i++) {
        Path file = folder.resolve(classes[c]).resolve("image" + (i + 1) + ".png");
        Pictures.write(file, Pictures.grey(2, 3, 20 * c + i));
      }
    }
  }

  /** The first pixel of each image, which tells them apart. */
  private static List<Integer> values(ImageSet images) {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      values.add(images.image(i)[0] & 0xff);
    }
    return values;
  }

  @Test
  void readsTrainAndTestInNaturalOrder() throws IOException {
    writeGrey(root.resolve("train"), 11, "class2", "class10");
    writeGrey(root.resolve("test"), 1, "class2", "class10");

    Dataset dataset = read().dataset();

    assertThat(dataset.name()).isEqualTo(root.getFileName() + "");
    assertThat(dataset.train().classNames()).containsExactly("class2", "class10");
    assertThat(dataset.train().channels()).isEqualTo(1);
    assertThat(dataset.train().height()).isEqualTo(2);
    assertThat(dataset.train().width()).isEqualTo(3);
    // image10 and image11 come after image9
    assertThat(values(dataset.train()))
        .containsExactly(
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    assertThat(dataset.train().imagesOf(1)).hasSize(11).startsWith(11);
    assertThat(values(dataset.test())).containsExactly(0, 20);
  }

  @Test
  void splitsEachClassBySeed() throws IOException {
    writeGrey(root, 8, "a", "b");

    Dataset dataset = read().dataset();
    assertThat(dataset.test().imagesOf(0)).hasSize(2);
    assertThat(dataset.test().imagesOf(1)).hasSize(2);
    assertThat(dataset.train().imagesOf(0)).hasSize(6);
    var all = new TreeSet<Integer>(values(dataset.train()));
    all.addAll(values(dataset.test()));
    assertThat(all).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 20, 21, 22, 23, 24, 25, 26, 27);

    assertThat(values(read().dataset().test())).isEqualTo(values(dataset.test()));
    assertThat(read(0.25, OptionalInt.empty(), 2).dataset())
        .satisfies(other -> assertThat(values(other.test())).isNotEqualTo(values(dataset.test())))
        .satisfies(other -> assertThat(other.sha256()).isEqualTo(dataset.sha256()));
  }

  @Test
  void anotherClassDoesNotChangeTheSplitOfTheFirst() throws IOException {
    writeGrey(root, 8, "b");
    List<Integer> alone = values(read().dataset().test());
    for (int i = 0; i < 8; i++) {
      Pictures.write(root.resolve("a/" + i + ".png"), Pictures.grey(2, 3, 100 + i));
    }
    assertThat(values(read().dataset().test())).containsAll(alone);
  }

  @Test
  void everyClassKeepsAnImageOnBothSides() throws IOException {
    writeGrey(root, 2, "a");
    for (double fraction : new double[] {0.001, 0.5, 0.999}) {
      Dataset dataset = read(fraction, OptionalInt.empty(), 1).dataset();
      assertThat(dataset.train().size()).isEqualTo(1);
      assertThat(dataset.test().size()).isEqualTo(1);
    }
    Files.delete(root.resolve("a/image2.png"));
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(root.resolve("a") + ": found 1 image", "at least 2");
  }

  @Test
  void normalisesByTheTrainingImages() throws IOException {
    for (int i = 0; i < 2; i++) {
      Pictures.write(root.resolve("train/a/" + i + ".png"), Pictures.grey(2, 2, i * 102));
      Pictures.write(root.resolve("test/a/" + i + ".png"), Pictures.grey(2, 2, 255));
    }
    // values 0 and 102 of 255: mean 0.2, deviation 0.2
    Normalization normalization = read().dataset().normalization();
    assertThat(normalization.mean().get(0)).isCloseTo(0.2, within(1e-12));
    assertThat(normalization.deviation().get(0)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void oneColourImageMakesAllOfThemColoured() throws IOException {
    writeGrey(root, 3, "a");
    Pictures.write(root.resolve("a/z.png"), Pictures.colour(2, 3, 0x010203, "png"));
    Dataset dataset = read().dataset();
    assertThat(dataset.train().channels()).isEqualTo(3);
    assertThat(dataset.test().channels()).isEqualTo(3);
  }

  @Test
  void namesTheDamagedImagesAmongMany() throws IOException {
    writeGrey(root.resolve("train"), 40, "a", "b");
    writeGrey(root.resolve("test"), 2, "a", "b");
    Path cut = root.resolve("train/b/image17.png");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 40));
    Path foreign = root.resolve("test/a/image2.png");
    Files.writeString(foreign, "not an image");

    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "2 of 84 images cannot be used, expected an intact PNG, JPEG",
            cut + ": found a png of 40 bytes that is cut off",
            foreign + ": found 12 bytes of another format");
  }

  @Test
  void namesAnImageOfAnotherSizeUnlessAllAreResized() throws IOException {
    writeGrey(root, 4, "a");
    Path other = root.resolve("a/z.png");
    Pictures.write(other, Pictures.grey(6, 4, 77));

    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            other.toString(), "6 x 4 pixels", "2 x 3", "image1.png", "image-size = N");

    Dataset dataset = read(0.25, OptionalInt.of(2), 1).dataset();
    assertThat(dataset.train().height()).isEqualTo(2);
    assertThat(dataset.train().width()).isEqualTo(2);
    assertThat(dataset.train().size() + dataset.test().size()).isEqualTo(5);
  }

  @Test
  void imagesOfManySizesAreAllChecked() throws IOException {
    writeGrey(root, 4, "a");
    Pictures.write(root.resolve("a/z.png"), Pictures.grey(6, 4, 77));
    FolderSpec folder = new FolderSpec(root, 0.2, OptionalInt.empty(), 0);
    DatasetSpec spec = new DatasetSpec(folder.name(), Optional.of(folder), Optional.empty(), false);
    Verification found = Datasets.verify(spec);
    assertThat(found.shape()).isEqualTo("1x2x3 to 1x6x4");
    assertThat(found.trainImages() + found.testImages()).isEqualTo(5);
    assertThat(found.notes()).singleElement().asString().contains("benchmark.dataset.image-size");

    Path torn = root.resolve("a/torn.png");
    Files.write(torn, Arrays.copyOf(Files.readAllBytes(root.resolve("a/z.png")), 50));
    Path text = Files.writeString(root.resolve("a/text.png"), "no image at all");
    assertThatThrownBy(() -> Datasets.verify(spec))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("2 of 7 images", torn + ": found", text + ": found 15 bytes");
  }

  @Test
  void saysWhatItLeavesOut() throws IOException {
    writeGrey(root, 2, "a");
    Files.writeString(root.resolve("a/Thumbs.db"), "x");
    Files.writeString(root.resolve("README.txt"), "x");
    Files.writeString(root.resolve(".hidden"), "x");
    for (int i = 0; i < 5; i++) {
      Pictures.write(root.resolve("a/more/deep/" + i + ".png"), Pictures.grey(2, 3, i));
    }
    Pictures.write(root.resolve("lost.png"), Pictures.grey(2, 3, 1));
    LoadedDataset loaded = read();
    assertThat(loaded.notes())
        .singleElement()
        .asString()
        .contains("2 images are used and 8 entries left out", "2: no image by its name")
        .contains(
            "5: an image in a folder within a class folder, such as " + root.resolve("a/more"))
        .contains(root.resolve("README.txt").toString());
    assertThat(loaded.dataset().leftOut())
        .isEqualTo(Map.of("no_image", 2, "in_subfolder", 5, "beside_classes", 1));
  }

  @Test
  void imagesBesideTrainAndTestAreCounted() throws IOException {
    writeGrey(root.resolve("train"), 2, "a");
    writeGrey(root.resolve("test"), 2, "a");
    writeGrey(root.resolve("val"), 3, "a");
    assertThat(read().dataset().leftOut()).isEqualTo(Map.of("beside_split", 3));
  }

  @Test
  void whatHasAnImagesNameAndIsNoneIsAnErrorAndAllOfThemAreListed() throws Exception {
    writeGrey(root, 20, "a", "b");
    Files.createSymbolicLink(root.resolve("a/dangling.png"), root.resolve("nowhere.png"));
    Files.createDirectory(root.resolve("a/folder.jpg"));
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("b/pipe.png").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    for (int i = 1; i <= 9; i++) {
      Files.writeString(root.resolve("b/image%s.png".formatted(i)), "no image");
    }
    try (var file =
        FileChannel.open(
            root.resolve("b/huge.png"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(1), 5_000_000_000L); // takes no room
    }
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "13 of 44 images cannot be used",
            "bad-files = leave-out",
            root.resolve("a/dangling.png") + ": found a link to nothing",
            root.resolve("a/folder.jpg") + ": found a folder",
            root.resolve("b/pipe.png") + ": found no regular file",
            root.resolve("b/huge.png") + ": found 5,000,000,001 bytes, at most",
            root.resolve("b/image9.png") + ": found 8 bytes of another format");

    var without = new FolderSpec(root, 0.25, OptionalInt.empty(), 1, false, true);
    Dataset dataset = FolderReader.read(without, uncached()).dataset();
    assertThat(dataset.train().size() + dataset.test().size()).isEqualTo(31);
    assertThat(dataset.leftOut()).containsEntry("bad", 13);
    var all = new TreeSet<Integer>(values(dataset.train()));
    all.addAll(values(dataset.test()));
    assertThat(all).hasSize(31).contains(0, 19, 29, 39).doesNotContain(20, 28);
  }

  private static DecodedCache uncached() {
    return new DecodedCache(Optional.empty(), 0);
  }

  @Test
  void aLinkToAClassThatIsElsewhereIsNotPassedOver() throws IOException {
    writeGrey(root, 2, "a", "b");
    Files.createSymbolicLink(root.resolve("c"), root.resolve("nowhere"));
    assertRefused(root.resolve("c") + ": found a link to nothing");
  }

  @Test
  void aLetterAndItsAccentAreOneNameHoweverTheyAreComposed() throws IOException {
    writeGrey(root.resolve("train"), 2, "caf\u00e9", "b");
    writeGrey(root.resolve("test"), 2, "cafe\u0301", "b");
    assertThat(read().dataset().train().classNames()).containsExactly("b", "caf\u00e9");
    writeGrey(root.resolve("train"), 2, "cafe\u0301");
    assertRefused("the class \"caf\u00e9\", as cafe\\u0301 is");
  }

  @Test
  void decodedImagesAreKeptAndVerified() throws IOException {
    writeGrey(root, 8, "a", "b");
    Path kept = root.resolveSibling(root.getFileName() + "-cache");
    var cache = new DecodedCache(Optional.of(kept), 0);
    FolderSpec first = new FolderSpec(root, 0.25, OptionalInt.empty(), 1);
    Dataset decoded = FolderReader.read(first, cache).dataset();
    Path file = only(kept);
    byte[] whole = Files.readAllBytes(file);
    assertThat(whole).hasSize(12 + 16 * 6 + 32);

    // Another split of the same files decodes nothing: what the cache says is what is read.
    byte[] other = whole.clone();
    other[12] = 77; // the first pixel of a/image1.png
    byte[] body = Arrays.copyOf(other, other.length - 32);
    byte[] digest = Digests.sha256().digest(body);
    System.arraycopy(digest, 0, other, body.length, 32);
    Files.write(file, other);
    FolderSpec second = new FolderSpec(root, 0.25, OptionalInt.empty(), 2);
    Dataset split = FolderReader.read(second, cache).dataset();
    var values = new ArrayList<Integer>(values(split.train()));
    values.addAll(values(split.test()));
    assertThat(values).contains(77);

    // Damage is noticed, and mended.
    other[20] ^= 1;
    Files.write(file, other);
    assertThat(values(FolderReader.read(first, cache).dataset().train()))
        .isEqualTo(values(decoded.train()));
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    for (int length : new int[] {0, 5, 12, 50, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(values(FolderReader.read(first, cache).dataset().test()))
          .isEqualTo(values(decoded.test()));
    }

    // Another content of a file is another key.
    Pictures.write(root.resolve("a/image1.png"), Pictures.grey(2, 3, 200));
    FolderReader.read(first, cache);
    try (var files = Files.list(kept)) {
      assertThat(files).hasSize(2);
    }
  }

  private static Path only(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @Test
  void saysBeforehandThatImagesWillNotFit() {
    assertThatThrownBy(() -> MemoryBudget.require("pictures", 10_000_000, 100_000))
        .isInstanceOf(NotEnoughMemoryException.class)
        .hasMessageContainingAll(
            "pictures: 10,000,000 images of 100,000 bytes need 953,675 MB",
            "benchmark.dataset.image-size = N",
            "PALIMPSEST_JAVA_OPTIONS=-Xmx");
    MemoryBudget.require("pictures", 1000, 1000);
  }

  @Test
  void namesFoldersThatDoNotFit() throws IOException {
    assertRefused("found no folders");
    writeGrey(root.resolve("train"), 1, "a", "b");
    assertRefused("found train/ alone");
    writeGrey(root.resolve("test"), 1, "a", "c");
    assertRefused("missing [b], additional [c]");
    Files.createDirectories(root.resolve("train/empty"));
    assertRefused(root.resolve("train/empty") + ": found no images");
    assertThatThrownBy(
            () ->
                FolderReader.read(
                    new FolderSpec(root.resolve("nowhere"), 0.2, OptionalInt.empty(), 1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found no such folder");
  }

  private void assertRefused(String found) {
    assertThatThrownBy(this::read).isInstanceOf(DataException.class).hasMessageContaining(found);
  }

  @Test
  void checksumCoversNamesAndContents() throws IOException {
    writeGrey(root, 2, "a");
    String before = read().dataset().sha256();
    assertThat(read().dataset().sha256()).isEqualTo(before);
    Files.move(root.resolve("a/image1.png"), root.resolve("a/image3.png"));
    String renamed = read().dataset().sha256();
    assertThat(renamed).isNotEqualTo(before);
    Files.write(root.resolve("a/image3.png"), Pictures.grey(2, 3, 200));
    assertThat(read().dataset().sha256()).isNotEqualTo(renamed);
  }

  @Test
  void naturalOrderComparesNumbersAsNumbers() {
    List<String> names = new ArrayList<>(List.of("b", "a10", "a2", "a", "10", "9", "a02", "a2x"));
    names.sort(NaturalOrder.INSTANCE);
    assertThat(names).containsExactly("9", "10", "a", "a02", "a2", "a2x", "a10", "b");
  }
}
