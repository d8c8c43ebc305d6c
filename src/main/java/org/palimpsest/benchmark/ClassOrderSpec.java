package org.palimpsest.benchmark;

import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Nearest;
import org.palimpsest.conf.Section;
import org.palimpsest.data.DataException;
import org.palimpsest.tensor.Seeds;

/** How a class order is chosen, before the data set is there. */
public sealed interface ClassOrderSpec {

  /**
   * The order of classes under a run's seed.
   *
   * @param names of the data set's classes by label
   * @throws DataException if it names a class that is not among them
   */
  ClassOrder order(List<String> names, Seeds seeds);

  /** How many classes it names, which are all that an experiment may use; empty if all. */
  default OptionalInt named() {
    return OptionalInt.empty();
  }

  /**
   * Why there is no such order of this many classes, as the rest of a sentence that begins with the
   * value; empty if there is one.
   */
  Optional<String> refusal(int classes);

  /** An order with a name. */
  enum Named implements ClassOrderSpec {
    NATURAL("natural") {
      @Override
      public ClassOrder order(List<String> names, Seeds seeds) {
        return ClassOrder.natural(names.size());
      }
    },

    SEEDED("seeded") {
      @Override
      public ClassOrder order(List<String> names, Seeds seeds) {
        return ClassOrder.seeded(names.size(), seeds);
      }
    },

    SEED_1993("seed-1993") {
      @Override
      public ClassOrder order(List<String> names, Seeds seeds) {
        return ClassOrder.seed1993(names.size());
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
   * An order written out, of all classes or of those that the sessions use.
   *
   * @param labels each at most once
   */
  record Labels(List<Integer> labels) implements ClassOrderSpec {

    public Labels {
      labels = List.copyOf(labels);
    }

    @Override
    public ClassOrder order(List<String> names, Seeds seeds) {
      return ClassOrder.beginningWith(labels, names.size());
    }

    @Override
    public OptionalInt named() {
      return OptionalInt.of(labels.size());
    }

    @Override
    public Optional<String> refusal(int classes) {
      return labels.stream()
          .filter(label -> label >= classes)
          .findFirst()
          .map(
              label ->
                  "names the label %d, but the data set has 0 to %d".formatted(label, classes - 1));
    }
  }

  /**
   * The same by the classes' names.
   *
   * @param written each at most once
   */
  record Names(List<String> written) implements ClassOrderSpec {

    public Names {
      written = List.copyOf(written);
    }

    @Override
    public ClassOrder order(List<String> names, Seeds seeds) {
      List<Integer> labels = new ArrayList<>();
      for (String name : written) {
        int label = names.indexOf(name);
        if (label < 0) {
          throw new DataException(
              "benchmark.class-order names \"%s\", which is no class of the data set%s"
                  .formatted(name, Nearest.hint(name, names)));
        }
        labels.add(label);
      }
      return ClassOrder.beginningWith(labels, names.size());
    }

    @Override
    public OptionalInt named() {
      return OptionalInt.of(written.size());
    }

    @Override
    public Optional<String> refusal(int classes) {
      return written.size() <= classes
          ? Optional.empty()
          : Optional.of(
              "names %d classes, but the data set has %d".formatted(written.size(), classes));
    }
  }

  /**
   * Reads {@code natural}, {@code seeded}, {@code seed-1993}, or a list of labels or of names at a
   * key.
   */
  static ClassOrderSpec read(Section section, String key) {
    if (section.kind(key) == Kind.LIST) {
      return list(section, key);
    }
    List<String> names = Arrays.stream(Named.values()).map(named -> named.text).toList();
    String name = section.oneOf(key, names);
    return Named.values()[names.indexOf(name)];
  }

  private static ClassOrderSpec list(Section section, String key) {
    boolean byName =
        section.raws(key).stream().anyMatch(one -> one.valueType() == ConfigValueType.STRING);
    List<?> all =
        byName
            ? section.texts(key)
            : section.integers(key, 0, Integer.MAX_VALUE - 1L).stream()
                .map(Long::intValue)
                .toList();
    if (section.sound(key)) {
      all.stream()
          .filter(one -> Collections.frequency(all, one) > 1)
          .findFirst()
          .ifPresent(twice -> section.problem(key, "names %s twice".formatted(twice)));
    }
    if (!section.sound(key)) {
      return Named.NATURAL;
    }
    return byName
        ? new Names(all.stream().map(String::valueOf).toList())
        : new Labels(all.stream().map(Integer.class::cast).toList());
  }
}
