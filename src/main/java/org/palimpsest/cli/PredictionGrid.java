package org.palimpsest.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.report.PredictionReport;
import org.palimpsest.report.Predictions;
import org.palimpsest.report.Predictions.Seen;
import org.palimpsest.report.compare.Grid;

/** Predictions on a console: the three likeliest classes of the first pictures. */
final class PredictionGrid {

  private static final int SHOWN = 40;
  private static final int RANKS = 3;

  /** Between columns, and of a first column: as console tables have it. */
  private static final int GAP = 2;

  private static final int NARROWEST = 16;

  private PredictionGrid() {}

  /**
   * The table.
   *
   * @param width characters of a line, of which as many classes are shown as fit; empty for all
   */
  static Grid of(Predictions all, OptionalInt width) {
    int most = Math.min(RANKS, all.classes().size());
    Grid grid = of(all, most);
    if (width.isEmpty()) {
      return grid;
    }
    int room = width.getAsInt();
    int longest = width(grid, 0);
    // Rather a class less than a file's name in pieces; where it is in pieces anyway, all that fit.
    for (int names : List.of(longest, Math.min(longest, Math.max(NARROWEST, room / 3)))) {
      for (int ranks = most; ranks > 0; ranks--) {
        Grid less = of(all, ranks);
        int rest = 0;
        for (int c = 1; c < less.columns().size(); c++) {
          rest += GAP + width(less, c);
        }
        if (names + rest <= room) {
          return less;
        }
      }
    }
    return of(all, Math.min(1, most));
  }

  private static int width(Grid grid, int column) {
    int heading = grid.columns().get(column).name().length();
    return grid.rows().stream()
        .map(row -> row.get(column))
        .mapToInt(cell -> cell.codePointCount(0, cell.length()))
        .reduce(heading, Math::max);
  }

  private static Grid of(Predictions all, int ranks) {
    List<Grid.Column> columns = new ArrayList<>(List.of(Grid.Column.text("picture")));
    for (int rank = 1; rank <= ranks; rank++) {
      columns.add(Grid.Column.text(rank == 1 ? "class" : "or"));
      columns.add(Grid.Column.number("share"));
    }
    List<List<String>> rows =
        all.pictures().stream()
            .filter(seen -> seen.bad().isEmpty())
            .limit(SHOWN)
            .map(seen -> row(all, seen, ranks))
            .toList();
    return new Grid("%s, %d classes".formatted(all.model(), all.classes().size()), columns, rows);
  }

  private static List<String> row(Predictions all, Seen seen, int ranks) {
    List<String> cells = new ArrayList<>(List.of(seen.file()));
    for (int c : seen.ranked().subList(0, ranks)) {
      cells.add(all.classes().get(c));
      cells.add(PredictionReport.percent(seen.shares().get(c)));
    }
    return cells;
  }

  /** What the table leaves out. */
  static Optional<String> more(Predictions all, Path output) {
    return all.answered() > SHOWN
        ? Optional.of(
            "and %d more in %s"
                .formatted(all.answered() - SHOWN, output.resolve(PredictionReport.TABLE)))
        : Optional.empty();
  }
}
