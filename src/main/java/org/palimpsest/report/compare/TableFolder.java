package org.palimpsest.report.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.disk.Disk;

/** A comparison's tables as files, one a table, to be taken into a paper one by one. */
public final class TableFolder {

  private TableFolder() {}

  /**
   * Writes {@code methods}, {@code sessions} and, against a baseline, {@code differences} into a
   * folder, which is made.
   *
   * @return the files
   * @throws RefusedComparisonException if the format has no tables of their own
   */
  public static List<Path> write(
      Comparison comparison, ComparisonText format, TableStyle style, Path folder)
      throws IOException {
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, Grid> table :
        new ComparisonTables(comparison, style).named().entrySet()) {
      Optional<String> text = format.alone(table.getValue(), style);
      if (text.isEmpty()) {
        throw new RefusedComparisonException(
            "--format %s is one text; --tables needs console, markdown or latex".formatted(format));
      }
      new Disk().createFolder(folder);
      Path file = folder.resolve(table.getKey() + "." + format.extension());
      byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
      new Disk().replaceShared(file, out -> out.write(bytes));
      files.add(file);
    }
    return files;
  }
}
