package org.palimpsest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.palimpsest.record.FormatException;

/**
 * What the page needs of {@code journal.jsonl}.
 *
 * @param experiment its name, empty if the journal does not say
 * @param name of the run, empty if the journal does not say
 * @param started milliseconds since 1970
 * @param status of the last end that no resumption followed
 * @param resumed how often the run was taken up again
 * @param params the configuration, flattened
 * @param tags such as {@code palimpsest.learner}
 * @param datasets in the order of the journal
 * @param curves {@code train/...} measurements by key and step
 */
record JournalFacts(
    String experiment,
    String name,
    OptionalLong started,
    Optional<String> status,
    int resumed,
    Map<String, String> params,
    Map<String, String> tags,
    List<DatasetFacts> datasets,
    Map<String, Map<Integer, Double>> curves) {

  /** Images that the run used, as the journal names them. */
  record DatasetFacts(String name, String context, String digest, String images, String classes) {}

  private static final String CURVES = "train/";

  static JournalFacts read(Path path, String file) throws IOException, FormatException {
    String text = Files.readString(path);
    Reader reader = new Reader(file);
    int line = 0;
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      if (end < 0) {
        break; // A line cut off by a crash; the recorder cuts it away when the run goes on.
      }
      line++;
      reader.take(Json.parse(text.substring(from, end), file + " line " + line), line);
      from = end + 1;
    }
    return reader.facts();
  }

  private static final class Reader {
    private final String file;
    private String experiment = "";
    private String name = "";
    private OptionalLong started = OptionalLong.empty();
    private Optional<String> status = Optional.empty();
    private int resumed;
    private final Map<String, String> params = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<DatasetFacts> datasets = new ArrayList<>();
    private final Map<String, Map<Integer, Double>> curves = new LinkedHashMap<>();

    Reader(String file) {
      this.file = file;
    }

    void take(JsonNode entry, int line) throws FormatException {
      switch (entry.path("type").asText()) {
        case "run" -> {
          experiment = entry.path("experiment").asText();
          name = entry.path("name").asText();
          if (entry.path("started").isNumber()) {
            started = OptionalLong.of(entry.path("started").asLong());
          }
        }
        case "params" -> params.putAll(Json.flatten(entry.path("params")));
        case "tags" ->
            entry
                .path("tags")
                .properties()
                .forEach(e -> tags.put(e.getKey(), e.getValue().asText()));
        case "dataset" ->
            datasets.add(
                new DatasetFacts(
                    entry.path("name").asText(),
                    entry.path("context").asText(),
                    entry.path("digest").asText(),
                    entry.path("images").asText(),
                    entry.path("classes").asText()));
        case "metrics" -> {
          for (JsonNode metric : entry.path("metrics")) {
            measurement(metric, line);
          }
        }
        case "resumed" -> {
          resumed++;
          status = Optional.empty();
        }
        case "end" -> status = Optional.of(entry.path("status").asText());
        default -> {
          // Artifacts, and whatever later versions add, are of no concern to the page.
        }
      }
    }

    private void measurement(JsonNode metric, int line) throws FormatException {
      String key = metric.path("key").asText();
      if (!key.startsWith(CURVES)) {
        return;
      }
      JsonNode step = metric.path("step");
      JsonNode value = metric.path("value");
      if (!step.canConvertToInt() || !value.isNumber()) {
        throw new FormatException(
            "%s line %d: %s has no whole step and number: %s".formatted(file, line, key, metric));
      }
      curves
          .computeIfAbsent(key.substring(CURVES.length()), k -> new TreeMap<>())
          .put(step.asInt(), value.asDouble());
    }

    JournalFacts facts() {
      return new JournalFacts(
          experiment, name, started, status, resumed, params, tags, datasets, curves);
    }
  }
}
