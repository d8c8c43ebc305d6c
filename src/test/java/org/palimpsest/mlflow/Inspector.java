package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads back from a server, by REST and without the code under test, what it stores. */
final class Inspector {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String uri;

  Inspector(String uri) {
    this.uri = uri;
  }

  /**
   * Demands that the server has a run once, each of its points once, and its files byte for byte.
   */
  void assertWhole(JournalWriter journal) throws IOException, InterruptedException {
    JsonNode run = theRun(journal);
    List<JournalWriter.Point> stored = new ArrayList<>();
    for (String key : journal.points().stream().map(JournalWriter.Point::key).distinct().toList()) {
      stored.addAll(history(runId(run), key));
    }
    assertThat(stored).containsExactlyInAnyOrderElementsOf(journal.points());
    for (String path : journal.artifacts()) {
      assertThat(artifact(run, path))
          .as(path)
          .isEqualTo(Files.readAllBytes(journal.folder().resolve(path)));
    }
  }

  /** The one active run of a journal. */
  JsonNode theRun(JournalWriter journal) throws IOException, InterruptedException {
    List<JsonNode> runs = runs(journal, "ACTIVE_ONLY");
    assertThat(runs).as("runs of " + journal.folder()).hasSize(1);
    return runs.get(0);
  }

  List<JsonNode> runs(JournalWriter journal, String view) throws IOException, InterruptedException {
    JsonNode experiment = experiment(journal.experiment());
    ObjectNode request = JSON.createObjectNode();
    request.putArray("experiment_ids").add(experiment.path("experiment_id").asText());
    request.put("filter", "tags.`palimpsest.run_uuid` = '" + journal.runUuid() + "'");
    request.put("run_view_type", view);
    List<JsonNode> runs = new ArrayList<>();
    post("runs/search", request).path("runs").forEach(runs::add);
    return runs;
  }

  JsonNode experiment(String name) throws IOException, InterruptedException {
    return get("experiments/get-by-name?experiment_name=" + encoded(name)).path("experiment");
  }

  List<JournalWriter.Point> history(String runId, String key)
      throws IOException, InterruptedException {
    List<JournalWriter.Point> points = new ArrayList<>();
    get("metrics/get-history?run_id=" + runId + "&metric_key=" + encoded(key))
        .path("metrics")
        .forEach(
            metric ->
                points.add(
                    new JournalWriter.Point(
                        metric.path("key").asText(),
                        metric.path("value").asDouble(),
                        metric.path("step").asLong(),
                        metric.path("timestamp").asLong())));
    return points;
  }

  static String runId(JsonNode run) {
    return run.path("info").path("run_id").asText();
  }

  static Map<String, String> params(JsonNode run) {
    return pairs(run.path("data").path("params"));
  }

  static Map<String, String> tags(JsonNode run) {
    return pairs(run.path("data").path("tags"));
  }

  private static Map<String, String> pairs(JsonNode array) {
    Map<String, String> pairs = new TreeMap<>();
    array.forEach(pair -> pairs.put(pair.path("key").asText(), pair.path("value").asText()));
    return pairs;
  }

  byte[] artifact(JsonNode run, String path) throws IOException, InterruptedException {
    String place = "%s/get-artifact?run_id=%s&path=%s".formatted(uri, runId(run), encoded(path));
    var response =
        client.send(HttpRequest.newBuilder(URI.create(place)).build(), BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(uri + "/api/2.0/mlflow/" + path)).build());
  }

  JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(uri + "/api/2.0/mlflow/" + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    var response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(request + response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
