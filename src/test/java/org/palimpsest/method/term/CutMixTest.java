package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.palimpsest.tensor.Seeds;

class CutMixTest {

  @Test
  void cutsNothingWhereEverythingIsKept() {
    RandomGenerator random = new Seeds(1).generator("test");
    assertThat(CutMix.Rectangle.random(28, 28, 1, random).area()).isZero();
  }

  @Test
  void staysInsideTheImageAndIsNoLargerThanItsShare() {
    RandomGenerator random = new Seeds(1).generator("test");
    int whole = 0;
    for (int i = 0; i < 500; i++) {
      CutMix.Rectangle cut = CutMix.Rectangle.random(20, 10, 0.75, random);
      assertThat(cut.top()).isBetween(0, 20);
      assertThat(cut.top() + cut.height()).isBetween(0, 20);
      assertThat(cut.left() + cut.width()).isBetween(0, 10);
      // a quarter of 200 pixels, whole pixels to either side of the middle
      assertThat(cut.area()).isBetween(0, 50);
      whole += cut.area() == 10 * 4 ? 1 : 0;
    }
    assertThat(whole).isGreaterThan(50);
  }
}
