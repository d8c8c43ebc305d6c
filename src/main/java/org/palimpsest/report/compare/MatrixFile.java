package org.palimpsest.report.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.palimpsest.metric.AccuracyMatrix;
import org.palimpsest.report.plot.Numbers;

/**
 * An accuracy matrix that another framework left as text: rows are sessions learnt, columns
 * sessions tested, as FACIL's {@code acc_tag} and Avalanche's stream accuracies have it; PyCIL's
 * table is the other way round, which shows by its empty lower half.
 *
 * @param matrix with counts rounded to whole images
 * @param assumptions made in reading it, for people
 */
public record MatrixFile(AccuracyMatrix matrix, List<String> assumptions) {

  /** So many images a session, where none are known, keep six digits of each accuracy. */
  private static final int UNKNOWN = 1_000_000;

  /** What the numbers of a file mean. */
  public enum Unit {
    PERCENT,
    FRACTION,
    /** Percent if one is above 1. */
    GUESSED
  }

  public MatrixFile {
    assumptions = List.copyOf(assumptions);
  }

  /**
   * Reads a file.
   *
   * @param imagesPerSession test images of each session's classes; one number for all; empty if not
   *     known
   * @throws MatrixFileException naming the place that is wrong
   */
  public static MatrixFile read(Path file, List<Integer> imagesPerSession, Unit unit)
      throws IOException {
    MatrixCells cells = MatrixCells.read(file);
    List<String> assumptions = new ArrayList<>();
    double[][] table = square(cells.rows(), file);
    if (isUpper(table)) {
      table = transposed(table);
      assumptions.add("rows were taken for sessions tested: the lower half is empty");
    }
    boolean percent = isPercent(table, cells, unit);
    if (unit == Unit.GUESSED) {
      assumptions.add("accuracies were taken for " + (percent ? "percent" : "fractions"));
    }
    int[] totals = totals(imagesPerSession, table.length, file, assumptions);
    AccuracyMatrix matrix = AccuracyMatrix.EMPTY;
    boolean tested = aboveDiagonal(table);
    for (int after = 0; after < table.length; after++) {
      int width = tested ? known(table[after]) : after + 1;
      int[] correct = new int[Math.max(width, after + 1)];
      for (int j = 0; j < correct.length; j++) {
        double fraction = table[after][j] / (percent ? 100 : 1);
        if (!(fraction >= 0 && fraction <= 1)) {
          throw new MatrixFileException(
              file,
              Double.isNaN(fraction)
                  ? "after session %d the accuracy on session %d is missing".formatted(after, j)
                  : "after session %d the accuracy on session %d is %s; expected 0 to %d"
                      .formatted(after, j, Numbers.plain(table[after][j]), percent ? 100 : 1));
        }
        correct[j] = (int) Math.round(fraction * totals[j]);
      }
      matrix = matrix.plus(correct, Arrays.copyOf(totals, correct.length));
    }
    return new MatrixFile(matrix, assumptions);
  }

  /** As many rows as columns; cells that are not there are NaN. */
  private static double[][] square(List<double[]> rows, Path file) {
    int columns = rows.stream().mapToInt(MatrixFile::known).max().orElse(0);
    if (columns > rows.size()) {
      throw new MatrixFileException(
          file,
          "%d sessions are tested in %d rows; expected one row for each session"
              .formatted(columns, rows.size()));
    }
    double[][] table = new double[rows.size()][rows.size()];
    for (int i = 0; i < table.length; i++) {
      Arrays.fill(table[i], Double.NaN);
      int width = Math.min(table.length, rows.get(i).length);
      System.arraycopy(rows.get(i), 0, table[i], 0, width);
    }
    return table;
  }

  /** Cells up to the last that is known. */
  private static int known(double[] row) {
    int width = row.length;
    while (width > 0 && Double.isNaN(row[width - 1])) {
      width--;
    }
    return width;
  }

  /** Frameworks fill with zeros what was not tested. */
  private static boolean aboveDiagonal(double[][] table) {
    for (int i = 0; i < table.length; i++) {
      for (int j = i + 1; j < table.length; j++) {
        if (table[i][j] != 0 && !Double.isNaN(table[i][j])) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isUpper(double[][] table) {
    return aboveDiagonal(table) && !aboveDiagonal(transposed(table));
  }

  private static double[][] transposed(double[][] table) {
    double[][] turned = new double[table.length][table.length];
    for (int i = 0; i < table.length; i++) {
      for (int j = 0; j < table.length; j++) {
        turned[j][i] = table[i][j];
      }
    }
    return turned;
  }

  private static boolean isPercent(double[][] table, MatrixCells cells, Unit unit) {
    return switch (unit) {
      case PERCENT -> true;
      case FRACTION -> false;
      case GUESSED ->
          cells.percentSigns()
              || Arrays.stream(table).flatMapToDouble(Arrays::stream).anyMatch(v -> v > 1);
    };
  }

  private static int[] totals(
      List<Integer> images, int sessions, Path file, List<String> assumptions) {
    List<Integer> totals = images;
    if (images.isEmpty()) {
      totals = Collections.nCopies(sessions, UNKNOWN);
      assumptions.add("every session was taken to have as many test images as every other");
    } else if (images.size() == 1) {
      totals = Collections.nCopies(sessions, images.get(0));
    } else if (images.size() != sessions) {
      throw new MatrixFileException(
          file,
          String.format(
              Locale.ROOT,
              "has %d sessions, but the numbers of test images are of %d: %s",
              sessions,
              images.size(),
              images));
    }
    return totals.stream().mapToInt(Integer::intValue).toArray();
  }
}
