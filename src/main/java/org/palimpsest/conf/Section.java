package org.palimpsest.conf;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * A typed view of one section of a configuration.
 *
 * <p>A reader asks for what it needs and never checks. A wrong or missing value is recorded as a
 * problem with its file and line, and a harmless value is returned in its place, so that one pass
 * finds everything; whoever started the reading throws at its end. Keys that nobody asked for are
 * problems too.
 */
public final class Section {

  private final Spot spot;

  Section(Spot spot) {
    this.spot = spot;
  }

  /** Keys from the root to here, joined by dots; empty for the root. */
  public String path() {
    return spot.path();
  }

  /** The section at {@code key}; where there is none, an empty one that reports nothing further. */
  public Section section(String key) {
    spot.reading().readSection(spot.path(key));
    ConfigValue value = spot.value(key);
    if (value instanceof ConfigObject object) {
      return new Section(spot.below(key, object));
    }
    if (value == null) {
      spot.missing(key, " { ... }");
    } else {
      spot.wrong(key, value, "is not a section; write " + key + " { ... }");
    }
    return new Section(spot.nothing(key));
  }

  /** Whether something other than null stands at {@code key}. */
  public boolean has(String key) {
    return spot.read(key) != null;
  }

  /** What stands at {@code key}, to read values that may be written in more than one way. */
  public Kind kind(String key) {
    ConfigValue value = spot.value(key);
    if (value == null) {
      return Kind.ABSENT;
    }
    return switch (value.valueType()) {
      case STRING -> Kind.TEXT;
      case NUMBER -> Kind.NUMBER;
      case BOOLEAN -> Kind.FLAG;
      case LIST -> Kind.LIST;
      case OBJECT -> Kind.SECTION;
      case NULL -> Kind.ABSENT;
    };
  }

  /** Text, not blank; a number or flag is taken as its text. Falls back to an empty text. */
  public String text(String key) {
    ConfigValue value = spot.required(key);
    return value == null ? "" : text(key, value);
  }

  /** Text that may be left out or null. */
  public Optional<String> optionalText(String key) {
    ConfigValue value = spot.read(key);
    return value == null ? Optional.empty() : Optional.of(text(key, value));
  }

  /**
   * The path of a file or folder, relative to the working directory, whether there is one or not.
   * Falls back to an empty path.
   */
  public Path path(String key) {
    return path(key, text(key)).orElse(Path.of(""));
  }

  /** A path that may be left out or null; empty as well if it is none. */
  public Optional<Path> optionalPath(String key) {
    return optionalText(key).filter(text -> sound(key)).flatMap(text -> path(key, text));
  }

