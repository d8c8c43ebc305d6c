package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.palimpsest.record.CsvTable;
import org.palimpsest.record.FormatException;

/**
 * {@code accuracy-matrix.csv}: correct / total on each session's test images after each session.
 *
 * @param size sessions, the larger of those learnt and those tested
 * @param counts by place; places never tested are absent
 */
record SessionMatrix(int size, Map<Place, Counts> counts) {

  SessionMatrix {
    counts = Map.copyOf(counts);
  }

  /** Which session was learnt last, and which one's classes were tested. */
  record Place(int after, int tested) {}

  /** Test images got right, of how many. */
  record Counts(long correct, long total) {}

  /** Accuracy in [0, 1], empty where nothing was tested. */
  OptionalDouble accuracy(int after, int tested) {
    Counts found = counts.get(new Place(after, tested));
    return found == null || found.total == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) found.correct / (double) found.total);
  }

  static SessionMatrix read(Path path, String name) throws IOException, FormatException {
    CsvTable csv = CsvTable.read(path, name);
    int after = csv.column("after_session");
    int tested = csv.column("tested_session");
    int correct = csv.column("correct");
    int total = csv.column("total");
    int size = 0;
    Map<Place, Counts> counts = new TreeMap<>(SessionMatrix::inOrder);
    for (int i = 0; i < csv.rows().size(); i++) {
      Place place = new Place(csv.session(i, after), csv.session(i, tested));
      Counts found = new Counts(csv.count(i, correct), csv.count(i, total));
      if (found.correct > found.total) {
        throw new FormatException(
            "%s: row %d has %d correct of only %d"
                .formatted(name, i + 1, found.correct, found.total));
      }
      if (counts.put(place, found) != null) {
        throw new FormatException(
            "%s: row %d repeats after_session %d, tested_session %d"
                .formatted(name, i + 1, place.after, place.tested));
      }
      size = Math.max(size, 1 + Math.max(place.after, place.tested));
    }
    return new SessionMatrix(size, counts);
  }

  private static int inOrder(Place a, Place b) {
    return a.after != b.after
        ? Integer.compare(a.after, b.after)
        : Integer.compare(a.tested, b.tested);
  }
}
