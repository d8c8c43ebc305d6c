package org.palimpsest.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.palimpsest.record.NotesFile;
import org.palimpsest.record.RunOutline;

/**
 * Runs as a table: one line each, and what was noted below it. Where the terminal is too narrow a
 * run's folder has a line of its own, whole, to be copied.
 */
final class RunListing {

  private static final String LINE = "%%-11s  %%-%ds  %%-%ds  %%7s  %%7s  %%9s%%s";

  /** Characters of a line beside method, data and folder, with the gaps between them. */
  private static final int FIXED = 11 + 7 + 7 + 9 + 5 * 2;

  private static final int NARROWEST = 10;

  private final List<Row> rows;
  private final int method;
  private final int data;
  private final boolean foldersApart;

  /**
   * A run.
   *
   * @param bytes of all its files
   */
  record Row(Path run, RunOutline outline, NotesFile notes, long bytes) {}

  private RunListing(List<Row> rows, OptionalInt columns) {
    this.rows = rows;
    int methods = widest("method", rows, row -> row.outline.method());
    int names = widest("data", rows, row -> row.outline.data());
    int folders = widest("folder", rows, row -> row.run.toString());
    int room = columns.orElse(Integer.MAX_VALUE) - FIXED;
    foldersApart = methods + names + 2 + folders > room;
    data = methods + names <= room ? names : Math.min(names, Math.max(NARROWEST, room / 3));
    method = Math.min(methods, Math.max(NARROWEST, room - data));
  }

  /**
   * The table's lines.
   *
   * @param columns characters of a line; empty for as many as it takes
   */
  static List<String> lines(List<Row> rows, OptionalInt columns) {
    return new RunListing(rows, columns).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    String line = LINE.formatted(method, data);
    String heading = foldersApart ? "" : "  folder";
    lines.add(line.formatted("state", "method", "data", "average", "last", "size", heading));
    for (Row row : rows) {
      lines.add(
          line.formatted(
              row.outline.state().text(),
              cut(row.outline.method(), method),
              cut(row.outline.data(), data),
              percent(row.outline.average()),
              percent(row.outline.last()),
              size(row.bytes),
              foldersApart ? "" : "  " + row.run));
      if (foldersApart) {
        lines.add("  " + row.run);
      }
      if (!row.notes.tags().isEmpty()) {
        lines.add("  tags: " + String.join(", ", row.notes.tags()));
      }
      row.notes.shown().ifPresent(text -> lines.add("  note: " + text.replace("\n", "\n        ")));
    }
    return lines;
  }

  private static int widest(String heading, List<Row> rows, Function<Row, String> cell) {
    return rows.stream().map(cell).mapToInt(String::length).reduce(heading.length(), Math::max);
  }

  private static String cut(String text, int room) {
    return text.length() <= room ? text : text.substring(0, room - 3) + "...";
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? String.format(Locale.ROOT, "%.2f", 100 * share.getAsDouble()) : "-";
  }

  /** Bytes for people. */
  static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
