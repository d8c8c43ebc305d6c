package org.palimpsest.conf;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Reports keys that somebody wrote and nobody asked for: unknown ones, with what was probably
 * meant, and known ones that have no effect beside the other settings, such as the momentum of an
 * optimiser that has none.
 */
final class UnknownKeys {

  private static final int MOST_PLACES = 3;
  private static final int MOST_HINTS = 50;

  private final Reading reading;
  private final Place root;
  private final BiPredicate<String, ConfigValue> strict;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> defaultSections = new TreeSet<>();
  private int hints;

  /**
   * About one configuration.
   *
   * @param strict whether a key that is known has to be read: the file that others include, or that
   *     the command line changes, may hold more than is used
   */
  UnknownKeys(
      Reading reading, ConfigObject defaults, Place root, BiPredicate<String, ConfigValue> strict) {
    this.reading = reading;
    this.root = root;
    this.strict = strict;
    // Nobody looks for a key among the elements of a list, and their paths are none to the library.
    reading.paths().stream().filter(path -> !path.contains("]")).forEach(known::add);
    collect(defaults, "");
  }

  private void collect(ConfigObject section, String parent) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String path = Reading.path(parent, entry.getKey());
      known.add(path);
      if (entry.getValue() instanceof ConfigObject child) {
        defaultSections.add(path);
        collect(child, path);
      }
    }
  }

  /**
   * Goes through what was written.
   *
   * @param resolved all values, nothing left to look up
   * @param written what a file or the command line says, unresolved
   */
  void report(ConfigObject resolved, ConfigObject written) {
    report(resolved, written, "");
  }

  private void report(ConfigObject section, ConfigObject written, String parent) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      if (!written.containsKey(entry.getKey())) {
        continue;
      }
      String path = Reading.path(parent, entry.getKey());
      ConfigValue value = entry.getValue();
      boolean isSection =
          reading.isSection(path)
              || defaultSections.contains(path)
              || (value instanceof ConfigObject && reading.whyIdle(path).isPresent());
      if (reading.isIgnored(path)) {
        continue;
      }
      if (isSection && value instanceof ConfigObject child) {
        // What is put together by a substitution has no keys of its own before that is looked up.
        report(child, Substitutions.section(written.get(entry.getKey())).orElse(child), path);
      } else if (!known.contains(path) && reading.whyIdle(path).isEmpty()) {
        reading.problem(
            path,
            Origins.of(value).orElse(root),
            Reading.assignment(path, value) + " is not a known key" + hint(parent, entry.getKey()));
      } else if (!isSection && !reading.isValue(path)) {
        if (value.unwrapped() != null && strict.test(path, value)) {
          String why = reading.whyIdle(path).orElse("nothing reads it beside the other settings");
          reading.problem(
              path,
              Origins.of(value).orElse(root),
              Reading.assignment(path, value) + " has no effect: " + why);
        }
      } else if (isSection && !reading.isValue(path) && value.unwrapped() != null) {
        reading.problem(
            path,
            Origins.of(value).orElse(root),
            Reading.assignment(path, value) + " is not a section; write " + path + " { ... }");
      }
    }
  }

  /** Looking for what was meant takes a while; of thousands of keys none was. */
  private String hint(String parent, String key) {
    if (++hints > MOST_HINTS) {
      return "";
    }
    List<String> siblings = known.stream().filter(p -> parent(p).equals(parent)).toList();
    List<String> near = Nearest.to(key, siblings.stream().map(UnknownKeys::last).toList());
    if (!near.isEmpty()) {
      return meant(near.stream().map(name -> Reading.path(parent, name)));
    }
    List<String> elsewhere = known.stream().filter(p -> last(p).equals(key)).toList();
    if (!elsewhere.isEmpty()) {
      return meant(elsewhere.stream());
    }
    List<String> names = Nearest.to(key, known.stream().map(UnknownKeys::last).toList());
    return names.isEmpty() ? "" : meant(known.stream().filter(p -> names.contains(last(p))));
  }

  private static String meant(Stream<String> paths) {
    List<String> all = paths.toList();
    String shown = String.join("\" or \"", all.subList(0, Math.min(MOST_PLACES, all.size())));
    return "; did you mean \"%s\"%s?".formatted(shown, all.size() > MOST_PLACES ? " ..." : "");
  }

  private static String last(String path) {
    List<String> elements = ConfigUtil.splitPath(path);
    return elements.get(elements.size() - 1);
  }

  private static String parent(String path) {
    List<String> elements = ConfigUtil.splitPath(path);
    return elements.size() == 1
        ? ""
        : ConfigUtil.joinPath(elements.subList(0, elements.size() - 1));
  }
}
