package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.tensor.Seeds;

class BlurredStreamTest {

  /** Class {@code c} has the images {@code 1000 c ..}. */
  private static List<int[]> classes(int... images) {
    return IntStream.range(0, images.length)
        .mapToObj(c -> IntStream.range(1000 * c, 1000 * c + images[c]).toArray())
        .toList();
  }

  private static int[] tens(int classes, int images) {
    int[] counts = new int[classes];
    Arrays.fill(counts, images);
    return counts;
  }

  @Test
  void theBenchmarkOfThePaper() {
    // i-Blurry-50-10 on 10 classes of 100 images in 5 sessions
    BlurredStream stream = BlurredStream.of(classes(tens(10, 100)), 5, 50, 10, new Seeds(1));
    for (int t = 0; t < 5; t++) {
      int session = t;
      List<Integer> atHome =
          IntStream.range(0, 10).filter(c -> stream.home().get(c) == session).boxed().toList();
      assertThat(atHome).hasSize(2);
      assertThat(atHome.stream().filter(c -> stream.disjoint().get(c))).hasSize(1);
      for (int c = 0; c < 10; c++) {
        int images = stream.sessions().get(t).get(c).length;
        if (stream.disjoint().get(c)) {
          assertThat(images).isEqualTo(atHome.contains(c) ? 100 : 0);
        } else if (atHome.contains(c)) {
          assertThat(images).isEqualTo(90);
        } else {
          assertThat(images).isBetween(2, 3); // 10 images among 4 sessions
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyImageComesOnceAndSharesAreKept(long seed) {
    Random random = new Random(seed);
    int count = 1 + random.nextInt(15);
    int sessions = 2 + random.nextInt(6);
    double disjoint = random.nextInt(101);
    double blurry = random.nextInt(101);
    int[] images = random.ints(count, 1, 60).toArray();
    BlurredStream stream =
        BlurredStream.of(classes(images), sessions, disjoint, blurry, new Seeds(seed));
    int[] homes = new int[sessions];
    int[] disjointHomes = new int[sessions];
    for (int c = 0; c < count; c++) {
      Set<Integer> seen = new HashSet<>();
      int home = stream.home().get(c);
      homes[home]++;
      disjointHomes[home] += stream.disjoint().get(c) ? 1 : 0;
      int least = Integer.MAX_VALUE;
      int most = 0;
      for (int t = 0; t < sessions; t++) {
        int[] here = stream.sessions().get(t).get(c);
        assertThat(here).isSorted();
        IntStream.of(here).forEach(image -> assertThat(seen.add(image)).isTrue());
        if (t != home) {
          least = Math.min(least, here.length);
          most = Math.max(most, here.length);
        }
      }
      assertThat(seen).hasSize(images[c]);
      assertThat(most - least).isBetween(0, 1);
      long moved = stream.disjoint().get(c) ? 0 : Math.round(images[c] * blurry / 100);
      assertThat(stream.sessions().get(home).get(c)).hasSize((int) (images[c] - moved));
    }
    assertThat(stream.disjoint().stream().filter(d -> d))
        .hasSize((int) Math.round(count * disjoint / 100));
    assertThat(spread(homes)).isLessThanOrEqualTo(1);
    assertThat(spread(disjointHomes)).isLessThanOrEqualTo(1);
  }

  @Test
  void numberedAsTheyAreSeenTheClassesSeenAreTheFirstOnes() {
    BlurredStream stream = BlurredStream.of(classes(tens(9, 3)), 4, 60, 40, new Seeds(3));
    List<Integer> order = stream.bySeen();
    assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
    for (int k = 1; k < order.size(); k++) {
      assertThat(stream.firstSeen(order.get(k)))
          .isGreaterThanOrEqualTo(stream.firstSeen(order.get(k - 1)));
    }
    for (int c = 0; c < 9; c++) {
      int first = stream.firstSeen(c);
      assertThat(stream.sessions().get(first).get(c)).isNotEmpty();
      for (int t = 0; t < first; t++) {
        assertThat(stream.sessions().get(t).get(c)).isEmpty();
      }
    }
  }

  @Test
  void seedsDecideAndNothingElseDoes() {
    List<int[]> classes = classes(tens(6, 20));
    assertThat(text(BlurredStream.of(classes, 3, 50, 30, new Seeds(5))))
        .isEqualTo(text(BlurredStream.of(classes, 3, 50, 30, new Seeds(5))))
        .isNotEqualTo(text(BlurredStream.of(classes, 3, 50, 30, new Seeds(6))));
  }

  @Test
  void foreignSessionsAreTreatedAlike() {
    // One image of each blurred class moves; over many classes every foreign session gets its
    // share.
    int[] counts = new int[5];
    BlurredStream stream = BlurredStream.of(classes(tens(4000, 10)), 5, 0, 10, new Seeds(8));
    for (int c = 0; c < 4000; c++) {
      for (int t = 0; t < 5; t++) {
        if (t != stream.home().get(c)) {
          counts[Math.floorMod(t - stream.home().get(c), 5)] +=
              stream.sessions().get(t).get(c).length;
        }
      }
    }
    // 4,000 images among 4 sessions; chi-square with 3 degrees, 99.99 % point 21.1
    double chiSquare =
        IntStream.rangeClosed(1, 4)
            .mapToDouble(d -> (counts[d] - 1000.0) * (counts[d] - 1000.0) / 1000)
            .sum();
    assertThat(chiSquare).isLessThan(21.1);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> BlurredStream.of(classes(3), 1, 50, 10, new Seeds(1)))
        .hasMessageContaining("sessions = 1");
    assertThatThrownBy(() -> BlurredStream.of(classes(3), 2, 101, 10, new Seeds(1)))
        .hasMessageContaining("disjoint-percent = 101");
    assertThatThrownBy(() -> BlurredStream.of(classes(3), 2, 50, -1, new Seeds(1)))
        .hasMessageContaining("blurry-percent = -1");
  }

  private static int spread(int[] counts) {
    return IntStream.of(counts).max().orElse(0) - IntStream.of(counts).min().orElse(0);
  }

  private static String text(BlurredStream stream) {
    StringBuilder text = new StringBuilder();
    stream.sessions().forEach(s -> s.forEach(images -> text.append(Arrays.toString(images))));
    return text.append(stream.home()).append(stream.disjoint()).toString();
  }
}
