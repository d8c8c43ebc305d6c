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
 * @param metrics after the last session, by full name
 * @param budget what a learner keeps between sessions, in bytes by what it is for
 * @param costs times in seconds, memory in bytes, and shares of the time, by name
 * @param leakage the audit's verdict
 * @param warnings for which the numbers are not to be taken as they are
 */
record SummaryFacts(
    Map<String, Double> metrics,
    Map<String, Double> budget,
    Map<String, Double> costs,
    Optional<Leakage> leakage,
    List<String> warnings) {

  /**
   * What the audit found.
   *
   * @param violations because of which the results are not to be trusted
   * @param findings what a reader should know of the data set itself
   */
  record Leakage(
      boolean clean, List<String> violations, List<String> findings, List<String> unknown) {}

  private static final String BUDGET = "budget_bytes";

  static SummaryFacts of(JsonNode summary) {
    Map<String, Double> costs = new LinkedHashMap<>();
    summary
        .properties()
        .forEach(
            e -> {
              if (!e.getKey().equals(BUDGET) && isCost(e.getKey())) {
                costs.putAll(numbers(e.getKey(), e.getValue()));
              }
            });
    return new SummaryFacts(
        numbers("", summary.path("final")),
        numbers("", summary.path(BUDGET)),
        costs,
        leakage(summary.path("leakage")),
        texts(summary.path("warnings")));
  }

  private static boolean isCost(String key) {
    return key.endsWith("seconds") || key.endsWith("bytes") || key.startsWith("share_");
  }

  /** The number itself, or all numbers of an object. */
  private static Map<String, Double> numbers(String name, JsonNode node) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (node.isNumber()) {
      numbers.put(name, node.asDouble());
    }
    node.properties()
        .forEach(
            e -> {
              if (e.getValue().isNumber()) {
                // The unit stays at the end.
                String unit = name.isEmpty() ? "" : "_" + name;
                numbers.put(e.getKey() + unit, e.getValue().asDouble());
              }
            });
    return numbers;
  }

  private static Optional<Leakage> leakage(JsonNode node) {
    return node.path("clean").isBoolean()
        ? Optional.of(
            new Leakage(
                node.path("clean").asBoolean(),
                texts(node.path("violations")),
                texts(node.path("findings")),
                texts(node.path("unknown"))))
        : Optional.empty();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
