package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.tensor.Seeds;

class ClassOrderTest {

  @Test
  void seed1993IsTheOrderThatPapersShare() {
    List<Integer> labels = ClassOrder.seed1993(100).labels();
    assertThat(labels).hasSize(100);
    assertThat(labels.subList(0, 10)).containsExactly(68, 56, 78, 8, 23, 84, 90, 65, 74, 76);
    assertThat(labels.subList(94, 100)).containsExactly(39, 67, 29, 49, 57, 33);
    assertThat(ClassOrder.seed1993(10).labels()).containsExactly(4, 2, 7, 6, 0, 3, 5, 8, 9, 1);
  }

  @Test
  void seed1993IsNotMadeUpForOtherNumbersOfClasses() {
    assertThatThrownBy(() -> ClassOrder.seed1993(62))
        .hasMessage("the seed-1993 order is known for [10, 100] classes, not for 62");
  }

  @Test
  void seededOrdersFollowTheSeed() {
    ClassOrder one = ClassOrder.seeded(100, new Seeds(1));
    assertThat(one).isEqualTo(ClassOrder.seeded(100, new Seeds(1)));
    assertThat(one).isNotEqualTo(ClassOrder.seeded(100, new Seeds(2)));
    assertThat(one).isNotEqualTo(ClassOrder.natural(100));
  }

  @Test
  void seededOrdersAreUniform() {
    int[] first = new int[4];
    for (int seed = 0; seed < 4000; seed++) {
      first[ClassOrder.seeded(4, new Seeds(seed)).label(0)]++;
    }
    // 1000 expected, standard deviation 27
    assertThat(IntStream.of(first).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(860, 1140));
  }

  @Test
  void refusesWhatIsNoPermutation() {
    assertThatThrownBy(() -> new ClassOrder(List.of(0, 2, 2)))
        .hasMessage("label 1 is missing from the class order");
    assertThatThrownBy(() -> ClassOrder.natural(3).label(3))
        .hasMessageContaining("Index 3 out of bounds for length 3");
  }
}
