package org.palimpsest.data;

import java.util.List;
import java.util.Locale;

/**
 * Which classes of a data set are learnt from, which choices are made by, and which are tested
 * with: no class is in two of them, so that a test asks about classes never seen. All images of a
 * class go with it.
 *
 * @param background names of classes to learn from
 * @param validation names of classes to choose settings and the best moment by; may be empty
 * @param test names of classes to test with
 */
public record ClassSplit(List<String> background, List<String> validation, List<String> test) {

  /** What a class is for. */
  public enum Role {
    BACKGROUND,
    VALIDATION,
    TEST;

    /** Its name in configurations and lists. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ClassSplit {
    background = List.copyOf(background);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /** Names of the classes for one purpose, in the data set's order. */
  public List<String> of(Role role) {
    return switch (role) {
      case BACKGROUND -> background;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }
}
