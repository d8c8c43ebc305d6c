package org.palimpsest.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small comma-separated table with a header, read whole; cells may be quoted as in RFC 4180.
 *
 * @param file name for messages
 * @param header column names
 * @param rows as many cells each as the header
 */
public record CsvTable(String file, List<String> header, List<List<String>> rows) {

  /** More would be a damaged file, and would fill the memory with an empty matrix. */
  private static final long LAST_SESSION = 9_999;

  public CsvTable {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
  }

  /**
   * Reads a file.
   *
   * @param name of the file in messages
   * @throws FormatException if it is empty, a quote stays open, or a row has more or fewer cells
   */
  public static CsvTable read(Path path, String name) throws IOException, FormatException {
    List<List<String>> records = split(Files.readString(path), name);
    if (records.isEmpty()) {
      throw new FormatException(name + " is empty; expected at least a header line");
    }
    List<String> header = records.get(0);
    for (int i = 1; i < records.size(); i++) {
      if (records.get(i).size() != header.size()) {
        throw new FormatException(
            "%s: row %d has %d cells, the header has %d"
                .formatted(name, i, records.get(i).size(), header.size()));
      }
    }
    return new CsvTable(name, header, records.subList(1, records.size()));
  }

  /** Where a column is. */
  public int column(String title) throws FormatException {
    int at = header.indexOf(title);
    if (at < 0) {
      throw new FormatException("%s has no column \"%s\", only %s".formatted(file, title, header));
    }
    return at;
  }

  /** Reads a cell as a whole number of at least 0. */
  public long count(int row, int column) throws FormatException {
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
  public int session(int row, int column) throws FormatException {
    long value = count(row, column);
    if (value > LAST_SESSION) {
      throw wrong(row, column, "a session of at most " + LAST_SESSION);
    }
    return (int) value;
  }

  /** Reads a cell as a finite number. */
  public double number(int row, int column) throws FormatException {
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

  private FormatException wrong(int row, int column, String expected) {
    return new FormatException(
        "%s: row %d, column \"%s\" is \"%s\", expected %s"
            .formatted(file, row + 1, header.get(column), rows.get(row).get(column), expected));
  }

  private static List<List<String>> split(String text, String name) throws FormatException {
    List<List<String>> records = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    boolean begun =
        false; // whether the present record has any character, so that blank lines fall away
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '\n') {
        if (begun) {
          cells.add(cell.toString());
          records.add(List.copyOf(cells));
        }
        cells.clear();
        cell.setLength(0);
        begun = false;
      } else if (c == ',') {
        cells.add(cell.toString());
        cell.setLength(0);
        begun = true;
      } else if (c == '"') {
        quoted = true;
        begun = true;
      } else if (c != '\r') {
        cell.append(c);
        begun = true;
      }
    }
    if (quoted) {
      throw new FormatException(name + ": a quoted cell does not end");
    }
    if (begun) {
      cells.add(cell.toString());
      records.add(List.copyOf(cells));
    }
    return records;
  }
}
