package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.palimpsest.disk.Json;

/**
 * What one line of a run's {@code journal.jsonl} says; the only place that knows the lines' format.
 */
public sealed interface JournalEntry {

  /** Of this format of the lines. */
  int VERSION = 1;

  /** This entry as the fields of its line, without the line's number. */
  ObjectNode json();

  /** A run's end. */
  enum Status {
    FINISHED,
    FAILED,
    KILLED
  }

  /** The first line: which run this is. */
  record Started(String runUuid, String experiment, String name, long startedMillis)
      implements JournalEntry {
    @Override
    public ObjectNode json() {
      return type("run")
          .put("version", VERSION)
          .put("run_uuid", runUuid)
          .put("experiment", experiment)
          .put("name", name)
          .put("started", startedMillis);
    }
  }

  /** The flattened configuration. */
  record Parameters(Map<String, String> values) implements JournalEntry {
    public Parameters {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public ObjectNode json() {
      ObjectNode line = type("params");
      values.forEach(line.putObject("params")::put);
      return line;
    }
  }

  record Tags(Map<String, String> values) implements JournalEntry {
    public Tags {
      // Equal runs have equal journals; some maps are in another order in each process.
      values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    @Override
    public ObjectNode json() {
      ObjectNode line = type("tags");
      values.forEach(line.putObject("tags")::put);
      return line;
    }
  }

  /** A data set and what it is for; everything else that is known of it is in {@code profile}. */
  record DatasetUsed(String name, String digest, String context, Map<String, JsonNode> profile)
      implements JournalEntry {
    private static final Set<String> OWN = Set.of("seq", "type", "name", "digest", "context");

    public DatasetUsed {
      profile = Collections.unmodifiableMap(new LinkedHashMap<>(profile));
    }

    /** Something that is known of it, such as {@code images}; empty if it is not. */
    public String fact(String key) {
      return profile.containsKey(key) ? profile.get(key).asText() : "";
    }

    @Override
    public ObjectNode json() {
      ObjectNode line = type("dataset");
      line.put("name", name).put("digest", digest).put("context", context);
      return line.setAll(profile);
    }
  }

  /** Values measured at one moment. Values that are not finite numbers are left out. */
  record Metrics(long timestampMillis, List<Measurement> values) implements JournalEntry {
    public Metrics {
      values = values.stream().filter(one -> Double.isFinite(one.value())).toList();
    }

    @Override
    public ObjectNode json() {
      ObjectNode line = type("metrics").put("timestamp", timestampMillis);
      ArrayNode points = line.putArray("metrics");
      for (Measurement one : values) {
        points.addObject().put("key", one.key).put("value", one.value).put("step", one.step);
      }
      return line;
    }
  }

  /** One value of {@link Metrics}. */
  record Measurement(String key, double value, long step) {}

  /** A file, relative to the run's folder, that is new or has changed. */
  record ArtifactWritten(String path) implements JournalEntry {
    @Override
    public ObjectNode json() {
      return type("artifact").put("path", path);
    }
  }

  /** The run was taken up again. */
  record Resumed(long timeMillis) implements JournalEntry {
    @Override
    public ObjectNode json() {
      return type("resumed").put("time", timeMillis);
    }
  }

  /** The run stopped. */
  record Ended(Status status, long endedMillis) implements JournalEntry {
    @Override
    public ObjectNode json() {
      return type("end").put("status", status.name()).put("ended", endedMillis);
    }
  }

  private static ObjectNode type(String name) {
    return Json.object().put("type", name);
  }

  /**
   * What a line says.
   *
   * @param first whether it is the journal's first, which has to be a run
   * @throws IllegalArgumentException saying what is wrong with the line
   */
  static JournalEntry of(JsonNode json, boolean first) {
    String type = text(json, "type");
    if (first != type.equals("run")) {
      throw new IllegalArgumentException(
          "has type \"%s\"; a journal's first line, and only it, is a run".formatted(type));
    }
    return switch (type) {
      case "run" -> started(json);
      case "params" -> new Parameters(texts(json, "params"));
      case "tags" -> new Tags(texts(json, "tags"));
      case "dataset" -> dataset(json);
      case "metrics" -> metrics(json);
      case "artifact" -> new ArtifactWritten(text(json, "path"));
      case "resumed" -> new Resumed(integer(json, "time"));
      case "end" -> ended(json);
      default ->
          throw new IllegalArgumentException(
              "has the unknown type \"%s\"; is it a newer version's?".formatted(type));
    };
  }

  private static JournalEntry started(JsonNode json) {
    if (integer(json, "version") != VERSION) {
      throw new IllegalArgumentException(
          "has version %s, not %d".formatted(json.get("version"), VERSION));
    }
    String uuid = text(json, "run_uuid");
    // It is put into a server's search.
    if (!Pattern.matches("[0-9A-Za-z-]{1,64}", uuid)) {
      throw new IllegalArgumentException(
          "has a run_uuid that is not made of letters, digits and dashes");
    }
    return new Started(
        uuid, text(json, "experiment"), text(json, "name"), integer(json, "started"));
  }

  private static JournalEntry dataset(JsonNode json) {
    Map<String, JsonNode> profile = new LinkedHashMap<>();
    json.properties().stream()
        .filter(field -> !DatasetUsed.OWN.contains(field.getKey()))
        .forEach(field -> profile.put(field.getKey(), field.getValue()));
    return new DatasetUsed(
        text(json, "name"), text(json, "digest"), text(json, "context"), profile);
  }

  private static JournalEntry metrics(JsonNode json) {
    List<Measurement> values = new ArrayList<>();
    for (JsonNode metric : json.path("metrics")) {
      // A value that is undefined would hide the run from a server's searches.
      if (metric.path("value").isNumber()) {
        double value = metric.path("value").doubleValue();
        values.add(new Measurement(text(metric, "key"), value, integer(metric, "step")));
      }
    }
    return new Metrics(integer(json, "timestamp"), values);
  }

  private static JournalEntry ended(JsonNode json) {
    String name = text(json, "status");
    for (Status status : Status.values()) {
      if (status.name().equals(name)) {
        return new Ended(status, integer(json, "ended"));
      }
    }
    throw new IllegalArgumentException("has the unknown status \"%s\"".formatted(name));
  }

  private static Map<String, String> texts(JsonNode json, String field) {
    if (!json.path(field).isObject()) {
      throw new IllegalArgumentException("has no \"%s\"".formatted(field));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.get(field).properties()) {
      JsonNode value = entry.getValue();
      texts.put(entry.getKey(), value.isValueNode() ? value.asText() : value.toString());
    }
    return texts;
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalArgumentException("has no \"%s\"".formatted(field));
    }
    return json.get(field).textValue();
  }

  private static long integer(JsonNode json, String field) {
    if (!json.path(field).isIntegralNumber() || !json.get(field).canConvertToLong()) {
      throw new IllegalArgumentException("has no whole number \"%s\"".formatted(field));
    }
    return json.get(field).longValue();
  }
}
