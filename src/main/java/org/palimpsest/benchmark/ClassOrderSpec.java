package org.palimpsest.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;
import org.palimpsest.tensor.Seeds;

/** How a class order is chosen, before the data set is there. */
public sealed interface ClassOrderSpec {

  /** The order of this many classes under a run's seed. */
  ClassOrder order(int classes, Seeds seeds);

  /**
   * Why there is no such order of this many classes, as the rest of a sentence that begins with the
   * value; empty if there is one.
   */
  Optional<String> refusal(int classes);

  /** An order with a name. */
  enum Named implements ClassOrderSpec {
    NATURAL("natural") {
      @Override
      public ClassOrder order(int classes, Seeds seeds) {
        return ClassOrder.natural(classes);
      }
    },

    SEEDED("seeded") {
      @Override
      public ClassOrder order(int classes, Seeds seeds) {
        return ClassOrder.seeded(classes, seeds);
      }
    },

    SEED_1993("seed-1993") {
      @Override
      public ClassOrder order(int classes, Seeds seeds) {
        return ClassOrder.seed1993(classes);
      }

      @Override
      public Optional<String> refusal(int classes) {
        return ClassOrder.SEED_1993_CLASSES.contains(classes)
            ? Optional.empty()
            : Optional.of(
                "is published for 10 and for 100 classes, but the data set has %d"
                    .formatted(classes));
      }
    };

    private final String text;

    Named(String text) {
      this.text = text;
    }

    @Override
    public Optional<String> refusal(int classes) {
      return Optional.empty();
    }
  }

  /**
   * An order written out.
   *
   * @param written each label once
   */
  record Explicit(ClassOrder written) implements ClassOrderSpec {

    @Override
    public ClassOrder order(int classes, Seeds seeds) {
      refusal(classes)
          .ifPresent(
              why -> {
                throw new IllegalArgumentException("the class order " + why);
              });
      return written;
    }

    @Override
    public Optional<String> refusal(int classes) {
      return written.classes() == classes
          ? Optional.empty()
          : Optional.of(
              "names %d labels, but the data set has %d".formatted(written.classes(), classes));
    }
  }

  /** Reads {@code natural}, {@code seeded}, {@code seed-1993} or a list of labels at a key. */
  static ClassOrderSpec read(Section section, String key) {
    if (section.kind(key) == Kind.LIST) {
      List<Integer> labels =
          section.integers(key, 0, Integer.MAX_VALUE - 1L).stream().map(Long::intValue).toList();
      try {
        return new Explicit(new ClassOrder(labels));
      } catch (IllegalArgumentException e) {
        if (section.sound(key)) {
          section.problem(key, "does not name each label once: " + e.getMessage());
        }
        return Named.NATURAL;
      }
    }
    List<String> names = Arrays.stream(Named.values()).map(named -> named.text).toList();
    String name = section.oneOf(key, names);
    return Named.values()[names.indexOf(name)];
  }
}
