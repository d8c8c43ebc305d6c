package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.palimpsest.record.CsvTable;
import org.palimpsest.record.FormatException;

/**
 * {@code sessions.csv}: what was measured after each session.
 *
 * @param measures names of the measured columns, in the file's order
 * @param rows in order of session, which begins at 0 without a gap
 */
record SessionTable(List<String> measures, List<Row> rows) {

  private static final String SESSION = "session";
  private static final String CLASSES = "classes_seen";

  SessionTable {
    measures = List.copyOf(measures);
    rows = List.copyOf(rows);
  }

  /**
   * One session.
   *
   * @param classesSeen of this session and all earlier ones
   * @param values by measure; undefined ones are absent
   */
  record Row(int session, long classesSeen, Map<String, Double> values) {
    Row {
      values = Map.copyOf(values);
    }

    OptionalDouble value(String measure) {
      Double value = values.get(measure);
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  static SessionTable read(Path path, String name) throws IOException, FormatException {
    CsvTable csv = CsvTable.read(path, name);
    int session = csv.column(SESSION);
    int classes = csv.column(CLASSES);
    List<String> measures = new ArrayList<>(csv.header());
    measures.remove(SESSION);
    measures.remove(CLASSES);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < csv.rows().size(); i++) {
      if (csv.session(i, session) != i) {
        throw new FormatException(
            "%s: row %d is of session %d, expected %d"
                .formatted(name, i + 1, csv.session(i, session), i));
      }
      Map<String, Double> values = new LinkedHashMap<>();
      for (String measure : measures) {
        int column = csv.column(measure);
        if (!csv.rows().get(i).get(column).isEmpty()) {
          values.put(measure, csv.number(i, column));
        }
      }
      rows.add(new Row(i, csv.count(i, classes), values));
    }
    return new SessionTable(measures, rows);
  }
}
