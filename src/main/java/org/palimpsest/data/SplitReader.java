package org.palimpsest.data;

import java.nio.file.Files;
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

  /** The split of a folder that has one folder for each purpose. */
  private static final String THREE_FOLDERS = "folders";

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
    if (published.contains(PublishedSplit.RAVI) && !names.contains(dataset.text(KEY))) {
      dataset.problem(
          KEY, "is neither folders nor ravi, nor split { background = [...], test = [...] }");
      return Optional.empty();
    }
    if (names.isEmpty()) {
      dataset.problem(
          KEY, "is not known of this data set; write split { background = [...], test = [...] }");
      return Optional.empty();
    }
    String name = dataset.oneOf(KEY, names);
    return Optional.of(published.get(names.indexOf(name)).lists());
  }

  /**
   * Reads the key of a folder that says itself which classes are for what: {@code folders}, or
   * files with a line for each image.
   */
  static Optional<FolderCut> cut(Section dataset) {
    if (dataset.kind(KEY) == Kind.TEXT) {
      return dataset.text(KEY).equals(THREE_FOLDERS)
          ? Optional.of(new FolderCut.ThreeFolders())
          : Optional.empty();
    }
    if (dataset.kind(KEY) != Kind.SECTION) {
      return Optional.empty();
    }
    Section section = dataset.section(KEY);
    Map<Role, Path> files = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      if (section.kind(role.text()) == Kind.TEXT) {
        file(section, role.text())
            .filter(SplitReader::listsImages)
            .ifPresent(file -> files.put(role, file));
      }
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    for (Role role : Role.values()) {
      boolean needed = role != Role.VALIDATION || section.has(role.text());
      if (needed && !files.containsKey(role) && section.sound(role.text())) {
        section.problem(
            role.text(), "is no list of images, filename,label, as another one of the split is");
      }
    }
    checkDigest(section, sha256(files));
    return Optional.of(new FolderCut.ImageLists(files));
  }

  private static boolean listsImages(Path file) {
    List<ListFile.Row> rows = ListFile.read(file);
    return !rows.isEmpty() && rows.get(0).cells().size() > 1;
  }

  /** Digest of lists of images, as the key says it. */
  static String sha256(Map<Role, Path> files) {
    ContentDigest digest = new ContentDigest();
    for (Role role : Role.values()) {
      Path file = files.get(role);
      if (file != null) {
        digest.add(role.text());
        ListFile.read(file).forEach(row -> row.cells().forEach(digest::add));
      }
    }
    return digest.hex();
  }

  private static void checkDigest(Section section, String found) {
    Optional<String> sha256 = section.optionalText(SHA256);
    if (sha256.isPresent() && !sha256.get().equals(found)) {
      section.problem(SHA256, "is not that of the lists, which is " + found);
    }
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
    if (sound) {
      checkDigest(section, lists.sha256());
    }
    return sound ? Optional.of(lists) : Optional.empty();
  }

  private static List<Named> names(Section section, String key) {
    List<Named> names;
    if (section.kind(key) == Kind.LIST) {
      String place = section.place(key);
      names = section.texts(key).stream().map(name -> new Named(name, place)).toList();
    } else {
      Optional<Path> file = file(section, key);
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

  private static Optional<Path> file(Section section, String key) {
    Path file = section.path(key);
    if (Files.isRegularFile(file) && Files.isReadable(file)) {
      return Optional.of(file);
    }
    if (section.sound(key)) {
      section.problem(key, "is not a file that can be read, nor a list of classes");
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
