package org.palimpsest.record;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.Activity;
import org.palimpsest.experiment.Leakage;
import org.palimpsest.experiment.ReusedStage;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.RecencyBias;

/** {@code summary.json}, there once a run is complete. */
public final class SummaryFile {

  public static final String NAME = "summary.json";

  private SummaryFile() {}

  static String text(RunSummary summary) {
    RunInfo run = summary.run();
    ObjectNode root = Json.object();
    root.put("experiment", run.experiment());
    root.put("run_id", run.id());
    root.put("run_uuid", summary.uuid());
    root.put("seed", run.seed());
    root.put("configuration", run.configuration());
    root.put("method", run.method());
    root.put("engine", summary.engine());
    root.put("dataset", summary.dataset());
    summary.leftOut().forEach(root.putObject("files_left_out")::put);
    root.put("started", summary.started());
    root.put("finished", summary.finished());
    summary.finals().forEach(root.putObject("final")::put);
    ArrayNode sessions = root.putArray("sessions");
    summary.sessions().forEach(result -> session(result, sessions.addObject()));
    root.put("wall_seconds", summary.wallSeconds());
    root.put("training_seconds", summary.seconds().getOrDefault(Activity.TRAINING, 0.0));
    root.put("reused_training_seconds", summary.reusedSeconds());
    ObjectNode seconds = root.putObject("seconds");
    summary.seconds().forEach((activity, value) -> seconds.put(name(activity), value));
    root.put("data_seconds", summary.dataSeconds());
    root.put("share_outside_network", summary.shareOutsideNetwork());
    root.put("peak_resident_bytes", summary.peakResidentBytes());
    summary.budgetBytes().forEach(root.putObject("budget_bytes")::put);
    root.set("reused_stages", reused(summary.reused()));
    ObjectNode leakage = root.putObject("leakage");
    leakage.put("clean", summary.leakage().clean());
    summary.leakage().violations().forEach(leakage.putArray("violations")::add);
    summary.leakage().findings().forEach(leakage.putArray("findings")::add);
    summary.leakage().unknown().forEach(leakage.putArray("unknown")::add);
    summary.leakage().copies().forEach(leakage.putObject("copies")::put);
    summary.warnings().forEach(root.putArray("warnings")::add);
    root.put("parameters_sha256", summary.parametersSha256());
    return Json.pretty(root);
  }

