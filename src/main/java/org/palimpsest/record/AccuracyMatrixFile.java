package org.palimpsest.record;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.experiment.SessionResult;

/**
 * {@code accuracy-matrix.csv}: correct / total on each session's test images after each session.
 *
 * @param size sessions, the larger of those learnt and those tested
 * @param counts by place; places never tested are absent
 */
public record AccuracyMatrixFile(int size, Map<Place, Counts> counts) {

  public static final String NAME = "accuracy-matrix.csv";

  private static final List<String> HEADER =
      List.of("after_session", "tested_session", "correct", "total");

  public AccuracyMatrixFile {
    counts = Map.copyOf(counts);
  }

  /** Which session was learnt last, and which one's classes were tested. */
  public record Place(int after, int tested) {}

  /** Test images got right, of how many. */
  public record Counts(long correct, long total) {}

  /** Accuracy in [0, 1], empty where nothing was tested. */
  public OptionalDouble accuracy(int after, int tested) {
    Counts found = counts.get(new Place(after, tested));
    return found == null || found.total == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) found.correct / (double) found.total);
  }

  /** The file's text. */
  static String text(List<SessionResult> results) {
    StringBuilder csv = new StringBuilder(String.join(",", HEADER)).append('\n');
    for (SessionResult result : results) {
      for (int j = 0; j < result.correct().size(); j++) {
        csv.append(result.session()).append(',').append(j).append(',');
        csv.append(result.correct().get(j)).append(',').append(result.totals().get(j)).append('\n');
      }
    }
    return csv.toString();
  }

  /**
   * Reads the file of a run.
   *
   * @throws DamagedFileException if it is not such a table
   */
  public static AccuracyMatrixFile read(Path runFolder) {
    CsvTable csv = CsvTable.read(runFolder.resolve(NAME));
    int[] columns = HEADER.stream().mapToInt(csv::column).toArray();
    int size = 0;
    Map<Place, Counts> counts = new TreeMap<>(AccuracyMatrixFile::inOrder);
    for (int i = 0; i < csv.rows().size(); i++) {
      Place place = new Place(csv.session(i, columns[0]), csv.session(i, columns[1]));
      Counts found = new Counts(csv.count(i, columns[2]), csv.count(i, columns[3]));
      if (found.correct > found.total) {
        throw csv.damaged(
            "row %d has %d correct of only %d".formatted(i + 1, found.correct, found.total));
      }
      if (counts.put(place, found) != null) {
        throw csv.damaged(
            "row %d repeats after_session %d, tested_session %d"
                .formatted(i + 1, place.after, place.tested));
      }
      size = Math.max(size, 1 + Math.max(place.after, place.tested));
    }
    if (size > csv.rows().size()) {
      throw csv.damaged(
          "it names session %d in only %d rows".formatted(size - 1, csv.rows().size()));
    }
    return new AccuracyMatrixFile(size, counts);
  }

  private static int inOrder(Place a, Place b) {
    return a.after != b.after
        ? Integer.compare(a.after, b.after)
        : Integer.compare(a.tested, b.tested);
  }
}
