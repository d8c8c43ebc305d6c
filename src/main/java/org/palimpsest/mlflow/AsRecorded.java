package org.palimpsest.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.conf.Redaction;
import org.palimpsest.disk.Json;

/**
 * What MLflow cannot hold as the journal has it, kept whole as artifacts: parameters and tags whose
 * name or value had to be altered, and the original names of metrics and files.
 */
final class AsRecorded {

  /** Where a value that was cut is found whole. */
  static final String PARAMETERS = "as-recorded/params.json";

  static final String TAGS = "as-recorded/tags.json";
  private static final String METRIC_NAMES = "as-recorded/metric-names.json";
  private static final String FILE_NAMES = "as-recorded/file-names.json";

  // Escapes let halves of surrogate pairs survive, which UTF-8 has no form for.
  private static final ObjectWriter JSON =
      Json.MAPPER.writerWithDefaultPrettyPrinter().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private final Map<String, Map<String, String>> files = new LinkedHashMap<>();
  private boolean grown;

  /** Remembers a parameter that is stored under another name or with another value. */
  void parameter(String name, String value) {
    remember(PARAMETERS, name, value);
  }

  void tag(String name, String value) {
    remember(TAGS, name, value);
  }

  void metricName(String stored, String original) {
    remember(METRIC_NAMES, stored, original);
  }

  void fileName(String stored, String original) {
    remember(FILE_NAMES, stored, original);
  }

  private void remember(String file, String key, String value) {
    files
        .computeIfAbsent(file, name -> new LinkedHashMap<>())
        .put(Redaction.of(key), Redaction.of(value));
    grown = true;
  }

  /** Whether something was remembered since {@link #stored()}. */
  boolean hasGrown() {
    return grown;
  }

  void stored() {
    grown = false;
  }

  /** The artifacts by path; empty if everything fitted. */
  Map<String, byte[]> artifacts() {
    Map<String, byte[]> artifacts = new LinkedHashMap<>();
    files.forEach((path, values) -> artifacts.put(path, bytes(values)));
    return artifacts;
  }

  private static byte[] bytes(Map<String, String> values) {
    try {
      return (JSON.writeValueAsString(values) + "\n").getBytes(StandardCharsets.US_ASCII);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts has no JSON form", e);
    }
  }
}
