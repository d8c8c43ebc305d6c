package org.palimpsest.report.plot;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.EpisodeInterval;
import org.palimpsest.metric.Metric;
import org.palimpsest.metric.Metrics;

/**
 * What a measured quantity is called in headings, and how its values are written.
 *
 * @param key full name in the files
 */
public record Measure(String key, String label, Unit unit) {

  /** How values are written. */
  public enum Unit {
    /** A fraction, written in percent. */
    PERCENT,
    /** A difference of fractions, written in percentage points. */
    POINTS,
    SECONDS,
    BYTES,
    NUMBER
  }

  public static final Measure ACCURACY_SEEN =
      new Measure("accuracy_seen", "Accuracy, all classes seen", Unit.PERCENT);
  public static final Measure BASE_ACCURACY =
      new Measure("base_accuracy", "Accuracy, base classes", Unit.PERCENT);
  public static final Measure NOVEL_ACCURACY =
      new Measure("novel_accuracy", "Accuracy, novel classes", Unit.PERCENT);
  public static final Measure HARMONIC_MEAN =
      new Measure("harmonic_mean", "Harmonic mean", Unit.PERCENT);
  public static final Measure FORGETTING =
      new Measure("forgetting_from_earlier_peak", "Forgetting from earlier peak", Unit.POINTS);
  public static final Measure AVERAGE_INCREMENTAL =
      new Measure("average_incremental_accuracy", "Average incremental accuracy", Unit.PERCENT);
  public static final Measure PERFORMANCE_DROP =
      new Measure("performance_drop", "Performance drop", Unit.POINTS);

  /** On images that were held out from training. */
  public static final Measure VALIDATION =
      new Measure("validation_accuracy", "Accuracy, held-out images", Unit.PERCENT);

  private static final List<Measure> KNOWN =
      List.of(
          ACCURACY_SEEN,
          new Measure("average_accuracy", "Average accuracy of sessions", Unit.PERCENT),
          AVERAGE_INCREMENTAL,
          BASE_ACCURACY,
          NOVEL_ACCURACY,
          HARMONIC_MEAN,
          FORGETTING,
          new Measure("forgetting_from_any_peak", "Forgetting from any peak", Unit.POINTS),
          new Measure("forgetting_from_learned", "Forgetting from when learnt", Unit.POINTS),
          new Measure("backward_transfer", "Backward transfer", Unit.POINTS),
          new Measure("forward_transfer", "Forward transfer", Unit.POINTS),
          PERFORMANCE_DROP,
          VALIDATION,
          new Measure("intransigence", "Intransigence", Unit.POINTS),
          new Measure("generalized_accuracy_auc", "Generalized accuracy, area", Unit.PERCENT),
          new Measure("recency_bias", "Recency bias", Unit.PERCENT),
          new Measure("stability_gap", "Stability gap", Unit.POINTS),
          new Measure("seconds", "Time", Unit.SECONDS));

  /** The measure of a name, which need not be known here. */
  public static Measure named(String key) {
    return KNOWN.stream()
        .filter(measure -> measure.key.equals(key))
        .findFirst()
        .orElseGet(() -> new Measure(key, words(key), unit(key)));
  }

  /** How it is computed, empty if no metric has this name. */
  public String formula() {
    return metric()
        .map(m -> m.formula().replace(" - ", " \u2212 ").replace("<=", "\u2264"))
        .orElse(key.startsWith(EpisodeCounts.HALF_WIDTH) ? EpisodeInterval.FORMULA : "");
  }

  /** Which way is up, empty if no metric has this name. */
  public String better() {
    return metric().map(m -> m.higherIsBetter() ? "higher" : "lower").orElse("");
  }

  private Optional<Metric> metric() {
    return Metrics.ALL.stream().filter(metric -> metric.name().equals(key)).findFirst();
  }

  /** The label where an axis already says that it is an accuracy. */
  public String shortLabel() {
    int comma = label.indexOf(", ");
    return comma < 0 ? label : words(label.substring(comma + 2));
  }

  /** {@code peak_memory} as "Peak memory". */
  public static String words(String key) {
    String text = key.replaceAll("[_.-]+", " ").strip();
    return text.isEmpty() ? key : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** With a capital letter at its beginning; empty if the text is. */
  public static String sentence(String text) {
    return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static Unit unit(String key) {
    if (key.endsWith("bytes")) {
      return Unit.BYTES;
    }
    if (key.endsWith("seconds")) {
      return Unit.SECONDS;
    }
    if (key.startsWith(EpisodeCounts.HALF_WIDTH)) {
      return Unit.POINTS;
    }
    return key.contains("accuracy") ? Unit.PERCENT : Unit.NUMBER;
  }
}
