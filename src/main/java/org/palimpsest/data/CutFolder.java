package org.palimpsest.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palimpsest.data.ClassSplit.Role;
import org.palimpsest.data.ListFile.Row;
import org.palimpsest.data.PictureFiles.Labelled;

/**
 * The image files of a folder that is cut by classes, in the layouts that people have: three
 * folders of class folders; or lists of images, which lie beside each other, in {@code images/}, in
 * class folders, or in class folders within three folders.
 */
final class CutFolder {

  /** What the three folders may be called, by what their classes are for. */
  private static final Map<Role, List<String>> FOLDERS =
      Map.of(
          Role.BACKGROUND, List.of("background", "train"),
          Role.VALIDATION, List.of("validation", "val"),
          Role.TEST, List.of("test"));

  private static final String FILE_COLUMN = "filename";
  private static final String LABEL_COLUMN = "label";

  private final Path root;
  private final LeftOut leftOut = new LeftOut();

  /** Image files by class, classes in natural order, by what the class is for. */
  private final Map<Role, SortedMap<String, List<Path>>> found = new EnumMap<>(Role.class);

  /** What every class is for, and where that is said. */
  private final Map<String, String> placeOfClass = new HashMap<>();

  private CutFolder(Path root) {
    this.root = root;
  }

  /**
   * Lists without opening any image.
   *
   * @throws DataException naming what is missing or is in two places, with its line in a list
   */
  static CutFolder of(Path root, FolderCut cut) {
    CutFolder folder = new CutFolder(root);
    for (Role role : Role.values()) {
      SortedMap<String, List<Path>> own = new TreeMap<>(NaturalOrder.INSTANCE);
      if (cut instanceof FolderCut.ImageLists lists) {
        Path file = lists.files().get(role);
        if (file != null) {
          folder.list(file, own);
        }
      } else {
        folder.folder(role, own);
      }
      folder.found.put(role, own);
    }
    return folder;
  }

  LeftOut leftOut() {
    return leftOut;
  }

  ClassSplit split() {
    return new ClassSplit(names(Role.BACKGROUND), names(Role.VALIDATION), names(Role.TEST));
  }

  private List<String> names(Role role) {
    return List.copyOf(classes(role).keySet());
  }

  private SortedMap<String, List<Path>> classes(Role role) {
    return found.getOrDefault(role, new TreeMap<>());
  }

  /** All classes: background, then validation, then test. */
  List<String> classNames() {
    return Stream.of(Role.values()).flatMap(role -> names(role).stream()).toList();
  }

  /** Files of the classes for one purpose, class by class. */
  List<Labelled> files(Role role) {
    List<String> all = classNames();
    List<Labelled> files = new ArrayList<>();
    classes(role)
        .forEach(
            (name, own) -> {
              int label = all.indexOf(name);
              own.forEach(file -> files.add(new Labelled(file, label)));
            });
    return files;
  }

  private void folder(Role role, SortedMap<String, List<Path>> own) {
    List<String> names = FOLDERS.getOrDefault(role, List.of());
    Optional<Path> folder =
        names.stream().map(root::resolve).filter(Files::isDirectory).findFirst();
    if (folder.isEmpty()) {
      if (role == Role.VALIDATION) {
        return;
      }
      throw new DataException(
          root,
          "no folder " + String.join(" or ", names),
          "one with the %s classes, for split = folders".formatted(role.text()));
    }
    ClassFolders classes = ClassFolders.of(folder.get());
    leftOut.add(classes.leftOut());
    classes
        .files()
        .forEach(
            (name, files) -> {
              requireNew(name, folder.get().resolve(name).toString());
              own.put(name, files);
            });
  }

  private void list(Path file, SortedMap<String, List<Path>> own) {
    List<Row> rows = ListFile.read(file);
    if (rows.size() < 2) {
      throw new DataException(file, "no image", "a header and a line for each image");
    }
    Row header = rows.get(0);
    int fileColumn = column(header, FILE_COLUMN);
    int labelColumn = column(header, LABEL_COLUMN);
    Set<Path> seen = new HashSet<>();
    for (Row row : rows.subList(1, rows.size())) {
      if (row.cells().size() != header.cells().size()) {
        throw new DataException(
            row.place(),
            row.cells().size() + " cells",
            "%d, as in the header".formatted(header.cells().size()));
      }
      String label = row.cell(labelColumn);
      if (!own.containsKey(label)) {
        requireNew(label, row.place());
      }
      Path image = image(row, row.cell(fileColumn), label);
      if (!seen.add(image)) {
        throw new DataException(row.place(), "%s again".formatted(image), "each image once");
      }
      own.computeIfAbsent(label, name -> new ArrayList<>()).add(image);
    }
  }

  private static int column(Row header, String name) {
    int column = header.cells().indexOf(name);
    if (column < 0) {
      throw new DataException(
          header.place(),
          "no column " + name,
          "the header %s,%s".formatted(FILE_COLUMN, LABEL_COLUMN));
    }
    return column;
  }

  private void requireNew(String name, String place) {
    String earlier = placeOfClass.putIfAbsent(name, place);
    if (earlier != null) {
      throw new DataException(
          place,
          "class \"%s\"".formatted(name),
          "each class for one purpose, but it is at %s already".formatted(earlier));
    }
  }

  private Path image(Row row, String name, String label) {
    List<Path> candidates = new ArrayList<>();
    try {
      candidates.add(root.resolve(name));
      candidates.add(root.resolve("images").resolve(name));
      candidates.add(root.resolve(label).resolve(name));
      FOLDERS.values().stream()
          .flatMap(List::stream)
          .forEach(folder -> candidates.add(root.resolve(folder).resolve(label).resolve(name)));
    } catch (InvalidPathException e) {
      throw new DataException(row.place(), "\"%s\"".formatted(name), "a file name", e);
    }
    return candidates.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    row.place(),
                    "%s, which is no file".formatted(name),
                    "it in %s, or in its images/ or %s/".formatted(root, label)));
  }
}
