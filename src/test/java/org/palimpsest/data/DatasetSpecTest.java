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
}
