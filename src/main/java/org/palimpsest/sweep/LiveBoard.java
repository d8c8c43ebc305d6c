package org.palimpsest.sweep;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.conf.Printable;
import org.palimpsest.conf.Redaction;

/** A table that is drawn again in place, on a terminal; changes scroll away above it. */
public final class LiveBoard implements Board {

  private static final int MOST_ROWS = 12;
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  /** Lines too long are cut at the edge, so that each takes one row of the screen. */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  /** What is left of a cell's name at least. */
  private static final int SHORTEST_NAME = 16;

  private final PrintStream stream;
  private final int columns;
  private List<String> drawn = List.of();

  /**
   * A board.
   *
   * @param columns of the terminal
   */
  public LiveBoard(PrintStream stream, int columns) {
    this.stream = stream;
    this.columns = columns;
  }

  @Override
  public void changed(Row row) {
    if (row.status() != CellStatus.RUNNING) {
      note(PlainBoard.line(row));
    }
  }

  @Override
  public void show(List<Row> rows, String left) {
    List<String> lines = new ArrayList<>();
    lines.add("%s; %s".formatted(Texts.counts(rows), left));
    String common = common(rows);
    rows.stream()
        .filter(row -> row.status() == CellStatus.RUNNING || row.status() == CellStatus.HELD)
        .limit(MOST_ROWS)
        .map(row -> fitted(row, common))
        .forEach(lines::add);
    if (!lines.equals(drawn)) {
      draw("", lines);
    }
  }

  @Override
  public void note(String text) {
    draw(text + "\n", drawn);
  }

  /** Takes the table away. */
  @Override
  public void close() {
    draw("", List.of());
  }

  /** What all cells' names begin with, which tells none from another. */
  private static String common(List<Row> rows) {
    List<String> names = rows.stream().map(row -> row.cell().experiment()).distinct().toList();
    String common = names.get(0);
    for (String name : names) {
      while (!name.startsWith(common)) {
        common = common.substring(0, common.length() - 1);
      }
    }
    return names.size() < 2 ? "" : common.substring(0, common.lastIndexOf('-') + 1);
  }

  /** The end of a cell's name tells it from the others; so does its number. */
  private String fitted(Row row, String common) {
    String name = row.name().substring(common.length());
    int over = line(row, name).length() - (columns - 1);
    int keep = Math.max(SHORTEST_NAME, name.length() - over - 1);
    if (over > 0 && keep + 1 < name.length()) {
      name = "\u2026" + name.substring(name.length() - keep);
    }
    String line = line(row, name);
    return line.length() < columns ? line : line.substring(0, columns - 1);
  }

  private static String line(Row row, String name) {
    return "  cell %d %s: %s".formatted(row.cell().number(), name, Texts.doing(row));
  }

  private static String shown(String text) {
    return Printable.message(Redaction.of(text));
  }

  private void draw(String above, List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (!drawn.isEmpty()) {
      text.append(UP_AND_CLEAR.formatted(drawn.size()));
    }
    text.append(shown(above)).append(NO_WRAP);
    lines.forEach(line -> text.append(shown(line)).append('\n'));
    stream.print(text.append(WRAP));
    stream.flush();
    drawn = List.copyOf(lines);
  }
}
