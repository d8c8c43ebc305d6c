package org.palimpsest.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Every metric of a run over sessions. */
public final class Metrics {

  /** All of them; each has a value after the last session or is undefined there. */
  public static final List<Metric> ALL =
      List.of(
          AccuracySeen.METRIC,
          AverageAccuracy.METRIC,
          AverageIncrementalAccuracy.METRIC,
          BaseAccuracy.METRIC,
          NovelAccuracy.METRIC,
          HarmonicMean.METRIC,
          ForgettingFromEarlierPeak.METRIC,
          ForgettingFromAnyPeak.METRIC,
          ForgettingFromLearned.METRIC,
          BackwardTransfer.METRIC,
          ForwardTransfer.METRIC,
          PerformanceDrop.METRIC,
          Intransigence.METRIC,
          GeneralizedAccuracyAuc.METRIC,
          LearningAccuracy.METRIC,
          RecencyBias.METRIC,
          MinimumAccuracy.METRIC,
          WorstCaseAccuracy.METRIC,
          StabilityGap.METRIC,
          AnytimeAccuracyAuc.METRIC);

  /** Those that are also worth following from session to session. */
  public static final List<Metric> PER_SESSION =
      List.of(
          AccuracySeen.METRIC,
          BaseAccuracy.METRIC,
          NovelAccuracy.METRIC,
          HarmonicMean.METRIC,
          ForgettingFromEarlierPeak.METRIC,
          Intransigence.METRIC,
          RecencyBias.METRIC,
          MinimumAccuracy.METRIC,
          AnytimeAccuracyAuc.METRIC);

  private Metrics() {}

  /**
   * Values by full name after the session learnt last, in the metrics' order; undefined ones are
   * left out.
   */
  public static Map<String, Double> values(List<Metric> metrics, Evaluation evaluation) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      metric.of(evaluation).ifPresent(value -> values.put(metric.name(), value));
    }
    return Collections.unmodifiableMap(values);
  }

  /** What each session left, by full name; undefined values are left out. */
  public static List<Map<String, Double>> bySession(Evaluation evaluation) {
    return IntStream.range(0, evaluation.matrix().sessions())
        .mapToObj(session -> values(PER_SESSION, evaluation.upTo(session)))
        .toList();
  }

  /**
   * The metric of that full name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Metric named(String name) {
    return ALL.stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is not one of %s"
                        .formatted(name, ALL.stream().map(Metric::name).toList())));
  }
}
