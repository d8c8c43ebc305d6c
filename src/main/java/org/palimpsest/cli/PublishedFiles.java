package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.palimpsest.conf.Nearest;
import org.palimpsest.sweep.PublishedTable;

/**
 * The files that hold published tables, by name: where they lie below the folder of all, without
 * the ending.
 */
final class PublishedFiles {

  private static final String ENDING = ".conf";

  private final Map<String, Path> byName;

  private PublishedFiles(Map<String, Path> byName) {
    this.byName = byName;
  }

  /**
   * Looks for them.
   *
   * @throws UnknownTableException if there is no such folder
   */
  static PublishedFiles below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UnknownTableException(
          folder + ": is not a folder; --in names the one that holds the published tables");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
    Map<String, Path> tables = new TreeMap<>();
    for (Path file : files) {
      if (PublishedTable.isIn(file)) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        tables.put(name.substring(0, name.length() - ENDING.length()), file);
      }
    }
    return new PublishedFiles(tables);
  }

  /** A table's file, and which of its rows are meant; empty for all. */
  record Chosen(Path file, Set<String> rows) {}

  /**
   * Those of some names, each a table's, that of a folder of several, or {@code TABLE:ROW}.
   *
   * @param names all tables if there is none
   * @throws UnknownTableException if one names nothing
   */
  Map<String, Chosen> named(List<String> names) {
    Map<String, Chosen> chosen = new TreeMap<>();
    if (names.isEmpty()) {
      byName.forEach((table, file) -> chosen.put(table, new Chosen(file, Set.of())));
    }
    for (String word : names) {
      int colon = word.indexOf(':');
      String name = colon < 0 ? word : word.substring(0, colon);
      Set<String> rows = colon < 0 ? Set.of() : Set.of(word.substring(colon + 1));
      boolean found = false;
      for (Map.Entry<String, Path> table : byName.entrySet()) {
        if (table.getKey().equals(name) || table.getKey().startsWith(name + "/")) {
          found = true;
          chosen.merge(table.getKey(), new Chosen(table.getValue(), rows), PublishedFiles::both);
        }
      }
      if (!found) {
        throw new UnknownTableException(
            "%s: is no published table%s; --list shows all"
                .formatted(name, Nearest.hint(name, byName.keySet())));
      }
    }
    return chosen;
  }

  private static Chosen both(Chosen one, Chosen other) {
    Set<String> rows = new TreeSet<>(one.rows);
    rows.addAll(other.rows);
    return new Chosen(one.file, one.rows.isEmpty() || other.rows.isEmpty() ? Set.of() : rows);
  }

  /** A mistake on the command line. */
  static final class UnknownTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownTableException(String message) {
      super(message);
    }
  }
}
