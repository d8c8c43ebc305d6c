package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {

  /** As a person would list them; of equal numbers the one with more zeros is first. */
  private static final List<String> IN_ORDER =
      List.of(
          "",
          "0",
          "007",
          "7",
          "8x",
          "10",
          "12345678901234567890123",
          "12345678901234567890124",
          "a",
          "a0",
          "a 2",
          "class",
          "class2",
          "class02b",
          "class2c",
          "class10",
          "class10/image9",
          "class10/image10");

  @Test
  void ordersAsAPersonDoes() {
    List<String> names = new ArrayList<>(IN_ORDER);
    Collections.shuffle(names, new Random(1));
    names.sort(NaturalOrder.INSTANCE);
    assertThat(names).isEqualTo(IN_ORDER);
  }

  @Test
  void isAnOrder() {
    for (String a : IN_ORDER) {
      assertThat(NaturalOrder.INSTANCE.compare(a, a)).as(a).isZero();
      for (String b : IN_ORDER) {
        assertThat(Integer.signum(NaturalOrder.INSTANCE.compare(a, b)))
            .as("%s and %s", a, b)
            .isEqualTo(-Integer.signum(NaturalOrder.INSTANCE.compare(b, a)));
      }
    }
  }
}
