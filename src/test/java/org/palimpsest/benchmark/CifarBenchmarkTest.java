package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.DownloadProgress;
import org.palimpsest.tensor.Seeds;

/** On the real CIFAR-100, if the environment says where it is. */
class CifarBenchmarkTest {

  private static Optional<Dataset> cifar = Optional.empty();

  @BeforeAll
  static void load() {
    assumeThat(System.getenv("PALIMPSEST_DATA")).as("PALIMPSEST_DATA is not set").isNotNull();
    DatasetSpec here = new DatasetSpec("cifar100", Optional.empty(), Optional.empty(), false);
    cifar = Optional.of(Datasets.load(here, DownloadProgress.NONE));
  }

  @Test
  void cutsTheFewShotBenchmarkOfThePapers() {
    BenchmarkSpec spec =
        new BenchmarkSpec(
            DatasetSpec.named("cifar100"),
            ClassOrderSpec.Named.NATURAL,
            60,
            new NovelSpec(8, 5, OptionalInt.of(5), Optional.empty()),
            0);
    Benchmark benchmark = Benchmarks.build(cifar.orElseThrow(), spec, new Seeds(1));
    assertThat(benchmark.sessions()).hasSize(9);
    assertThat(benchmark.sessions().get(0).train().size()).isEqualTo(30_000);
    assertThat(benchmark.sessions().get(8).train().size()).isEqualTo(25);
    assertThat(benchmark.sessions().get(8).test().size()).isEqualTo(500);
    assertThat(benchmark.className(60)).isEqualTo("plain");
    Verdict verdict = LeakageAudit.of(benchmark, benchmark.sessions().get(0).train());
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.testImages()).isEqualTo(10_000);
  }

  /** The counts were taken with NumPy from the same files. */
  @Test
  void countsTheCopiesThatThePublisherLeftIn() {
    BenchmarkSpec spec =
        new BenchmarkSpec(
            DatasetSpec.named("cifar100"),
            ClassOrderSpec.Named.SEED_1993,
            10,
            new NovelSpec(9, 10, OptionalInt.empty(), Optional.empty()),
            0);
    Verdict verdict = LeakageAudit.of(Benchmarks.build(cifar.orElseThrow(), spec, new Seeds(1)));
    assertThat(verdict.clean()).isTrue();
    assertThat(verdict.copies())
        .containsEntry(Verdict.TEST_IN_TRAINING, 10)
        .containsEntry(Verdict.TEST_IN_TRAINING_OTHER_CLASS, 6)
        .containsEntry(Verdict.REPEATED_IN_TRAINING, 14)
        .containsEntry(Verdict.REPEATED_IN_TEST, 2);
  }
}
