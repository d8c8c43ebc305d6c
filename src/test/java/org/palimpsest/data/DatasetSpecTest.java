package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.Section;

class DatasetSpecTest {

  @TempDir Path folder;

  /** Reads what this class owns; the rest of the configuration is left to its own readers. */
  private DatasetSpec read(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("experiment.conf"), List.of(lines));
    ConfigFile config = ConfigFile.load(file, List.of());
    Section root = config.root();
    DatasetSpec spec = DatasetSpec.read(root);
    config.problems().throwIfAny();
    return spec;
  }

  @Test
  void readsANameAndWhereToLook() throws IOException {
    assertThat(read("benchmark.dataset = fashion-mnist"))
        .isEqualTo(new DatasetSpec("fashion-mnist", Optional.empty(), Optional.empty(), true));
    assertThat(read("benchmark.dataset = digits", "data { root = some/where, download = false }"))
        .isEqualTo(
            new DatasetSpec("digits", Optional.empty(), Optional.of(Path.of("some/where")), false));
  }

  @Test
  void readsAFolder() throws IOException {
    assertThat(read("benchmark.dataset = { folder = my/pictures }").folder())
        .contains(new FolderSpec(Path.of("my/pictures"), 0.2, OptionalInt.empty(), 0));
    DatasetSpec spec =
        read(
            "benchmark.dataset {",
            "  folder = my/pictures, test-fraction = 0.5, image-size = 84, seed = 3",
            "}");
    assertThat(spec.name()).isEqualTo("pictures");
    assertThat(spec.folder())
        .contains(new FolderSpec(Path.of("my/pictures"), 0.5, OptionalInt.of(84), 3));
  }

  @Test
  void reportsEveryMistakeAtOnce() {
    assertThatThrownBy(() -> read("benchmark.dataset = cifar-100"))
        .isInstanceOf(ConfException.class)
        .hasMessageContainingAll("experiment.conf:1", "cifar100");
    assertThatThrownBy(
            () ->
                read(
                    "benchmark.dataset {",
                    "  test-fraction = 1.5",
                    "  image-size = big",
                    "  seed = -1",
                    "}",
                    "data.download = perhaps"))
        .isInstanceOf(ConfException.class)
        .hasMessageContainingAll(
            "benchmark.dataset.folder is missing",
            "experiment.conf:2",
            "experiment.conf:3",
            "experiment.conf:4",
            "experiment.conf:6");
  }

  @Test
  void readsHowDrawingsBecomeImages() throws IOException {
    DatasetSpec spec =
        read(
            "benchmark.dataset {",
            "  name = omniglot, image-size = 32, filter = nearest, ink = dark",
            "  split = vinyals, rotations = classes",
            "}");
    assertThat(spec.drawings()).contains(new DrawingForm(32, Resample.NEAREST, false));
    assertThat(spec.turned()).isTrue();
    assertThat(spec.split().orElseThrow().of(ClassSplit.Role.VALIDATION)).hasSize(5);
    assertThat(read("benchmark.dataset { name = omniglot }").drawings())
        .contains(DrawingForm.USUAL);
  }

  @Test
  void cifarFsIsCutWithoutSaying() throws IOException {
    for (String text : List.of("cifar-fs", "{ name = cifar100, split = cifar-fs }")) {
      ClassLists lists = read("benchmark.dataset = " + text).split().orElseThrow();
      assertThat(lists.of(ClassSplit.Role.BACKGROUND)).hasSize(64);
      assertThat(lists.of(ClassSplit.Role.TEST)).hasSize(20);
    }
  }

  @Test
  void readsListsOfClassesAndTheirFiles() throws IOException {
    Path list = Files.write(folder.resolve("test.txt"), List.of("# tested", "7", "", "8"));
    DatasetSpec spec =
        read(
            "benchmark.dataset {",
            "  name = digits",
            "  split {",
            "    background = [0, 1, 2]",
            "    test = \"" + list + "\"",
            "  }",
            "}");
    ClassLists lists = spec.split().orElseThrow();
    assertThat(lists.of(ClassSplit.Role.TEST))
        .containsExactly(
            new ClassLists.Named("7", list + ":2"), new ClassLists.Named("8", list + ":4"));
    assertThat(lists.of(ClassSplit.Role.BACKGROUND).get(1).place()).endsWith("experiment.conf:4");
    assertThat(lists.filesSha256()).contains(lists.sha256());
  }

  @Test
  void reportsWhatListsOfClassesCannotBe() {
    assertThatThrownBy(
            () ->
                read(
                    "benchmark.dataset {",
                    "  name = digits",
                    "  split {",
                    "    background = []",
                    "    validation = [1, 2]",
                    "    test = [3, 2]",
                    "  }",
                    "}"))
        .isInstanceOf(ConfException.class)
        .hasMessageContainingAll(
            "experiment.conf:4", "names no class", "experiment.conf:6", "class \"2\"");
    assertThatThrownBy(
            () -> read("benchmark.dataset { name = digits, split { background = nowhere.txt } }"))
        .isInstanceOf(ConfException.class)
        .hasMessageContainingAll(
            "nowhere.txt", "is not a file that can be read", "test is missing");
    assertThatThrownBy(() -> read("benchmark.dataset { name = omniglot, split = vinyal }"))
        .isInstanceOf(ConfException.class)
        .hasMessageContainingAll("did you mean \"vinyals\"?");
  }

  @Test
  void pixelsAreLeftAloneWhereThatIsWanted() throws IOException {
    DatasetSpec spec = read("benchmark { dataset = digits, normalization = none }");
    assertThat(Datasets.open(spec, DownloadProgress.NONE).dataset().normalization())
        .isEqualTo(Normalization.identity(1));
  }
}
