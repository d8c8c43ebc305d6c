package org.palimpsest.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The image files of a folder that has one folder per class, in a fixed order: classes and files
 * each in natural order of their names.
 *
 * @param files per class name
 * @param ignored files that are no images by name
 */
record ClassFolders(Path root, Map<String, List<Path>> files, List<Path> ignored) {

  private static final List<String> EXTENSIONS = List.of(".png", ".jpg", ".jpeg");

  /**
   * Lists without opening any file.
   *
   * @throws DataException if there is no class folder, or one without images
   */
  static ClassFolders of(Path root) {
    Map<String, List<Path>> files = new LinkedHashMap<>();
    List<Path> ignored = new ArrayList<>();
    for (Path folder : list(root)) {
      if (!Files.isDirectory(folder)) {
        ignored.add(folder);
        continue;
      }
      List<Path> images = new ArrayList<>();
      for (Path file : list(folder)) {
        (isImage(file) ? images : ignored).add(file);
      }
      if (images.isEmpty()) {
        throw new DataException(folder, "no images", "PNG or JPEG files, or no such folder");
      }
      files.put(name(folder), images);
    }
    if (files.isEmpty()) {
      throw new DataException(
          root, "no folders", "one per class, with PNG or JPEG files, or train/ and test/");
    }
    return new ClassFolders(root, files, ignored);
  }

  List<String> classNames() {
    return List.copyOf(files.keySet());
  }

  private static boolean isImage(Path file) {
    String lower = name(file).toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(lower::endsWith) && Files.isRegularFile(file);
  }

  /** Entries in natural order; hidden ones are left out. */
  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !name(entry).startsWith("."))
          .sorted((a, b) -> NaturalOrder.INSTANCE.compare(name(a), name(b)))
          .toList();
    } catch (IOException e) {
      throw new DataException(
          folder, "nothing readable (" + DataException.reason(e) + ")", "a folder of images", e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
