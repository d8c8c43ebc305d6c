package org.palimpsest.report.compare;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.disk.PlainFile;

/**
 * The numbers of a matrix in a text file, whoever wrote it: separated by commas, semicolons, tabs
 * or blanks, with or without a header, row labels and brackets.
 *
 * @param rows as in the file; missing cells are NaN
 * @param percentSigns whether a number carried one
 */
public record MatrixCells(List<double[]> rows, boolean percentSigns) {

  private static final Set<String> MISSING = Set.of("", "-", "nan", "none", "null", "na", "n/a");

  /** Of a thousand sessions. */
  private static final long MOST_BYTES = 20_000_000;

  private record Line(int number, List<String> cells) {}

  /**
   * Reads a file.
   *
   * @throws MatrixFileException naming the line and cell that is no number
   */
  static MatrixCells read(Path file) throws IOException {
    List<Line> lines = lines(file);
    if (!lines.isEmpty() && isHeader(lines.get(0))) {
      lines = lines.subList(1, lines.size());
    }
    if (lines.isEmpty()) {
      throw new MatrixFileException(file, "holds no numbers; expected one line a session");
    }
    boolean labelled = labelled(lines);
    boolean percentSigns = false;
    List<double[]> rows = new ArrayList<>();
    for (Line line : lines) {
      List<String> cells = labelled ? line.cells.subList(1, line.cells.size()) : line.cells;
      double[] row = new double[cells.size()];
      for (int i = 0; i < row.length; i++) {
        String cell = cells.get(i);
        percentSigns |= cell.endsWith("%");
        Double value = number(cell);
        if (value == null) {
          throw new MatrixFileException(
              file, line.number, "\"%s\" is not a number; expected accuracies".formatted(cell));
        }
        row[i] = value;
      }
      rows.add(row);
    }
    return new MatrixCells(rows, percentSigns);
  }

  private static List<Line> lines(Path file) throws IOException {
    Optional<String> found = PlainFile.hindrance(file, MOST_BYTES);
    if (found.isPresent()) {
      throw new MatrixFileException(file, "is %s; expected a matrix".formatted(found.get()));
    }
    List<String> text;
    try {
      text = Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new MatrixFileException(file, "is not UTF-8 text");
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      String line = text.get(i).replaceAll("[\\[\\]\\uFEFF]", "").strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        lines.add(new Line(i + 1, cells(text.get(i).replaceAll("[\\[\\]\\uFEFF\\r\\n]", ""))));
      }
    }
    return lines;
  }

  private static List<String> cells(String line) {
    boolean semicolons = line.indexOf(';') >= 0;
    boolean tabs = line.indexOf('\t') >= 0;
    boolean commas = line.indexOf(',') >= 0;
    String separator = semicolons ? ";" : tabs ? "\t" : commas ? "," : "\\s+";
    String trimmed = semicolons || tabs || commas ? line : line.strip();
    return Arrays.stream(trimmed.split(separator, -1))
        .map(cell -> cell.strip().replaceAll("^\"(.*)\"$", "$1"))
        .map(cell -> semicolons || tabs ? cell.replace(',', '.') : cell)
        .toList();
  }

  /** Words, or numbers above a column of labels: no matrix begins with a missing accuracy. */
  private static boolean isHeader(Line line) {
    Double first = number(line.cells.get(0));
    return (first != null && first.isNaN())
        || line.cells.stream().anyMatch(cell -> number(cell) == null);
  }

  /** Whether the first column numbers or names the sessions. */
  private static boolean labelled(List<Line> lines) {
    boolean names = lines.stream().allMatch(line -> number(line.cells.get(0)) == null);
    int longest = lines.stream().mapToInt(line -> line.cells.size()).max().orElse(0);
    return names || (longest > lines.size() && (counts(lines, 0) || counts(lines, 1)));
  }

  private static boolean counts(List<Line> lines, int from) {
    for (int i = 0; i < lines.size(); i++) {
      Double value = number(lines.get(i).cells.get(0));
      if (value == null || value != from + i) {
        return false;
      }
    }
    return true;
  }

  /** NaN for a missing cell, null for anything else that is no number. */
  private static @Nullable Double number(String cell) {
    String text = cell.replaceAll("\\s*%$", "").toLowerCase(Locale.ROOT);
    if (MISSING.contains(text)) {
      return Double.NaN;
    }
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : null;
    } catch (NumberFormatException e) {
      return null; // Told by the caller, who knows the place.
    }
  }
}
