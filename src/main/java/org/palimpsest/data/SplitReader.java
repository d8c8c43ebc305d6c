package org.palimpsest.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;
import org.palimpsest.data.ClassLists.Named;
import org.palimpsest.data.ClassSplit.Role;

/**
 * Reads {@code benchmark.dataset.split}: the name of lists that papers share, or three lists, each
 * written out or in a file with a name a line.
 */
final class SplitReader {

  static final String KEY = "split";
  static final String SHA256 = "sha256";

  private SplitReader() {}

  /**
   * Reads the key.
   *
   * @param dataset the section that has it
   * @param published the lists that papers share of this data set
   * @return empty if there is none, or if it has problems, which are recorded
   */
  static Optional<ClassLists> read(Section dataset, List<PublishedSplit> published) {
    if (!dataset.has(KEY)) {
      return Optional.empty();
    }
    if (dataset.kind(KEY) == Kind.SECTION) {
      return written(dataset.section(KEY));
    }
    List<String> names = published.stream().map(PublishedSplit::name).toList();
    if (names.isEmpty()) {
      dataset.problem(
          KEY, "is not known of this data set; write split { background = [...], test = [...] }");
      return Optional.empty();
    }
    String name = dataset.oneOf(KEY, names);
    return Optional.of(published.get(names.indexOf(name)).lists());
  }

  private static Optional<ClassLists> written(Section section) {
    Map<Role, List<Named>> names = new EnumMap<>(Role.class);
    boolean fromFile = false;
    for (Role role : Role.values()) {
      String key = role.text();
      if (role == Role.VALIDATION && !section.has(key)) {
        continue;
      }
      fromFile |= section.kind(key) == Kind.TEXT;
      names.put(role, names(section, key));
    }
    requireOnce(section, names);
    ClassLists lists = new ClassLists(names, Map.of(), fromFile);
    boolean sound = section.sound("background", "validation", "test");
    Optional<String> sha256 = section.optionalText(SHA256);
    if (sha256.isPresent() && sound && !sha256.get().equals(lists.sha256())) {
      section.problem(SHA256, "is not that of the lists, which is " + lists.sha256());
    }
    return sound ? Optional.of(lists) : Optional.empty();
  }

  private static List<Named> names(Section section, String key) {
    List<Named> names;
    if (section.kind(key) == Kind.LIST) {
      String place = section.place(key);
      names = section.texts(key).stream().map(name -> new Named(name, place)).toList();
    } else {
      Optional<Path> file = file(section, key, section.text(key));
      if (file.isEmpty()) {
        return List.of();
      }
      names =
          ListFile.read(file.get()).stream()
              .map(row -> new Named(row.cell(0), row.place()))
              .toList();
    }
    if (names.isEmpty() && section.sound(key)) {
      section.problem(key, "names no class; expected at least one");
    }
    return names;
  }

  private static Optional<Path> file(Section section, String key, String text) {
    try {
      Path file = Path.of(text);
      if (Files.isRegularFile(file) && Files.isReadable(file)) {
        return Optional.of(file);
      }
      if (section.sound(key)) {
        section.problem(key, "is not a file that can be read, nor a list of classes");
      }
    } catch (InvalidPathException e) {
      section.problem(key, "is not a file name: " + e.getReason());
    }
    return Optional.empty();
  }

  private static void requireOnce(Section section, Map<Role, List<Named>> names) {
    Map<String, Named> earlier = new HashMap<>();
    names.forEach(
        (role, list) -> {
          for (Named named : list) {
            Named first = earlier.putIfAbsent(named.name(), named);
            if (first != null && section.sound(role.text())) {
              section.problem(
                  role.text(),
                  "has the class \"%s\" (%s), which stands at %s already; expected each in one list"
                      .formatted(named.name(), named.place(), first.place()));
            }
          }
        });
  }
}
