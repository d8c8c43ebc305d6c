package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.ClassLists.Named;
import org.palimpsest.data.ClassLists.Range;
import org.palimpsest.data.ClassSplit.Role;

class SplitViewTest {

  private static final List<String> NAMES = List.of("a", "b", "c");

  /** Two by two pixels: the value in the first row, nothing in the second. */
  private static ImageSet images(int[] labels, int... values) {
    byte[] pixels = new byte[4 * values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[4 * i] = (byte) values[i];
      pixels[4 * i + 1] = (byte) values[i];
    }
    return new ImageSet(pixels, labels, 1, 2, 2, NAMES);
  }

  private static final Dataset WHOLE =
      new Dataset(
          "letters",
          images(new int[] {0, 1, 2, 0, 1, 2}, 10, 20, 30, 11, 21, 31),
          images(new int[] {2, 1, 0}, 32, 22, 12),
          new Normalization(List.of(0.5), List.of(0.5)),
          "0",
          Map.of(),
          Optional.empty(),
          List.of("vowels", "consonants", "consonants"));

  private static ClassLists lists(Map<Role, Range> images) {
    return new ClassLists(
        Map.of(
            Role.BACKGROUND, List.of(new Named("b", "list:1")),
            Role.VALIDATION, List.of(new Named("a", "list:2")),
            Role.TEST, List.of(new Named("c", "list:3"))),
        images,
        false);
  }

  private static List<Integer> values(ImageSet images) {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      values.add((int) images.image(i)[0]);
    }
    return values;
  }

  @Test
  void allImagesOfAClassGoWithIt() {
    Dataset cut = SplitView.of(WHOLE, lists(Map.of()));

    assertThat(values(cut.train())).containsExactly(20, 21, 22, 10, 11, 12);
    assertThat(values(cut.test())).containsExactly(30, 31, 32);
    assertThat(cut.train().label(0)).isEqualTo(1);
    assertThat(cut.split()).contains(new ClassSplit(List.of("b"), List.of("a"), List.of("c")));
    assertThat(cut.groups()).isEqualTo(WHOLE.groups());
    assertThat(cut.sha256()).isNotEqualTo(WHOLE.sha256());
  }

  @Test
  void pixelsAreNormalizedByTheBackgroundAlone() {
    Dataset cut = SplitView.of(WHOLE, lists(Map.of()));
    // Half of the pixels of images 20, 21 and 22 are 0.
    assertThat(cut.normalization().mean().get(0)).isCloseTo(10.5 / 255, within(1e-12));
    Dataset plain = SplitView.of(WHOLE.with(Normalization.identity(1)), lists(Map.of()));
    assertThat(plain.normalization()).isEqualTo(Normalization.identity(1));
  }

  @Test
  void someImagesOfEachClassAreUsed() {
    Map<Role, Range> drawers =
        Map.of(
            Role.BACKGROUND, new Range(0, 2),
            Role.VALIDATION, new Range(1, 2),
            Role.TEST, new Range(2, 3));
    Dataset cut = SplitView.of(WHOLE, lists(drawers));
    assertThat(values(cut.train())).containsExactly(20, 21, 11);
    assertThat(values(cut.test())).containsExactly(32);

    assertThatThrownBy(() -> SplitView.of(WHOLE, lists(Map.of(Role.TEST, new Range(3, 4)))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("letters", "no image of the test class c");
  }

  @Test
  void aQuarterTurnIsAClassOfTheSameGroupAndSplit() {
    Dataset turned = QuarterTurns.of(SplitView.of(WHOLE, lists(Map.of())));

    assertThat(turned.train().classNames())
        .startsWith("a", "a-rot090", "a-rot180", "a-rot270", "b");
    assertThat(turned.train().size()).isEqualTo(24);
    assertThat(turned.split().orElseThrow().test())
        .containsExactly("c", "c-rot090", "c-rot180", "c-rot270");
    assertThat(turned.groups()).hasSize(12).startsWith("vowels", "vowels").endsWith("consonants");
    // The first row goes to the left, to the bottom, to the right.
    assertThat(turned.test().image(0)).containsExactly(30, 30, 0, 0);
    assertThat(turned.test().image(1)).containsExactly(30, 0, 30, 0);
    assertThat(turned.test().image(2)).containsExactly(0, 0, 30, 30);
    assertThat(turned.test().image(3)).containsExactly(0, 30, 0, 30);
    assertThat(turned.test().label(3)).isEqualTo(11);
  }
}
