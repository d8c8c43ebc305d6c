package org.palimpsest.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.SpreadsheetText;
import org.palimpsest.disk.StorageException;

/**
 * A small comma-separated table with a header, read whole; cells may be quoted as in RFC 4180.
 *
 * @param file where it is, for messages
 * @param header column names
 * @param rows as many cells each as the header
 */
public record CsvTable(Path file, List<String> header, List<List<String>> rows) {

  /** More would be a damaged file, and would fill the memory with an empty matrix. */
  private static final long LAST_SESSION = 9_999;

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  public CsvTable {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
  }

  /**
   * Reads a file.
   *
   * @throws DamagedFileException if it is empty, a quote stays open, or a row has more or fewer
   *     cells
   * @throws StorageException if it cannot be read
   */
  public static CsvTable read(Path file) {
    List<List<String>> records = records(file);
    if (records.isEmpty()) {
      throw new DamagedFileException(file, "it is empty; expected at least a header line");
    }
    List<String> header = records.get(0);
    for (int i = 1; i < records.size(); i++) {
      if (records.get(i).size() != header.size()) {
        throw new DamagedFileException(
            file,
            "row %d has %d cells, the header has %d"
                .formatted(i, records.get(i).size(), header.size()));
      }
    }
    return new CsvTable(file, header, records.subList(1, records.size()));
  }

  private static List<List<String>> records(Path file) {
    String text = DamagedFileException.reading(file, () -> Files.readString(file));
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      return parser.stream().map(CSVRecord::toList).toList();
    } catch (IOException | UncheckedIOException e) {
      // The library wraps its own failures, behind the names of their classes.
      Throwable failure = e.getCause() instanceof IOException cause ? cause : e;
      throw new DamagedFileException(file, "it is not a table: " + failure.getMessage());
    }
  }

  /** A row as a line; cells are quoted where they have to be. */
  public static String line(List<String> cells) {
    return cells.stream().map(CsvTable::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String cell) {
    String safe = SpreadsheetText.cell(cell);
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  /** A number as a cell, exact and without an exponent. */
  public static String plain(double value) {
    return new BigDecimal(Double.toString(value)).toPlainString();
  }

  /** Where a column is. */
  public int column(String title) {
    int at = header.indexOf(title);
    if (at < 0) {
      throw damaged("it has no column \"%s\", only %s".formatted(title, header));
    }
    return at;
  }

  /** Reads a cell as a whole number of at least 0. */
  public long count(int row, int column) {
    String cell = rows.get(row).get(column);
    try {
      long value = Long.parseLong(cell);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, as is a negative count.
    }
    throw wrong(row, column, "a whole number of at least 0");
  }

  /** Reads a cell as the number of a session. */
  public int session(int row, int column) {
    long value = count(row, column);
    if (value > LAST_SESSION) {
      throw wrong(row, column, "a session of at most " + LAST_SESSION);
    }
    return (int) value;
  }

  /** Reads a cell as a finite number. */
  public double number(int row, int column) {
    String cell = rows.get(row).get(column);
    try {
      double value = Double.parseDouble(cell);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, as is a number that is not finite.
    }
    throw wrong(row, column, "a finite number");
  }

  /** What to throw if the table says what cannot be. */
  public DamagedFileException damaged(String why) {
    return new DamagedFileException(file, why);
  }

  private DamagedFileException wrong(int row, int column, String expected) {
    return damaged(
        "row %d, column \"%s\" is \"%s\", expected %s"
            .formatted(row + 1, header.get(column), rows.get(row).get(column), expected));
  }
}
