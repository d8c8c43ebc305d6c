package org.palimpsest.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.report.PredictionReport;
import org.palimpsest.report.Predictions;
import org.palimpsest.report.Predictions.Seen;
import org.palimpsest.report.compare.ConsoleTable;
import org.palimpsest.report.compare.ConsoleTable.Fit;
import org.palimpsest.report.compare.Grid;

/** Predictions on a console: the three likeliest classes of the first pictures. */
final class PredictionGrid {

  private static final int SHOWN = 40;
  private static final int RANKS = 3;

  private PredictionGrid() {}

  /**
   * The table.
   *
   * @param width characters of a line, of which as many classes are shown as fit; empty for all
   */
  static Grid of(Predictions all, OptionalInt width) {
    int most = Math.min(RANKS, all.classes().size());
    // Rather a class less than a file's name in pieces; where it is in pieces anyway, all that fit.
    for (Fit wanted : List.of(Fit.WHOLE, Fit.NAMES_BROKEN)) {
      for (int ranks = most; ranks > 0; ranks--) {
        Grid grid = of(all, ranks);
        if (ConsoleTable.fit(grid, width).compareTo(wanted) <= 0) {
          return grid;
        }
      }
    }
    return of(all, Math.min(1, most));
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
