package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;

/** Folders of images that are cut by classes, read as a configuration says. */
class CutFolderTest {

  @TempDir Path folder;

  private Path images(String name) {
    return folder.resolve("pictures").resolve(name);
  }

  /** Grey images of 2 x 2 pixels whose values begin at {@code first}. */
  private void write(String where, int first, String... names) throws IOException {
    for (int i = 0; i < names.length; i++) {
      Pictures.write(images(where).resolve(names[i]), Pictures.grey(2, 2, first + i));
    }
  }

  private String list(String name, String... lines) throws IOException {
    return "\"" + Files.write(folder.resolve(name), List.of(lines)) + "\"";
  }

  private DatasetSpec spec(String... keys) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("benchmark.dataset {");
    lines.add("folder = \"" + folder.resolve("pictures") + "\"");
    lines.addAll(List.of(keys));
    lines.add("}");
    Path file = Files.write(folder.resolve("experiment.conf"), lines);
    ConfigFile config = ConfigFile.load(file, List.of());
    DatasetSpec spec = DatasetSpec.read(config.root());
    config.problems().throwIfAny();
    return spec;
  }

  private Dataset read(String... keys) throws IOException {
    return Datasets.load(spec(keys), DownloadProgress.NONE);
  }

  /** The first pixel of each image. */
  private static List<Integer> values(ImageSet images) {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      values.add(images.image(i)[0] & 0xff);
    }
    return values;
  }

  private void assertCut(Dataset dataset) {
    assertThat(dataset.split())
        .contains(new ClassSplit(List.of("n01", "n02"), List.of("n03"), List.of("n04")));
    assertThat(values(dataset.train())).containsExactly(10, 11, 20, 21, 30);
    assertThat(values(dataset.test())).containsExactly(40, 41);
  }

  @Test
  void threeFoldersAreThreePurposes() throws IOException {
    write("train/n01", 10, "a.png", "b.png");
    write("train/n02", 20, "a.png", "b.png");
    write("val/n03", 30, "a.png");
    write("test/n04", 40, "a.png", "b.png");
    assertCut(read("split = folders"));

    write("test/n01", 50, "a.png");
    assertThatThrownBy(() -> read("split = folders"))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("test/n01", "class \"n01\"", "train/n01 already");
  }

  /** Ravi's lists: every image with its class. */
  private String[] ravi() throws IOException {
    return new String[] {
      "split {",
      "background = "
          + list(
              "train.csv",
              "filename,label",
              "n0101.png,n01",
              "n0102.png,n01",
              "n0201.png,n02",
              "n0202.png,n02"),
      "validation = " + list("val.csv", "filename,label", "n0301.png,n03"),
      "test = " + list("test.csv", "filename,label", "n0401.png,n04", "n0402.png,n04"),
      "}"
    };
  }

  @Test
  void listsOfImagesFindThemInTheLayoutsThatPeopleHave() throws IOException {
    String[] lists = ravi();
    for (String layout : List.of("%s", "images/%s", "n%s/", "train/n%s/")) {
      boolean byClass = layout.endsWith("/");
      for (int c = 1; c <= 4; c++) {
        String where =
            byClass ? layout.formatted("0" + c) : layout.replace("%s", "").replace("//", "/");
        // An image that no list names is not used.
        write(where, 10 * c, "n0%d01.png".formatted(c), "n0%d02.png".formatted(c));
      }
      assertCut(read(lists));
      deleteAll(folder.resolve("pictures"));
    }
  }

  private static void deleteAll(Path below) throws IOException {
    try (var all = Files.walk(below)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void namesTheLineOfAFileThatIsMissing() throws IOException {
    String[] lists = ravi();
    write("", 10, "n0101.png", "n0102.png", "n0201.png");
    assertThatThrownBy(() -> read(lists))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train.csv:5: found n0202.png, which is no file");
  }

  @Test
  void refusesWhatListsOfImagesCannotBe() throws IOException {
    write("", 10, "a.png", "b.png");
    String test = list("test.csv", "filename,label", "b.png,n02");
    String twice = list("twice.csv", "filename,label", "a.png,n01", "a.png,n01");
    assertThatThrownBy(() -> read("split { background = " + twice, "test = " + test + "}"))
        .hasMessageContaining("twice.csv:3: found");
    String same = list("same.csv", "filename,label", "a.png,n02");
    assertThatThrownBy(() -> read("split { background = " + same, "test = " + test + "}"))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("test.csv:2", "class \"n02\"", "same.csv:2 already");
    String header = list("header.csv", "file,class", "a.png,n01");
    assertThatThrownBy(() -> read("split { background = " + header, "test = " + test + "}"))
        .hasMessageContaining("header.csv:1: found no column filename");
    String empty = list("empty.csv", "filename,label");
    assertThatThrownBy(() -> read("split { background = " + empty, "test = " + test + "}"))
        .hasMessageContainingAll("empty.csv", "no image");
    assertThatThrownBy(() -> read("split { background = [n01], test = " + test + "}"))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("is no list of images");
    assertThatThrownBy(() -> read("split = folder"))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("is neither folders nor ravi");
  }

  @Test
  void classFoldersAreCutByListsOfClasses() throws IOException {
    write("n01", 10, "a.png", "b.png");
    write("n02", 20, "a.png", "b.png");
    write("n03", 30, "a.png", "b.png");
    Dataset dataset = read("split { background = [n01], test = " + list("t.txt", "n03") + "}");
    assertThat(values(dataset.train())).containsExactlyInAnyOrder(10, 11);
    assertThat(values(dataset.test())).containsExactlyInAnyOrder(30, 31);

    assertThatThrownBy(
            () -> read("split { background = [n01], test = " + list("t.txt", "n03", "n05") + "}"))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("t.txt:2: found class \"n05\"");
  }

  @Test
  void anImageWithoutColourIsRefusedWhereColourIsDue() throws IOException {
    for (String purpose : List.of("train/n01", "test/n02")) {
      Pictures.write(images(purpose).resolve("a.png"), Pictures.colour(2, 2, 0x102030, "png"));
    }
    write("train/n01", 10, "grey.png");
    assertThat(read("split = folders").train().channels()).isEqualTo(3);
    assertThatThrownBy(() -> read("split = folders", "channels = 3"))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("grey.png: found a grey image, where channels = 3 wants colours");
    assertThatThrownBy(() -> read("split = folders", "channels = 2"))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("is neither 1, grey, nor 3");
  }

  @Test
  void theMiddleOfALargerSizeIsTaken() throws IOException {
    Path wide = images("train/n01/wide.png");
    Pictures.write(wide, Pictures.stripes(4, 8));
    Pictures.write(images("test/n02/wide.png"), Pictures.stripes(4, 8));
    // Columns 0, 10, ..., 70: the square has 20 to 50, all of the image squeezed 5, 25, 45, 65.
    assertThat(read("split = folders", "image-size = 4").train().image(0))
        .startsWith(20, 30, 40, 50);
    assertThat(
            read("split = folders", "image-size = 2", "resize = 4", "filter = box")
                .train()
                .image(0))
        .containsExactly(30, 40, 30, 40);
    assertThat(
            read("split = folders", "image-size = 4", "crop = none", "filter = box")
                .train()
                .image(0))
        .startsWith(5, 25, 45, 65);
    assertThatThrownBy(() -> spec("image-size = 84", "resize = 64"))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("resize");
  }

  @Test
  void listsOfFilesAreDigestedWhateverTheirNames() throws IOException {
    write("", 10, "a.png", "b.png");
    String digest =
        spec(
                "split { background = " + list("x.csv", "filename,label", "a.png,n01"),
                "test = " + list("y.csv", "filename,label", "b.png,n02") + "}")
            .splitSha256()
            .orElseThrow();
    assertThat(
            spec(
                    "split { background = " + list("z.csv", "filename,label", "a.png,n03"),
                    "test = " + list("y.csv", "filename,label", "b.png,n02") + "}")
                .splitSha256()
                .orElseThrow())
        .isNotEqualTo(digest);
    assertThatThrownBy(
            () ->
                spec(
                    "split { background = " + list("z.csv", "filename,label", "a.png,n03"),
                    "test = " + list("y.csv", "filename,label", "b.png,n02"),
                    "sha256 = " + digest + "}"))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("is not that of the lists");
  }
}
