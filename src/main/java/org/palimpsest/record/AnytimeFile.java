package org.palimpsest.record;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.metric.AnytimeCurve;

/**
 * {@code anytime.csv}: correct / total on each group of questions while sessions were learnt; only
 * of runs that asked then. One row for each moment and group, in their order.
 */
public final class AnytimeFile {

  public static final String NAME = "anytime.csv";

  private static final List<String> HEADER =
      List.of("session", "step", "tested_group", "correct", "total");

  private AnytimeFile() {}

  static String text(AnytimeCurve curve) {
    StringBuilder csv = new StringBuilder(String.join(",", HEADER)).append('\n');
    for (AnytimeCurve.Point point : curve.points()) {
      for (int group = 0; group < point.totals().size(); group++) {
        csv.append(point.session()).append(',').append(point.step()).append(',').append(group);
        csv.append(',').append(point.correct().get(group));
        csv.append(',').append(point.totals().get(group)).append('\n');
      }
    }
    return csv.toString();
  }

  /**
   * Reads the curve of a run; empty if it asked nothing while it learnt.
   *
   * @throws DamagedFileException if the file is there but is not such a table
   */
  public static AnytimeCurve read(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    if (!Files.exists(file)) {
      return AnytimeCurve.EMPTY;
    }
    try {
      return curve(CsvTable.read(file));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DamagedFileException(file, String.valueOf(e.getMessage()));
    }
  }

  private static AnytimeCurve curve(CsvTable csv) {
    int[] columns = new int[HEADER.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = csv.column(HEADER.get(i));
    }
    List<AnytimeCurve.Point> points = new ArrayList<>();
    int row = 0;
    while (row < csv.rows().size()) {
      int session = csv.session(row, columns[0]);
      long step = csv.count(row, columns[1]);
      List<Integer> correct = new ArrayList<>();
      List<Integer> totals = new ArrayList<>();
      for (; row < csv.rows().size() && csv.count(row, columns[1]) == step; row++) {
        if (csv.count(row, columns[2]) != totals.size()
            || csv.session(row, columns[0]) != session) {
          throw csv.damaged(
              "row %d is of session %s, group %s; expected session %d, group %d"
                  .formatted(
                      row + 1,
                      csv.rows().get(row).get(columns[0]),
                      csv.rows().get(row).get(columns[2]),
                      session,
                      totals.size()));
        }
        correct.add(Math.toIntExact(csv.count(row, columns[3])));
        totals.add(Math.toIntExact(csv.count(row, columns[4])));
      }
      points.add(new AnytimeCurve.Point(session, step, correct, totals));
    }
    return new AnytimeCurve(points);
  }
}
