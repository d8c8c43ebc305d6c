package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.ClassSplit.Role;
import org.palimpsest.disk.Digests;

/** Reads the real files. Skipped, and says so, where there are none. */
class RealDataTest {

  private static Dataset load(String name) {
    String root = System.getenv(DataFolders.VARIABLE);
    assumeTrue(
        root != null, "SKIPPED: set " + DataFolders.VARIABLE + " to a folder with real data sets");
    Listing listing =
        Datasets.list(Optional.of(Path.of(root))).stream()
            .filter(l -> l.entry().name().equals(name))
            .findFirst()
            .orElseThrow();
    assumeTrue(
        listing.status() == Listing.Status.PRESENT, "SKIPPED: no " + name + " below " + root);
    var spec = new DatasetSpec(name, Optional.empty(), Optional.of(Path.of(root)), false);
    return Datasets.load(spec, DownloadProgress.NONE);
  }

  @Test
  void cifar100HasTheFieldsStatistics() {
    Dataset dataset = load("cifar100");

    assertThat(dataset.classes()).isEqualTo(100);
    assertThat(dataset.train().classNames()).startsWith("apple", "aquarium_fish").endsWith("worm");
    assertThat(dataset.train().size()).isEqualTo(50_000);
    assertThat(dataset.test().size()).isEqualTo(10_000);
    for (int label = 0; label < 100; label++) {
      assertThat(dataset.train().imagesOf(label)).hasSize(500);
      assertThat(dataset.test().imagesOf(label)).hasSize(100);
    }
    Normalization computed = Normalization.of(dataset.train());
    for (int c = 0; c < 3; c++) {
      assertThat(dataset.normalization().mean().get(c))
          .isCloseTo(computed.mean().get(c), within(6e-4));
      assertThat(dataset.normalization().deviation().get(c))
          .isCloseTo(computed.deviation().get(c), within(6e-4));
    }
    assertThat(different(dataset.train())).isGreaterThan(49_000);
  }

