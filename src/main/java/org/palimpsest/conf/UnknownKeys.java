package org.palimpsest.conf;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reports keys that nobody asked for and the defaults do not have, with what was probably meant.
 *
 * <p>A key of the defaults that this configuration does not use, such as the momentum of another
 * optimiser, is no problem.
 */
final class UnknownKeys {

  private static final int MOST_PLACES = 3;

  private final Reading reading;
  private final Place root;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> defaultSections = new TreeSet<>();

  UnknownKeys(Reading reading, ConfigObject defaults, Place root) {
    this.reading = reading;
    this.root = root;
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

  void report(ConfigObject section) {
    report(section, "");
  }

  private void report(ConfigObject section, String parent) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String path = Reading.path(parent, entry.getKey());
      ConfigValue value = entry.getValue();
      boolean isSection = reading.isSection(path) || defaultSections.contains(path);
      if (reading.isIgnored(path)) {
        continue;
      }
      if (isSection && value instanceof ConfigObject child) {
        report(child, path);
      } else if (!known.contains(path)) {
        Place place = Origins.of(value).orElse(root);
        reading.problem(
            path,
            place,
            Reading.assignment(path, value) + " is not a known key" + hint(parent, entry.getKey()));
      } else if (isSection && !reading.isValue(path) && value.unwrapped() != null) {
        reading.problem(
            path,
            Origins.of(value).orElse(root),
            Reading.assignment(path, value) + " is not a section; write " + path + " { ... }");
      }
    }
  }

  private String hint(String parent, String key) {
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
