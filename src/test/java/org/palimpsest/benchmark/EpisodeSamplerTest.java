package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

class EpisodeSamplerTest {

  /** 8 classes under the class numbers 10 to 17, 20 images each. */
  private static final Samples POOL = pool(8, 20);

  @Test
  void drawsSupportAndQueryClassByClassWithoutOverlap() {
    EpisodeSampler sampler = new EpisodeSampler(POOL, 5, 3, 4);
    RandomGenerator random = new Seeds(1).generator("episodes");
    for (int repeat = 0; repeat < 100; repeat++) {
      Episode episode = sampler.draw(random);
      assertThat(episode.ways()).isEqualTo(5);
      assertThat(episode.support().classes())
          .containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4);
      assertThat(episode.query().size()).isEqualTo(20);
      assertThat(episode.query().classes()).isSorted().contains(0, 4);
      Set<Integer> images = new HashSet<>();
      IntStream.concat(
              IntStream.of(episode.support().indices()), IntStream.of(episode.query().indices()))
          .forEach(images::add);
      assertThat(images).hasSize(5 * 7);
      assertThat(IntStream.of(episode.classes()).distinct().count()).isEqualTo(5);
      for (Samples part : new Samples[] {episode.support(), episode.query()}) {
        for (int i = 0; i < part.size(); i++) {
          int classNumber = episode.classes()[part.classes()[i]];
          assertThat(POOL.images().label(part.indices()[i]) + 10).isEqualTo(classNumber);
        }
      }
    }
  }

  @Test
  void drawsEveryClassAndImageEquallyOften() {
    EpisodeSampler sampler = new EpisodeSampler(POOL, 2, 1, 1);
    RandomGenerator random = new Seeds(1).generator("episodes");
    int[] support = new int[160];
    int[] firstClass = new int[18];
    for (int repeat = 0; repeat < 16_000; repeat++) {
      Episode episode = sampler.draw(random);
      firstClass[episode.classes()[0]]++;
      for (int image : episode.support().indices()) {
        support[image]++;
      }
    }
    // 2000 expected, standard deviation 42; 200 expected, standard deviation 14
    assertThat(IntStream.of(firstClass).skip(10).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(1800, 2200));
    assertThat(IntStream.of(support).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(130, 270));
  }

  @Test
  void theSameGeneratorGivesTheSameEpisode() {
    EpisodeSampler sampler = new EpisodeSampler(POOL, 5, 1, 2);
    Episode one = sampler.draw(new Seeds(4).generator("episodes", 7));
    sampler.draw(new Seeds(4).generator("episodes", 8));
    Episode again = sampler.draw(new Seeds(4).generator("episodes", 7));
    assertThat(again.support().indices()).isEqualTo(one.support().indices());
    assertThat(again.query().indices()).isEqualTo(one.query().indices());
  }

  @Test
  void doesNotChangeThePool() {
    Samples pool = pool(4, 6);
    int[] before = pool.indices().clone();
    EpisodeSampler sampler = new EpisodeSampler(pool, 3, 2, 2);
    IntStream.range(0, 20).forEach(i -> sampler.draw(new Seeds(1).generator("episodes", i)));
    assertThat(pool.indices()).isEqualTo(before);
  }

  @Test
  void saysWhatThePoolLacks() {
    assertThatThrownBy(() -> new EpisodeSampler(POOL, 9, 1, 1))
        .hasMessage("episodes of 9 ways need as many classes, but the pool has 8");
    assertThatThrownBy(() -> new EpisodeSampler(POOL, 5, 6, 15))
        .hasMessageMatching(
            "episodes of 6 shots and 15 queries need 21 images of each class, but class \\S+ has 20");
    assertThatThrownBy(() -> new EpisodeSampler(POOL, 1, 1, 1))
        .hasMessage("ways = 1 is less than 2");
    Samples repeated = POOL.at(new int[] {0, 1, 2, 3, 1});
    assertThatThrownBy(() -> new EpisodeSampler(repeated, 2, 1, 1))
        .hasMessage("image 1 is in the pool more than once");
  }

  private static Samples pool(int classes, int perClass) {
    ImageSet images = Toys.images(classes, classes * perClass, 0);
    int[] indices = IntStream.range(0, images.size()).toArray();
    int[] numbers = IntStream.of(indices).map(i -> images.label(i) + 10).toArray();
    return new Samples(images, indices, numbers, Normalization.identity(1));
  }
}
