package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

class BenchmarksTest {

  private static final Dataset TOY = Toys.dataset(7, 10, 3);
  private static final Seeds SEEDS = new Seeds(1);

  @Test
  void cutsBaseAndNovelSessionsFromTheClassOrder() {
    BenchmarkSpec spec =
        new BenchmarkSpec(
            DatasetSpec.named("toy"),
            new ClassOrderSpec.Labels(List.of(6, 5, 4, 3, 2, 1, 0)),
            3,
            Toys.spec(3, 2, 2, 4).novel(),
            0);
    Benchmark benchmark = Benchmarks.build(TOY, spec, SEEDS);
    assertThat(benchmark.sessions()).hasSize(3);
    Session base = benchmark.sessions().get(0);
    assertThat(base.classes().size()).isEqualTo(3);
    assertThat(base.train().size()).isEqualTo(30);
    // class number 0 is label 6: images 6, 13, 20, ...
    assertThat(IntStream.of(base.train().indices()).limit(3)).containsExactly(6, 13, 20);
    assertThat(IntStream.of(base.train().classes()).limit(11))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    Session last = benchmark.sessions().get(2);
    assertThat(last.classes()).isEqualTo(ClassSet.range(5, 7));
    assertThat(last.seen()).isEqualTo(ClassSet.range(0, 7));
    assertThat(last.train().classes()).containsExactly(5, 5, 5, 5, 6, 6, 6, 6);
    assertThat(labels(last.train())).containsOnly(0, 1);
    assertThat(last.test().classes()).containsExactly(5, 5, 5, 6, 6, 6);
    assertThat(last.test().indices()).containsExactly(1, 8, 15, 0, 7, 14);
    assertThat(benchmark.className(5)).isEqualTo("c1");
    assertThat(benchmark.classes()).isEqualTo(7);
  }

  @Test
  void sessionsOfUnequalSizeHaveTheirOwnShots() {
    BenchmarkSpec spec =
        new BenchmarkSpec(
            DatasetSpec.named("toy"),
            new ClassOrderSpec.Labels(List.of(6, 5, 4, 3, 2, 1)),
            2,
            new NovelSpec(2, List.of(3, 1), OptionalInt.of(4), Optional.empty()),
            0);
    Benchmark benchmark = Benchmarks.build(TOY, spec, SEEDS);
    assertThat(benchmark.sessions().get(1).classes()).isEqualTo(ClassSet.range(2, 5));
    assertThat(benchmark.sessions().get(1).train().size()).isEqualTo(12);
    assertThat(labels(benchmark.sessions().get(1).train())).containsOnly(4, 3, 2);
    assertThat(benchmark.sessions().get(2).classes()).isEqualTo(ClassSet.range(5, 6));
    assertThat(labels(benchmark.sessions().get(2).train())).containsOnly(1);
    assertThat(benchmark.classes()).isEqualTo(6);
  }

  @Test
  void theLastSessionHasAllItsClassesWhereTheyDivideUnevenly() {
    // 3 + 2 x 2 of 7 classes; grouping 7 by twos would lose one
    Benchmark benchmark = Benchmarks.build(TOY, Toys.spec(3, 2, 2, 1), SEEDS);
    Set<Integer> tested = new HashSet<>();
    benchmark.sessions().forEach(s -> IntStream.of(s.test().classes()).forEach(tested::add));
    assertThat(tested).hasSize(7);
  }

  @Test
  void seedsChangeShotsEvenInTheNaturalOrder() {
    int[] one = shots(Toys.spec(3, 2, 2, 4), new Seeds(1));
    assertThat(one).isEqualTo(shots(Toys.spec(3, 2, 2, 4), new Seeds(1)));
    assertThat(one).isNotEqualTo(shots(Toys.spec(3, 2, 2, 4), new Seeds(2)));
  }

  @Test
  void fewerShotsAreAmongMore() {
    int[] two = shots(Toys.spec(3, 2, 2, 2), SEEDS);
    int[] five = shots(Toys.spec(3, 2, 2, 5), SEEDS);
    assertThat(IntStream.of(five).boxed().toList()).containsAll(IntStream.of(two).boxed().toList());
  }

  @Test
  void shotsOfAClassDoNotDependOnTheSessionThatBringsIt() {
    Samples inPairs = Benchmarks.build(TOY, Toys.spec(3, 2, 2, 4), SEEDS).sessions().get(2).train();
    Samples atOnce = Benchmarks.build(TOY, Toys.spec(5, 1, 2, 4), SEEDS).sessions().get(1).train();
    assertThat(inPairs.indices()).isEqualTo(atOnce.indices());
  }