  static ArrayNode reused(List<ReusedStage> stages) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    for (ReusedStage stage : stages) {
      array
          .addObject()
          .put("session", stage.session())
          .put("stage", stage.stage())
          .put("key", stage.key())
          .put("run_id", stage.run())
          .put("training_seconds", stage.trainingSeconds());
    }
    return array;
  }

  /**
   * Reads a complete run's summary.
   *
   * @param folder of the run
   * @throws DamagedFileException if it is not one
   */
  public static RunSummary read(Path folder) {
    Path file = folder.resolve(NAME);
    ObjectNode root = Json.read(file);
    return DamagedFileException.reading(file, () -> summary(folder, root));
  }

  private static RunSummary summary(Path folder, ObjectNode root) throws IOException {
    return new RunSummary(
        new RunInfo(
            root.required("experiment").asText(),
            root.required("run_id").asText(),
            whole(root, "seed"),
            root.required("configuration").asText(),
            root.required("method").asText(),
            folder),
        root.required("run_uuid").asText(),
        root.required("engine").asText(),
        root.required("dataset").asText(),
        leftOut(root.path("files_left_out")),
        whole(root, "started"),
        whole(root, "finished"),
        measures(root.required("final")),
        sessions(root.required("sessions")),
        seconds(root.required("seconds")),
        real(root, "data_seconds"),
        reusedStages(root.required("reused_stages")),
        whole(root, "peak_resident_bytes"),
        read(root.required("budget_bytes"), new TypeReference<Map<String, Long>>() {}),
        leakage(root.required("leakage")),
        // Earlier versions wrote none.
        root.has("warnings")
            ? read(root.get("warnings"), new TypeReference<List<String>>() {})
            : List.of(),
        root.required("parameters_sha256").asText());
  }

  private static void session(SessionResult result, ObjectNode node) {
    node.put("session", result.session());
    node.put("classes_seen", result.classesSeen());
    result.correct().forEach(node.putArray("correct")::add);
    result.otherCorrect().forEach(node.putArray("other_correct")::add);
    result.totals().forEach(node.putArray("total")::add);
    node.putObject("taken_for_newest")
        .put("images", result.newest().taken())
        .put("of", result.newest().images());
    result.metrics().forEach(node.putObject("metrics")::put);
    node.put("training_seconds", result.trainingSeconds());
    node.put("evaluation_seconds", result.evaluationSeconds());
  }

  private static List<SessionResult> sessions(JsonNode array) throws IOException {
    List<SessionResult> results = new ArrayList<>();
    for (JsonNode node : array) {
      results.add(
          new SessionResult(
              count(node, "session"),
              count(node, "classes_seen"),
              read(node.required("correct"), new TypeReference<List<Integer>>() {}),
              read(node.required("other_correct"), new TypeReference<List<Integer>>() {}),
              read(node.required("total"), new TypeReference<List<Integer>>() {}),
              new RecencyBias.Counts(
                  count(node.required("taken_for_newest"), "images"),
                  count(node.required("taken_for_newest"), "of")),
              measures(node.required("metrics")),
              real(node, "training_seconds"),
              real(node, "evaluation_seconds")));
    }
    return results;
  }

  private static Map<Activity, Double> seconds(JsonNode node) {
    Map<Activity, Double> seconds = new EnumMap<>(Activity.class);
    for (Activity activity : Activity.values()) {
      if (node.has(name(activity))) {
        seconds.put(activity, real(node, name(activity)));
      }
    }
    return seconds;
  }

  private static List<ReusedStage> reusedStages(JsonNode array) {
    List<ReusedStage> stages = new ArrayList<>();
    for (JsonNode node : array) {
      stages.add(
          new ReusedStage(
              count(node, "session"),
              node.required("stage").asText(),
              node.required("key").asText(),
              node.required("run_id").asText(),
              real(node, "training_seconds")));
    }
    return stages;
  }

  private static Leakage leakage(JsonNode node) throws IOException {
    return new Leakage(
        node.required("clean").asBoolean(),
        read(node.required("violations"), new TypeReference<List<String>>() {}),
        read(node.required("findings"), new TypeReference<List<String>>() {}),
        texts(node.path("unknown")),
        read(node.required("copies"), new TypeReference<Map<String, Integer>>() {}));
  }

  private static Map<String, Integer> leftOut(JsonNode counts) {
    Map<String, Integer> leftOut = new LinkedHashMap<>();
    counts
        .properties()
        .forEach(reason -> leftOut.put(reason.getKey(), count(counts, reason.getKey())));
    return leftOut;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** The library takes null for 0, and what is beyond all numbers for the largest. */
  private static long whole(JsonNode node, String key) {
    JsonNode value = node.required(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("%s is %s, expected a whole number".formatted(key, value));
    }
    return value.longValue();
  }

  private static int count(JsonNode node, String key) {
    return Math.toIntExact(whole(node, key));
  }

  private static double real(JsonNode node, String key) {
    JsonNode value = node.required(key);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new IllegalArgumentException("%s is %s, expected a number".formatted(key, value));
    }
    return value.doubleValue();
  }

  private static Map<String, Double> measures(JsonNode node) {
    Map<String, Double> measures = new LinkedHashMap<>();
    node.properties().forEach(one -> measures.put(one.getKey(), real(node, one.getKey())));
    return measures;
  }

  private static <T> T read(JsonNode node, TypeReference<T> type) throws IOException {
    return Json.MAPPER.readValue(Json.MAPPER.treeAsTokens(node), type);
  }

  static String name(Activity activity) {
    return activity.name().toLowerCase(Locale.ROOT);
  }
}