  private Optional<Path> path(String key, String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      problem(key, "is not a path: " + e.getReason());
      return Optional.empty();
    }
  }

  /** The text at {@code key} where an environment variable says it, which may be blank. */
  public Optional<String> environment(String key) {
    ConfigValue value = spot.read(key);
    return value != null && Origins.isEnvironment(value) ? Values.text(value) : Optional.empty();
  }

  /** One of a few words; falls back to the first of them. */
  public String oneOf(String key, Collection<String> allowed) {
    String first = allowed.iterator().next();
    ConfigValue value = spot.required(key);
    if (value == null) {
      return first;
    }
    Optional<String> text = Values.text(value);
    if (text.isPresent() && allowed.contains(text.get())) {
      return text.get();
    }
    String words = allowed.stream().sorted().collect(Collectors.joining(", "));
    String hint = text.map(word -> Nearest.hint(word, allowed)).orElse("");
    spot.wrong(key, value, (allowed.size() == 1 ? "is not " : "is not one of ") + words + hint);
    return first;
  }

  /** A constant by its name in lower case, with dashes; falls back to the first of them. */
  public <E extends Enum<E>> E word(String key, Class<E> type) {
    List<String> words =
        EnumSet.allOf(type).stream()
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    return type.getEnumConstants()[words.indexOf(oneOf(key, words))];
  }

  /** A whole number; falls back to the nearest bound. */
  public int integer(String key, int minimum, int maximum) {
    ConfigValue value = spot.required(key);
    return value == null ? minimum : (int) whole(key, value, minimum, maximum);
  }

  /** A whole number that may be left out or null. */
  public OptionalInt optionalInteger(String key, int minimum, int maximum) {
    ConfigValue value = spot.read(key);
    return value == null
        ? OptionalInt.empty()
        : OptionalInt.of((int) whole(key, value, minimum, maximum));
  }

  /** A number of bytes, plain or with a unit, such as {@code 200 kB}; falls back to the minimum. */
  public long bytes(String key, long minimum) {
    ConfigValue value = spot.required(key);
    if (value == null) {
      return minimum;
    }
    try {
      long bytes = value.atKey("v").getBytes("v");
      if (bytes >= minimum) {
        return bytes;
      }
      spot.wrong(key, value, "is less than " + minimum);
    } catch (ConfigException.BadValue | ConfigException.WrongType e) {
      spot.wrong(key, value, "is not a number of bytes, such as 200000 or 200 kB");
    }
    return minimum;
  }

  /** A finite number; falls back to the nearest bound. Bounds may be infinite. */
  public double real(String key, double minimum, double maximum) {
    ConfigValue value = spot.required(key);
    return value == null
        ? Math.max(minimum, -Double.MAX_VALUE)
        : real(key, value, minimum, maximum);
  }

  /** {@code true} or {@code false}; falls back to false. */
  public boolean flag(String key) {
    ConfigValue value = spot.required(key);
    if (value == null) {
      return false;
    }
    Optional<Boolean> flag = Values.flag(value);
    if (flag.isEmpty()) {
      spot.wrong(key, value, "is not true or false");
    }
    return flag.orElse(false);
  }

  /** A list of whole numbers; falls back to an empty list. */
  public List<Long> integers(String key, long minimum, long maximum) {
    return list(key, "[1, 2]", (name, value) -> whole(name, value, minimum, maximum));
  }

  /** A list of finite numbers; falls back to an empty list. */
  public List<Double> reals(String key, double minimum, double maximum) {
    return list(key, "[0.5, 1]", (name, value) -> real(name, value, minimum, maximum));
  }

  /** A list of texts, none blank; falls back to an empty list. */
  public List<String> texts(String key) {
    return list(key, "[a, b]", this::text);
  }

  /** The keys that hold something, in alphabetical order, for sections whose keys are free. */
  public List<String> keys() {
    return spot.values().keySet().stream().filter(key -> spot.value(key) != null).sorted().toList();
  }

  /** Keys that stand here, those taken back by {@code = null} among them, in alphabetical order. */
  public List<String> written() {
    return spot.values().keySet().stream().sorted().toList();
  }

  /** What stands at one of {@link #written}, perhaps null, with its origin. */
  public ConfigValue written(String key) {
    spot.read(key);
    return Objects.requireNonNull(spot.values().get(key));
  }

  /** What stands at {@code key}, as it is and with its origin. */
  public Optional<ConfigValue> raw(String key) {
    return Optional.ofNullable(spot.read(key));
  }

  /** File and line where the value at {@code key} was written, or where the section was. */
  public String place(String key) {
    return spot.place(key).toString();
  }

  /** The elements of a list, as they are and with their origins; falls back to an empty list. */
  public List<ConfigValue> raws(String key) {
    return list(key, "[a, b]", (name, value) -> value);
  }

  /** A list of sections; falls back to an empty list. */
  public List<Section> sections(String key) {
    return list(key, "[{ ... }, { ... }]", this::element);
  }

  /**
   * Records a contradiction that only the reader can see; ignored if {@code key} already has a
   * problem.
   *
   * @param why goes on after {@code key = value}, such as {@code is more than the 60 base classes}
   */
  public void problem(String key, String why) {
    spot.problem(key, why);
  }

  /**
   * Whether none of these keys had a problem so far: a contradiction with a value that was only
   * made up in its place is none.
   */
  public boolean sound(String... keys) {
    return spot.sound(keys);
  }

  /**
   * This section, with what it lacks taken from another one: {@code training.base} says only how it
   * differs from {@code training}.
   */
  public Section inheriting(Section from) {
    return new Section(spot.inheriting(from.spot));
  }

  /** One of some parts, by its name. */
  public <T> Chosen<T> choice(String key, List<Part<T>> all) {
    String name = oneOf(key, all.stream().map(Part::name).toList());
    Parts.dormant(spot, key, all, List.of(name));
    return chosen(Parts.named(name, all));
  }

  /** Some of these parts, by their names, in the order of the list; none twice. */
  public <T> List<Chosen<T>> choices(String key, List<Part<T>> all) {
    List<String> known = all.stream().map(Part::name).toList();
    List<String> names = new ArrayList<>();
    for (ConfigValue element : raws(key)) {
      String name = Values.text(element).orElse("");
      if (!known.contains(name)) {
        spot.wrong(
            key, element, "is not one of " + String.join(", ", known) + Nearest.hint(name, known));
      } else if (names.contains(name)) {
        problem(key, "names " + name + " twice");
      } else {
        names.add(name);
      }
    }
    Parts.dormant(spot, key, all, names);
    return names.stream().map(name -> chosen(Parts.named(name, all))).toList();
  }

  private <T> Chosen<T> chosen(Part<T> part) {
    return new Chosen<>(part, new Section(Parts.chosen(spot, part)));
  }

  /** All values as one line after a name; equal sections have equal texts. */
  String settings(String name) {
    return name + new TreeMap<>(spot.values().unwrapped());
  }

  /**
   * Notes what a reader found out, such as the digest of a file that is named here, as if it stood
   * at this key: it is used, and so part of a run.
   */
  public void found(String key, String value) {
    spot.reading().readValue(spot.path(key), ConfigValueFactory.fromAnyRef(value));
  }

  /**
   * Says that nothing reads what stands at this key, so that whoever sets it learns why.
   *
   * @param why a sentence such as {@code type = adam has no momentum}
   */
  public void idle(String key, String why) {
    spot.reading().idle(spot.path(key), why);
  }

  /** Says that whatever stands in this section may go unread. */
  public void ignoreRest() {
    spot.reading().ignore(spot.path());
  }

  /** Says that whatever stands at this key may go unread. */
  public void ignore(String key) {
    spot.reading().ignore(spot.path(key));
  }

  private String text(String key, ConfigValue value) {
    Optional<String> text = Values.text(value);
    if (text.isEmpty()) {
      spot.wrong(key, value, "is not a text");
    } else if (text.get().isBlank()) {
      spot.wrong(key, value, "is empty");
    } else if (Substitutions.isUnknown(value)) {
      spot.reading().fault(spot.path(key));
      return "";
    }
    return text.orElse("");
  }

  private long whole(String key, ConfigValue value, long minimum, long maximum) {
    Optional<BigDecimal> number = Values.number(value);
    BigDecimal least = BigDecimal.valueOf(minimum);
    BigDecimal most = BigDecimal.valueOf(maximum);
    if (number.isEmpty()) {
      spot.wrong(key, value, "is not a whole number" + Values.range(minimum, maximum));
      return minimum;
    }
    BigDecimal inside = number.get().min(most).max(least);
    if (inside.compareTo(number.get()) != 0) {
      spot.wrong(key, value, "is not a whole number" + Values.range(minimum, maximum));
      return inside.longValue();
    }
    if (!Values.isWhole(inside)) {
      spot.wrong(key, value, "is not a whole number");
    }
    return inside.longValue();
  }

  private double real(String key, ConfigValue value, double minimum, double maximum) {
    Optional<BigDecimal> number = Values.number(value);
    double found = number.map(BigDecimal::doubleValue).orElse(Double.NaN);
    if (found >= minimum && found <= maximum && Double.isFinite(found)) {
      return found;
    }
    spot.wrong(key, value, "is not a number" + Values.range(minimum, maximum));
    double low = Math.max(minimum, -Double.MAX_VALUE);
    return Double.isNaN(found) ? low : Math.min(Math.max(found, low), maximum);
  }

  private Section element(String name, ConfigValue value) {
    if (value instanceof ConfigObject object) {
      return new Section(spot.below(name, object));
    }
    spot.wrong(name, value, "is not a section; write { ... }");
    return new Section(spot.nothing(name));
  }

  private <T> List<T> list(String key, String form, BiFunction<String, ConfigValue, T> element) {
    ConfigValue value = spot.required(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof ConfigList list)) {
      spot.wrong(key, value, "is not a list; write " + key + " = " + form);
      return List.of();
    }
    List<T> elements = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String name = "%s[%s]".formatted(key, i);
      T read = element.apply(name, list.get(i));
      if (spot.reading().isFaulty(spot.path(name))) {
        spot.reading().fault(spot.path(key));
      } else {
        elements.add(read);
      }
    }
    return List.copyOf(elements);
  }
}