  @Test
  void shotsAreDrawnUniformly() {
    int[] drawn = new int[70];
    for (int seed = 0; seed < 2000; seed++) {
      for (int image : shots(Toys.spec(3, 2, 2, 3), new Seeds(seed))) {
        drawn[image]++;
      }
    }
    for (int image = 0; image < 70; image++) {
      // labels 3 to 6: 3 of 10 images, 600 of 2000, standard deviation 20
      int expected = image % 7 < 3 ? 0 : 600;
      assertThat(drawn[image]).as("image %d", image).isBetween(expected - 100, expected + 100);
    }
  }

  @Test
  void validationImagesAreSplitOffTrainingClassByClass() {
    Benchmark benchmark = Benchmarks.build(TOY, Toys.allImages(3, 2, 2, 0.3), SEEDS);
    for (Session session : benchmark.sessions()) {
      assertThat(session.train().size()).isEqualTo(7 * session.classes().size());
      assertThat(session.validation().size()).isEqualTo(3 * session.classes().size());
      assertThat(session.validation().images()).isSameAs(TOY.train());
      assertThat(session.validation().classes()).isSorted();
      assertThat(IntStream.of(session.train().indices()).boxed().toList())
          .doesNotContainAnyElementsOf(
              IntStream.of(session.validation().indices()).boxed().toList());
      assertThat(session.test().size()).isEqualTo(3 * session.classes().size());
    }
    assertThat(LeakageAudit.of(benchmark).clean()).isTrue();
  }

  @Test
  void fewShotClassesHaveNoLabelledImagesBesidesTheirShots() {
    BenchmarkSpec spec =
        new BenchmarkSpec(
            DatasetSpec.named("toy"),
            ClassOrderSpec.Named.NATURAL,
            3,
            Toys.spec(3, 2, 2, 4).novel(),
            0.2);
    Benchmark benchmark = Benchmarks.build(TOY, spec, SEEDS);
    assertThat(benchmark.sessions().get(0).validation().size()).isEqualTo(6);
    assertThat(benchmark.sessions().get(1).validation().size()).isZero();
    assertThat(benchmark.sessions().get(1).train().size()).isEqualTo(8);
  }

  @Test
  void anImageThatOccursTwiceIsNeverHeldOut() {
    // one class of 8 images, half of them copies of one picture
    ImageSet train = Toys.pictures(1, 5, 5, 5, 5, 1, 2, 3, 4);
    Dataset dataset = Toys.dataset(train, Toys.images(1, 2, 100));
    for (int seed = 0; seed < 20; seed++) {
      Session base =
          Benchmarks.build(dataset, Toys.allImages(1, 0, 1, 0.5), new Seeds(seed))
              .sessions()
              .get(0);
      assertThat(base.validation().indices()).containsExactly(4, 5, 6, 7);
    }
    assertThatThrownBy(() -> Benchmarks.build(dataset, Toys.allImages(1, 0, 1, 0.7), SEEDS))
        .isInstanceOf(DataException.class)
        .hasMessage("data set toy: class c0 has 4 unrepeated training images, expected at least 5");
  }

  @Test
  void saysWhatTheDataSetLacks() {
    assertThatThrownBy(() -> Benchmarks.build(TOY, Toys.spec(3, 3, 2, 1), SEEDS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set toy has 7 classes, but base-classes = 3 and 3 sessions of 2 ways need 9");
    assertThatThrownBy(() -> Benchmarks.build(TOY, Toys.spec(3, 2, 2, 11), SEEDS))
        .isInstanceOf(DataException.class)
        .hasMessage("data set toy: class c3 has 10 training images, expected at least 11");
    Dataset untested = Toys.dataset(Toys.images(2, 4, 0), Toys.images(2, 1, 100));
    assertThatThrownBy(() -> Benchmarks.build(untested, Toys.spec(2, 0, 1, 1), SEEDS))
        .isInstanceOf(DataException.class)
        .hasMessage("data set toy: class c1 has 0 test images, expected at least 1");
    assertThatThrownBy(() -> Benchmarks.build(TOY, Toys.allImages(3, 0, 1, 0.05), SEEDS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set toy: class c0 has 10 training images, of which validation-fraction = 0.05"
                + " is none");
  }

  private static int[] shots(BenchmarkSpec spec, Seeds seeds) {
    return Benchmarks.build(TOY, spec, seeds).sessions().stream()
        .skip(1)
        .flatMapToInt(session -> IntStream.of(session.train().indices()))
        .toArray();
  }

  private static int[] labels(Samples samples) {
    return IntStream.of(samples.indices()).map(samples.images()::label).toArray();
  }
}
