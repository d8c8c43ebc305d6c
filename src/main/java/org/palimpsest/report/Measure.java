package org.palimpsest.report;

import java.util.List;

/**
 * What a measured quantity is called and how it is computed, for people.
 *
 * @param key full name in the files
 * @param label for headings
 * @param formula with {@code R[t][j]}, the accuracy on session j's classes after session t, and T,
 *     the last session
 */
record Measure(String key, String label, String formula, Unit unit, Better better) {

  /** How its values are written. */
  enum Unit {
    /** Stored as a fraction, written in percent; differences of fractions are percentage points. */
    PERCENT,
    POINTS,
    SECONDS,
    BYTES,
    NUMBER
  }

  /** Which way is up. */
  enum Better {
    HIGHER,
    LOWER,
    NEITHER
  }

  static final Measure ACCURACY_SEEN =
      new Measure(
          "accuracy_seen",
          "Accuracy, all classes seen",
          "correct / total over the test images of all classes seen after session t",
          Unit.PERCENT,
          Better.HIGHER);
  static final Measure BASE_ACCURACY =
      new Measure(
          "base_accuracy",
          "Accuracy, base classes",
          "correct / total over the test images of session 0's classes, scored among all classes seen",
          Unit.PERCENT,
          Better.HIGHER);
  static final Measure NOVEL_ACCURACY =
      new Measure(
          "novel_accuracy",
          "Accuracy, novel classes",
          "correct / total over the test images of later sessions' classes, scored among all classes seen",
          Unit.PERCENT,
          Better.HIGHER);
  static final Measure HARMONIC_MEAN =
      new Measure(
          "harmonic_mean",
          "Harmonic mean",
          "2 \u00b7 base \u00b7 novel / (base + novel)",
          Unit.PERCENT,
          Better.HIGHER);
  static final Measure FORGETTING =
      new Measure(
          "forgetting_from_earlier_peak",
          "Forgetting from earlier peak",
          "mean over j<t of (max over j\u2264k<t of R[k][j] \u2212 R[t][j]); negative if sessions improved",
          Unit.POINTS,
          Better.LOWER);
  static final Measure AVERAGE_INCREMENTAL =
      new Measure(
          "average_incremental_accuracy",
          "Average incremental accuracy",
          "mean over t of accuracy_seen[t]",
          Unit.PERCENT,
          Better.HIGHER);
  static final Measure PERFORMANCE_DROP =
      new Measure(
          "performance_drop",
          "Performance drop",
          "accuracy_seen[0] \u2212 accuracy_seen[T]",
          Unit.POINTS,
          Better.LOWER);

  private static final List<Measure> KNOWN =
      List.of(
          ACCURACY_SEEN,
          AVERAGE_INCREMENTAL,
          BASE_ACCURACY,
          NOVEL_ACCURACY,
          HARMONIC_MEAN,
          FORGETTING,
          new Measure(
              "forgetting_from_any_peak",
              "Forgetting from any peak",
              "mean over j<T of (max over j\u2264k\u2264T of R[k][j] \u2212 R[T][j]); never negative",
              Unit.POINTS,
              Better.LOWER),
          new Measure(
              "forgetting_from_learned",
              "Forgetting from when learnt",
              "mean over j<T of (R[j][j] \u2212 R[T][j])",
              Unit.POINTS,
              Better.LOWER),
          new Measure(
              "backward_transfer",
              "Backward transfer",
              "mean over j<T of (R[T][j] \u2212 R[j][j])",
              Unit.POINTS,
              Better.HIGHER),
          new Measure(
              "forward_transfer",
              "Forward transfer",
              "mean over j>0 of (R[j\u22121][j] \u2212 chance of session j)",
              Unit.POINTS,
              Better.HIGHER),
          PERFORMANCE_DROP,
          new Measure(
              "intransigence",
              "Intransigence",
              "joint training's accuracy on session t's classes \u2212 R[t][t]",
              Unit.POINTS,
              Better.LOWER),
          new Measure(
              "generalized_accuracy_auc",
              "Generalized accuracy, area under curve",
              "area under accuracy as the base classes' weight goes from 1 to their natural share",
              Unit.PERCENT,
              Better.HIGHER),
          new Measure("seconds", "Time", "wall time of the session", Unit.SECONDS, Better.LOWER));

  /** The measure of a name; one without a formula if the name is not known here. */
  static Measure named(String key) {
    for (Measure measure : KNOWN) {
      if (measure.key.equals(key)) {
        return measure;
      }
    }
    return new Measure(key, words(key), "", unit(key), Better.NEITHER);
  }

  /** The label where an axis already says that it is an accuracy. */
  String shortLabel() {
    int comma = label.indexOf(", ");
    return comma < 0 ? label : words(label.substring(comma + 2));
  }

  /** {@code peak_memory_bytes} as "Peak memory bytes". */
  static String words(String key) {
    String text = key.replace('_', ' ').replace('.', ' ').replace('-', ' ').strip();
    return text.isEmpty()
        ? key
        : text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }

  private static Unit unit(String key) {
    if (key.endsWith("bytes")) {
      return Unit.BYTES;
    }
    if (key.endsWith("seconds")) {
      return Unit.SECONDS;
    }
    return key.contains("accuracy") ? Unit.PERCENT : Unit.NUMBER;
  }
}
