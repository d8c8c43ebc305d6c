package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
}
