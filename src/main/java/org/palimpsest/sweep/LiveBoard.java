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

  private final PrintStream stream;
  private List<String> drawn = List.of();

  public LiveBoard(PrintStream stream) {
    this.stream = stream;
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
    rows.stream()
        .filter(row -> row.status() == CellStatus.RUNNING || row.status() == CellStatus.HELD)
        .limit(MOST_ROWS)
        .map(row -> "  " + PlainBoard.line(row))
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
