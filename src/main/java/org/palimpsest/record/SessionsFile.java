package org.palimpsest.record;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.experiment.SessionResult;

/**
 * {@code sessions.csv}: what was measured after each session.
 *
 * @param measures names of the measured columns, in the file's order
 * @param rows in order of session, which begins at 0 without a gap
 */
public record SessionsFile(List<String> measures, List<Row> rows) {

  public static final String NAME = "sessions.csv";

  private static final String SESSION = "session";
  private static final String CLASSES = "classes_seen";
  private static final String SECONDS = "seconds";

  /** Always there, before whatever else a run measured. */
  private static final List<String> METRICS =
      List.of(
          "accuracy_seen",
          "base_accuracy",
          "novel_accuracy",
          "harmonic_mean",
          "forgetting_from_earlier_peak");

  public SessionsFile {
    measures = List.copyOf(measures);
    rows = List.copyOf(rows);
  }

  /**
   * One session.
   *
   * @param classesSeen of this session and all earlier ones
   * @param values by measure; undefined ones are absent
   */
  public record Row(int session, long classesSeen, Map<String, Double> values) {
    public Row {
      values = Map.copyOf(values);
    }

    /** A measured value; empty if it is undefined. */
    public OptionalDouble value(String measure) {
      Double value = values.get(measure);
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  /** The file's text: one row a session; undefined cells are empty. */
  static String text(List<SessionResult> results) {
    Set<String> metrics = new LinkedHashSet<>(METRICS);
    results.forEach(result -> metrics.addAll(result.metrics().keySet()));
    List<String> header = new ArrayList<>(List.of(SESSION, CLASSES));
    header.addAll(metrics);
    header.add(SECONDS);
    StringBuilder csv = new StringBuilder(CsvTable.line(header));
    for (SessionResult result : results) {
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(result.session()));
      row.add(Integer.toString(result.classesSeen()));
      for (String metric : metrics) {
        Double value = result.metrics().get(metric);
        row.add(value == null ? "" : CsvTable.plain(value));
      }
      row.add(CsvTable.plain(result.trainingSeconds()));
      csv.append(CsvTable.line(row));
    }
    return csv.toString();
  }

  /**
   * Reads the file of a run.
   *
   * @throws DamagedFileException if it is not such a table
   */
  public static SessionsFile read(Path runFolder) {
    CsvTable csv = CsvTable.read(runFolder.resolve(NAME));
    int session = csv.column(SESSION);
    int classes = csv.column(CLASSES);
    List<String> measures = new ArrayList<>(csv.header());
    measures.remove(SESSION);
    measures.remove(CLASSES);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < csv.rows().size(); i++) {
      if (csv.session(i, session) != i) {
        throw csv.damaged(
            "row %d is of session %d, expected %d".formatted(i + 1, csv.session(i, session), i));
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
    return new SessionsFile(measures, rows);
  }
}
