package org.palimpsest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code summary.json}, sorted by what it is about.
 *
 * @param metrics final ones by full name
 * @param budget what a learner keeps, in bytes by what it is for
 * @param leakage the audit's verdict
 * @param others such as times and memory, by dotted path
 */
record SummaryFacts(
    Map<String, Double> metrics,
    Map<String, Double> budget,
    Optional<Leakage> leakage,
    Map<String, String> others) {

  /** The verdict and why. */
  record Leakage(boolean clean, List<String> findings) {}

  private static final String METRICS = "metrics";
  private static final String BUDGET = "budget";
  private static final String LEAKAGE = "leakage";

  static SummaryFacts of(JsonNode summary) {
    Map<String, String> others = new LinkedHashMap<>();
    summary
        .properties()
        .forEach(
            e -> {
              if (!e.getKey().equals(METRICS)
                  && !e.getKey().equals(BUDGET)
                  && !e.getKey().equals(LEAKAGE)) {
                Json.flatten(e.getValue())
                    .forEach(
                        (path, value) ->
                            others.put(
                                path.isEmpty() ? e.getKey() : e.getKey() + "." + path, value));
              }
            });
    return new SummaryFacts(
        numbers(summary.path(METRICS)),
        numbers(summary.path(BUDGET)),
        leakage(summary.path(LEAKAGE)),
        others);
  }

  private static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    node.properties()
        .forEach(
            e -> {
              if (e.getValue().isNumber()) {
                numbers.put(e.getKey(), e.getValue().asDouble());
              }
            });
    return numbers;
  }

  private static Optional<Leakage> leakage(JsonNode node) {
    if (!node.path("clean").isBoolean()) {
      return Optional.empty();
    }
    List<String> findings = new ArrayList<>();
    node.path("findings").forEach(finding -> findings.add(finding.asText()));
    return Optional.of(new Leakage(node.path("clean").asBoolean(), findings));
  }
}
