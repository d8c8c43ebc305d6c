package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassSetTest {

  @Test
  void aRangeIsASetWithoutGaps() {
    ClassSet range = ClassSet.range(3, 6);
    assertThat(range.numbers()).containsExactly(3, 4, 5);
    assertThat(range.isRange()).isTrue();
    assertThat(range.position(5)).isEqualTo(2);
    assertThat(range.position(2)).isNegative();
    assertThat(range.position(6)).isNegative();
  }

  @Test
  void aSetWithGapsFindsItsMembersAndNoOthers() {
    ClassSet set = ClassSet.of(7, 1, 4, 1);
    assertThat(set.numbers()).containsExactly(1, 4, 7);
    assertThat(set.isRange()).isFalse();
    assertThat(set.position(7)).isEqualTo(2);
    assertThat(set.contains(5)).isFalse();
  }

  @Test
  void joinsAndTakesAway() {
    ClassSet joined = ClassSet.of(1, 4).and(ClassSet.of(4, 5));
    assertThat(joined).isEqualTo(ClassSet.of(1, 4, 5));
    assertThat(joined.without(ClassSet.of(4))).isEqualTo(ClassSet.of(1, 5));
    assertThat(ClassSet.EMPTY.and(ClassSet.range(0, 2))).isEqualTo(ClassSet.range(0, 2));
  }

  @Test
  void refusesNumbersThatDoNotRise() {
    assertThatThrownBy(() -> new ClassSet(List.of(2, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ClassSet(List.of(1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
