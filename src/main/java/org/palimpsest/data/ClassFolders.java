package org.palimpsest.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The image files of a folder that has one folder per class, in a fixed order: classes and files
 * each in natural order of their names. Class names are composed (Unicode's form NFC), so that a
 * letter with its accent is one name however the file system stores it.
 *
 * @param files per class name; whatever has an image's name, even if it cannot be read
 * @param leftOut what is not used
 */
record ClassFolders(Path root, Map<String, List<Path>> files, LeftOut leftOut) {

  static final String KINDS = "PNG, JPEG, WebP, BMP, GIF or TIFF";

  private static final List<String> EXTENSIONS =
      List.of(".png", ".jpg", ".jpeg", ".jpe", ".webp", ".bmp", ".gif", ".tif", ".tiff");

  /**
   * Lists without opening any file.
   *
   * @throws DataException if there is no class folder, one without images, or two whose names are
   *     one
   */
  static ClassFolders of(Path root) {
    return of(root, FolderLayout.USUAL);
  }

  /** The same in this layout. */
  static ClassFolders of(Path root, FolderLayout layout) {
    Map<String, List<Path>> files = new LinkedHashMap<>();
    Map<String, Path> folders = new LinkedHashMap<>();
    LeftOut leftOut = new LeftOut();
    for (Path folder : list(root, layout.order())) {
      if (!Files.isDirectory(folder)) {
        requireNoLostClass(folder);
        leftOut.add(isImage(folder) ? LeftOut.Reason.BESIDE_CLASSES : noImage(folder), folder, 1);
        continue;
      }
      String name = className(folder);
      Path same = folders.putIfAbsent(name, folder);
      if (same != null) {
        throw new DataException(
            folder,
            "the class \"%s\", as %s is".formatted(name, bytes(same)),
            "one folder per class; these differ only in how letters are composed");
      }
      if (layout.subfolders() == FolderLayout.Subfolders.CLASSES) {
        leaves(folder, name, layout.order(), files, leftOut);
      } else {
        files.put(name, images(folder, layout, leftOut));
      }
    }
    if (files.isEmpty()) {
      throw new DataException(
          root, "no folders", "one per class, with %s files, or train/ and test/".formatted(KINDS));
    }
    return new ClassFolders(root, files, leftOut);
  }

  List<String> classNames() {
    return List.copyOf(files.keySet());
  }

  /** Each folder that has images is a class. */
  private static void leaves(
      Path folder,
      String name,
      FolderLayout.Order order,
      Map<String, List<Path>> files,
      LeftOut leftOut) {
    List<Path> own = new ArrayList<>();
    List<Path> folders = own(folder, order, own, leftOut);
    if (!own.isEmpty()) {
      files.put(name, own);
    } else if (folders.isEmpty()) {
      throw noImages(folder);
    }
    folders.forEach(below -> leaves(below, name + "/" + className(below), order, files, leftOut));
  }

  private static List<Path> images(Path folder, FolderLayout layout, LeftOut leftOut) {
    List<Path> images = new ArrayList<>();
    collect(folder, layout, images, leftOut);
    if (images.isEmpty()) {
      throw noImages(folder);
    }
    return images;
  }

  private static void collect(
      Path folder, FolderLayout layout, List<Path> images, LeftOut leftOut) {
    for (Path below : own(folder, layout.order(), images, leftOut)) {
      if (layout.subfolders() == FolderLayout.Subfolders.IMAGES) {
        collect(below, layout, images, leftOut);
      } else {
        below(below, LeftOut.Reason.IN_SUBFOLDER, leftOut);
      }
    }
  }

  /** Adds a folder's own images; gives the folders in it. */
  private static List<Path> own(
      Path folder, FolderLayout.Order order, List<Path> images, LeftOut leftOut) {
    List<Path> folders = new ArrayList<>();
    for (Path file : list(folder, order)) {
      if (isImage(file)) {
        images.add(file);
      } else if (Files.isDirectory(file)) {
        folders.add(file);
      } else {
        leftOut.add(noImage(file), file, 1);
      }
    }
    return folders;
  }

  /** Says what lies there instead, where that is pictures. */
  private static DataException noImages(Path folder) {
    Below below = Below.of(folder);
    if (below.images > 0) {
      return new DataException(
          folder,
          "no images of its own, but %d in folders below".formatted(below.images),
          ("images; benchmark.dataset.subfolders = images takes those below as this class's,"
              + " subfolders = classes takes each folder below as a class"));
    }
    return below.unread > 0
        ? new DataException(
            folder,
            "no images but %d in %s, which are not read here"
                .formatted(below.unread, UnreadKind.NAMES),
            "%s files: convert them to JPEG or PNG".formatted(KINDS))
        : new DataException(folder, "no images", "%s files, or no such folder".formatted(KINDS));
  }

  /** Why a file without an image's name is not used. */
  private static LeftOut.Reason noImage(Path file) {
    return UnreadKind.isNamed(file) ? LeftOut.Reason.UNREAD_KIND : LeftOut.Reason.NO_IMAGE;
  }

  /** Counts the pictures anywhere in a folder, by their names, as not used. */
  static void below(Path folder, LeftOut.Reason reason, LeftOut leftOut) {
    Below below = Below.of(folder);
    leftOut.add(reason, folder, below.images);
    leftOut.add(LeftOut.Reason.UNREAD_KIND, folder, below.unread);
  }

  /** Pictures anywhere in a folder, by their names: those that are read, and those that are not. */
  private record Below(int images, int unread) {

    static Below of(Path folder) {
      int images = 0;
      int unread = 0;
      try (Stream<Path> entries = Files.walk(folder)) {
        for (Path entry : (Iterable<Path>) entries.skip(1)::iterator) {
          images += isImage(entry) ? 1 : 0;
          unread += UnreadKind.isNamed(entry) ? 1 : 0;
        }
      } catch (IOException | UncheckedIOException e) {
        throw unreadable(folder, e);
      }
      return new Below(images, unread);
    }
  }

  /** A link to a class folder that is elsewhere by now. */
  private static void requireNoLostClass(Path entry) {
    if (Files.isSymbolicLink(entry) && !Files.exists(entry)) {
      throw new DataException(entry, "a link to nothing", "a folder of images, or no such link");
    }
  }

  static boolean isImage(Path file) {
    String lower = name(file).toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(lower::endsWith);
  }

  /** Entries in natural order; hidden ones are left out. */
  static List<Path> list(Path folder) {
    return list(folder, FolderLayout.Order.NATURAL);
  }

  private static List<Path> list(Path folder, FolderLayout.Order order) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> !name(entry).startsWith(".")).sorted(order.entries()).toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static DataException unreadable(Path folder, Exception e) {
    return new DataException(
        folder, "nothing readable (" + DataException.reason(e) + ")", "a folder of images", e);
  }

  /**
   * A name that stands for this folder alone.
   *
   * @throws DataException if it has bytes that are no letters in the encoding that names are read
   *     in
   */
  private static String className(Path folder) {
    String name = name(folder);
    if (!stands(folder)) {
      throw new DataException(
          folder,
          "a name with bytes that are no letters in " + Charset.defaultCharset(),
          "letters; start the program by scripts/palimpsest, or under LC_ALL=C.UTF-8");
    }
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  private static boolean stands(Path folder) {
    try {
      return Path.of(folder.toString()).equals(folder)
          && Files.exists(Path.of(folder.toString()), LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String bytes(Path path) {
    StringBuilder text = new StringBuilder();
    name(path)
        .chars()
        .forEach(
            c ->
                text.append(
                    c < 128 ? String.valueOf((char) c) : String.format(Locale.ROOT, "\\u%04x", c)));
    return text.toString();
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
