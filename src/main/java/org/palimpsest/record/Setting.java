package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * On what a run was measured: what has to agree before two runs may be compared.
 *
 * @param data name of the data set and the SHA-256 of its images; empty if the run does not say
 * @param classOrder labels in the order of learning; empty if the run does not say
 * @param split SHA-256 over the images of each session; empty if the run does not say
 * @param tests SHA-256 over the test images; empty if the run does not say
 * @param classesSeen after each session; empty if not known
 * @param totals test images of each session's classes; empty if not known
 * @param benchmark the configuration's keys about sessions, shots and data
 */
public record Setting(
    Optional<String> data,
    List<String> classOrder,
    Optional<String> split,
    Optional<String> tests,
    List<Integer> classesSeen,
    List<Integer> totals,
    Map<String, String> benchmark) {

  private static final String BENCHMARK = "benchmark.";

  public Setting {
    classOrder = List.copyOf(classOrder);
    classesSeen = List.copyOf(classesSeen);
    totals = List.copyOf(totals);
    benchmark = Map.copyOf(benchmark);
  }

  /** Of a run whose provenance is known. */
  static Setting of(
      JsonNode provenance,
      List<Integer> classesSeen,
      List<Integer> totals,
      SortedMap<String, String> configuration) {
    JsonNode data = provenance.path("data");
    List<String> order = new ArrayList<>();
    data.path("class_order").forEach(label -> order.add(label.asText()));
    // Runs of earlier versions name the files' digest only.
    String sha256 = text(data, "content_sha256").or(() -> text(data, "sha256")).orElse("");
    SortedMap<String, String> benchmark = new TreeMap<>(configuration);
    benchmark.keySet().removeIf(key -> !key.startsWith(BENCHMARK));
    return new Setting(
        sha256.isEmpty()
            ? Optional.empty()
            : Optional.of("%s (SHA-256 %s)".formatted(data.path("name").asText(), sha256)),
        order,
        text(data, "split_sha256"),
        text(data, "test_sha256"),
        classesSeen,
        totals,
        benchmark);
  }

  /** Of a run that only left numbers behind. */
  public static Setting unknown(List<Integer> totals) {
    return new Setting(
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        totals,
        Map.of());
  }

  private static Optional<String> text(JsonNode data, String key) {
    return Optional.of(data.path(key).asText()).filter(text -> !text.isEmpty());
  }
}
