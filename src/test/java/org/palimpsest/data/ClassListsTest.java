package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.ClassLists.Named;
import org.palimpsest.data.ClassSplit.Role;

class ClassListsTest {

  private static final List<String> CLASSES =
      List.of("Greek/alpha", "Greek/beta", "Latin/a", "rose", "tulip", "oak");
  private static final List<String> GROUPS = List.of("", "", "", "flowers", "flowers", "trees");

  /** A list for each purpose; the n-th name stands on line n. */
  private static ClassLists lists(
      List<String> background, List<String> validation, List<String> test) {
    Map<Role, List<Named>> names = new EnumMap<>(Role.class);
    names.put(Role.BACKGROUND, named("background.txt", background));
    names.put(Role.VALIDATION, named("validation.txt", validation));
    names.put(Role.TEST, named("test.txt", test));
    return new ClassLists(names, Map.of(), true);
  }

  private static List<Named> named(String file, List<String> names) {
    List<Named> named = new ArrayList<>();
    for (String name : names) {
      named.add(new Named(name, file + ":" + (named.size() + 1)));
    }
    return named;
  }

  private static ClassSplit resolve(ClassLists lists) {
    return lists.resolve("garden", CLASSES, GROUPS);
  }

  @Test
  void aNameIsAClassOrAGroupOrWhatGoesOnAfterASlash() {
    ClassSplit split =
        resolve(lists(List.of("flowers", "Latin"), List.of("oak"), List.of("Greek")));

    assertThat(split.background()).containsExactly("Latin/a", "rose", "tulip");
    assertThat(split.validation()).containsExactly("oak");
    assertThat(split.test()).containsExactly("Greek/alpha", "Greek/beta");
  }

  @Test
  void noClassIsNeededToChooseBy() {
    assertThat(resolve(lists(List.of("rose"), List.of(), List.of("oak"))).validation()).isEmpty();
  }

  @Test
  void namesTheLineOfAClassThatIsNotThere() {
    assertThatThrownBy(
            () -> resolve(lists(List.of("rose"), List.of("oak", "tulp"), List.of("oak"))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "validation.txt:2: found class \"tulp\", expected one of the 6 classes of garden;"
                + " did you mean \"tulip\"?");
  }

  @Test
  void refusesAClassInTwoSplits() {
    assertThatThrownBy(
            () -> resolve(lists(List.of("oak", "flowers"), List.of(), List.of("Greek", "tulip"))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "test.txt:2: found class \"tulip\" (as \"tulip\"), expected each class in one list,"
                + " but it stands at background.txt:2 already");
  }

  @Test
  void refusesToLearnFromNothingOrTestNothing() {
    assertThatThrownBy(() -> resolve(lists(List.of(), List.of("oak"), List.of("rose"))))
        .hasMessageContaining("found no background class");
    assertThatThrownBy(() -> resolve(lists(List.of("oak"), List.of("rose"), List.of())))
        .hasMessageContaining("found no test class");
  }

  @Test
  void theDigestIsOfWhatTheListsSay() {
    String digest = lists(List.of("rose"), List.of(), List.of("oak")).sha256();
    assertThat(lists(List.of("rose"), List.of("oak"), List.of()).sha256()).isNotEqualTo(digest);
    Map<Role, List<Named>> elsewhere =
        Map.of(
            Role.BACKGROUND, named("other.txt", List.of("rose")),
            Role.TEST, named("other.txt", List.of("oak")));
    assertThat(new ClassLists(elsewhere, Map.of(), false).sha256()).isEqualTo(digest);
  }
}
