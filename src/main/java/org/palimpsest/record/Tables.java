package org.palimpsest.record;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.experiment.Predictions;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.ConfusionMatrix;

/** The run folder's CSV files. */
final class Tables {

  private static final List<String> SESSION_METRICS =
      List.of(
          "accuracy_seen",
          "base_accuracy",
          "novel_accuracy",
          "harmonic_mean",
          "forgetting_from_earlier_peak");

  private Tables() {}

  /** One row a session; undefined cells are empty. */
  static String sessions(List<SessionResult> results) {
    StringBuilder csv = new StringBuilder("session,classes_seen,");
    csv.append(String.join(",", SESSION_METRICS)).append(",seconds\n");
    for (SessionResult result : results) {
      csv.append(result.session()).append(',').append(result.classesSeen());
      for (String metric : SESSION_METRICS) {
        csv.append(',').append(plain(result.metrics().get(metric)));
      }
      csv.append(',').append(plain(result.trainingSeconds())).append('\n');
    }
    return csv.toString();
  }

  static String accuracyMatrix(List<SessionResult> results) {
    StringBuilder csv = new StringBuilder("after_session,tested_session,correct,total\n");
    for (SessionResult result : results) {
      for (int j = 0; j < result.correct().size(); j++) {
        csv.append(result.session()).append(',').append(j).append(',');
        csv.append(result.correct().get(j)).append(',').append(result.totals().get(j)).append('\n');
      }
    }
    return csv.toString();
  }

  /** Rows are true classes, columns predicted ones. */
  static String confusion(Predictions predictions) {
    ConfusionMatrix confusion = predictions.confusion();
    List<String> names = predictions.classNames().stream().map(Tables::quoted).toList();
    StringBuilder csv = new StringBuilder("true\\predicted,");
    csv.append(String.join(",", names)).append('\n');
    for (int trueClass = 0; trueClass < names.size(); trueClass++) {
      StringJoiner row = new StringJoiner(",", "", "\n");
      row.add(names.get(trueClass));
      for (int count : confusion.row(trueClass)) {
        row.add(Integer.toString(count));
      }
      csv.append(row);
    }
    return csv.toString();
  }

  /** One row a test image, compressed; the same predictions give the same bytes. */
  static void predictions(Predictions predictions, OutputStream out) throws IOException {
    StringBuilder csv = new StringBuilder("test_image,true_class,predicted_class\n");
    for (int i = 0; i < predictions.images().length; i++) {
      csv.append(predictions.images()[i]).append(',');
      csv.append(predictions.truth()[i]).append(',');
      csv.append(predictions.predicted()[i]).append('\n');
    }
    GZIPOutputStream gzip = new GZIPOutputStream(out);
    gzip.write(csv.toString().getBytes(StandardCharsets.UTF_8));
    gzip.finish();
  }

  private static String plain(@Nullable Double value) {
    return value == null ? "" : new BigDecimal(value.toString()).toPlainString();
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