  /** Distinct images: a wrong offset would repeat or shear them. */
  private static int different(ImageSet images) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < images.size(); i++) {
      seen.add(Digests.of(images.image(i)));
    }
    return seen.size();
  }

  @Test
  void fashionMnistHasTheFieldsStatistics() {
    Dataset dataset = load("fashion-mnist");

    assertThat(dataset.train().size()).isEqualTo(60_000);
    for (int label = 0; label < 10; label++) {
      assertThat(dataset.train().imagesOf(label)).hasSize(6_000);
    }
    Normalization computed = Normalization.of(dataset.train());
    assertThat(dataset.normalization().mean().get(0))
        .isCloseTo(computed.mean().get(0), within(1e-4));
    assertThat(dataset.normalization().deviation().get(0))
        .isCloseTo(computed.deviation().get(0), within(1e-4));
  }

  @Test
  void omniglotKeepsWhatTheSmallArchivesShareOnlyOnce() {
    Dataset dataset = load("omniglot");
    assumeTrue(
        dataset.train().classNames().get(0).startsWith("Balinese"),
        "SKIPPED: not the small archives");

    // 24 + 22 + 24 + 40 + 26 characters in the first archive, 24 and 26 of them again in the second
    assertThat(dataset.classes()).isEqualTo(136 + 47 + 42 + 17);
    assertThat(dataset.train().size()).isEqualTo(15 * dataset.classes());
    assertThat(dataset.test().size()).isEqualTo(5 * dataset.classes());
    assertThat(different(dataset.train())).isGreaterThan(dataset.train().size() * 99 / 100);
    // Ink is bright, and there is little of it.
    assertThat(Normalization.of(dataset.train()).mean().get(0)).isBetween(0.02, 0.15);
  }

  private static Dataset load(String name, String split, boolean turned) {
    load(name); // or skip
    return Datasets.load(spec(name, split, turned), DownloadProgress.NONE);
  }

  private static DatasetSpec spec(String name, String split, boolean turned) {
    DatasetEntry entry = Datasets.entry(name).orElseThrow();
    return new DatasetSpec(
        name,
        Optional.empty(),
        Optional.of(Path.of(System.getenv(DataFolders.VARIABLE))),
        false,
        true,
        entry.splits().stream()
            .filter(published -> published.name().equals(split))
            .findFirst()
            .map(PublishedSplit::lists),
        entry.isDrawn() ? Optional.of(DrawingForm.USUAL) : Optional.empty(),
        turned);
  }

  /** What is said of a split before it is read has to be so. */
  @Test
  void whatIsKnownOfSplitsBeforehandIsSo() {
    for (String name : List.of("omniglot", "cifar100")) {
      for (PublishedSplit split : Datasets.entry(name).orElseThrow().splits()) {
        Dataset read = load(name, split.name(), true);
        DatasetSize known = Datasets.size(spec(name, split.name(), true)).orElseThrow();
        assertThat(read.classes()).as(split.name()).isEqualTo(known.classes());
        assertThat(sizes(read))
            .as(split.name())
            .containsExactly(
                known.share(Role.BACKGROUND).classes(),
                known.share(Role.VALIDATION).classes(),
                known.share(Role.TEST).classes());
        String tested = read.split().orElseThrow().test().get(0);
        assertThat(read.test().imagesOf(read.test().classNames().indexOf(tested)))
            .hasSize(known.share(Role.TEST).fewestImages());
      }
    }
  }

  private static List<Integer> sizes(Dataset dataset) {
    ClassSplit split = dataset.split().orElseThrow();
    return List.of(split.background().size(), split.validation().size(), split.test().size());
  }

  @Test
  void omniglotIsCutAsPapersDo() throws IOException {
    Dataset vinyals = load("omniglot", "vinyals", true);
    assumeTrue(vinyals.classes() == 4 * 1623, "SKIPPED: not the whole of Omniglot");

    assertThat(sizes(vinyals)).containsExactly(4112, 688, 1692);
    assertThat(vinyals.train().size()).isEqualTo(20 * 4800);
    assertThat(vinyals.test().size()).isEqualTo(20 * 1692);
    assertThat(sizes(load("omniglot", "lake", false))).containsExactly(964, 0, 659);
    assertThat(sizes(load("omniglot", "lake-validation", false))).containsExactly(792, 172, 659);
    Dataset koch = load("omniglot", "koch", false);
    assertThat(sizes(koch)).containsExactly(964, 277, 382);
    assertThat(koch.train().size()).isEqualTo(12 * 964 + 4 * 277);
    assertThat(koch.test().size()).isEqualTo(4 * 382);

    Path lists = Path.of(System.getenv(DataFolders.VARIABLE)).resolve("omniglot/splits");
    assumeTrue(Files.isDirectory(lists), "SKIPPED: no lists to compare with");
    ClassSplit split = load("omniglot", "vinyals", false).split().orElseThrow();
    assertThat(split.background())
        .hasSameElementsAs(Files.readAllLines(lists.resolve("vinyals_train.txt")));
    assertThat(split.validation())
        .hasSameElementsAs(Files.readAllLines(lists.resolve("vinyals_val.txt")));
    assertThat(split.test())
        .hasSameElementsAs(Files.readAllLines(lists.resolve("vinyals_test.txt")));
  }

  @Test
  void cifar100IsCutAsPapersDo() {
    Dataset cifarFs = load("cifar-fs", "cifar-fs", false);
    assertThat(sizes(cifarFs)).containsExactly(64, 16, 20);
    assertThat(cifarFs.train().size()).isEqualTo(600 * 80);
    assertThat(cifarFs.test().size()).isEqualTo(600 * 20);
    assertThat(cifarFs.split().orElseThrow().test()).startsWith("baby", "bed").endsWith("worm");

    Dataset fc100 = load("fc100", "fc100", false);
    assertThat(sizes(fc100)).containsExactly(60, 20, 20);
    Set<String> tested = new HashSet<>();
    for (String name : fc100.split().orElseThrow().test()) {
      tested.add(fc100.groups().get(fc100.train().classNames().indexOf(name)));
    }
    assertThat(tested)
        .containsExactlyInAnyOrder("aquatic_mammals", "insects", "medium_mammals", "people");
  }
}
