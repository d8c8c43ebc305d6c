package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.ReusedStage;
import org.palimpsest.experiment.provenance.Provenance;

/** {@code provenance.json}. */
public final class ProvenanceFile {

  public static final String NAME = "provenance.json";

  private ProvenanceFile() {}

  /**
   * The SHA-256 of the data that a run learnt from.
   *
   * @param folder of the run
   * @throws DamagedFileException if the file does not say
   */
  public static String dataSha256(Path folder) {
    Path file = folder.resolve(NAME);
    JsonNode sha256 = Json.read(file).path("data").path("sha256");
    if (!sha256.isTextual()) {
      throw new DamagedFileException(file, "it does not name the data's SHA-256");
    }
    return sha256.asText();
  }

  /** SHA-256 over all images of a run's data set as they were decoded; empty if it does not say. */
  public static Optional<String> images(Path folder) {
    Path file = folder.resolve(NAME);
    return Files.exists(file)
        ? Optional.of(Json.read(file).path("data").path("content_sha256").asText())
            .filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  /** What a run began with; empty if there is no such file, or it does not say. */
  static Optional<Provenance.Data> data(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode data = Json.read(file).path("data");
    if (!data.has("content_sha256")) {
      return Optional.empty();
    }
    List<Integer> order = new ArrayList<>();
    data.path("class_order").forEach(label -> order.add(label.asInt()));
    List<Provenance.Images> sessions = new ArrayList<>();
    for (JsonNode session : data.path("sessions")) {
      sessions.add(
          new Provenance.Images(
              session.path("train_sha256").asText(),
              session.path("validation_sha256").asText(),
              session.path("test_sha256").asText()));
    }
    return Optional.of(
        new Provenance.Data(
            data.path("name").asText(),
            data.path("sha256").asText(),
            data.path("content_sha256").asText(),
            data.path("train_images").asInt(),
            data.path("test_images").asInt(),
            data.path("classes").asInt(),
            order,
            sessions));
  }

  static ObjectNode of(Provenance provenance) {
    ObjectNode root = Json.object();
    root.put("seed", provenance.seed());
    provenance.seeds().forEach(root.putArray("seeds")::add);
    root.put("configuration", provenance.configuration());
    provenance.command().forEach(root.putArray("command")::add);
    ObjectNode data = root.putObject("data");
    data.put("name", provenance.data().name());
    data.put("sha256", provenance.data().sha256());
    data.put("content_sha256", provenance.data().contentSha256());
    data.put("train_images", provenance.data().trainImages());
    data.put("test_images", provenance.data().testImages());
    data.put("classes", provenance.data().classes());
    provenance.data().classOrder().forEach(data.putArray("class_order")::add);
    ArrayNode sessions = data.putArray("sessions");
    for (Provenance.Images images : provenance.data().sessions()) {
      sessions
          .addObject()
          .put("train_sha256", images.train())
          .put("validation_sha256", images.validation())
          .put("test_sha256", images.test());
    }
    data.put("split_sha256", provenance.data().splitSha256());
    data.put("test_sha256", provenance.data().testSha256());
    root.setAll(computed(provenance));
    provenance.program().libraries().forEach(root.putArray("libraries")::add);
    root.putArray("reused_stages");
    root.putArray("continued");
    return root;
  }

  /** The file with the stages that other runs trained. */
  static ObjectNode withReused(ObjectNode file, List<ReusedStage> stages) {
    ObjectNode changed = file.deepCopy();
    changed.set("reused_stages", SummaryFile.reused(stages));
    return changed;
  }

  /** The file with what went on with the run later, if that is not what began it. */
  static ObjectNode continued(ObjectNode file, Provenance later, long time) {
    ObjectNode changed = file.deepCopy();
    ObjectNode now = computed(later);
    boolean same =
        now.properties().stream().allMatch(e -> e.getValue().equals(file.get(e.getKey())));
    if (!same) {
      JsonNode before = changed.path("continued");
      ArrayNode all = before instanceof ArrayNode array ? array : changed.putArray("continued");
      all.addObject().put("time", time).setAll(now);
    }
    return changed;
  }

  /** Program and machine. */
  private static ObjectNode computed(Provenance provenance) {
    ObjectNode node = Json.object();
    Provenance.Program program = provenance.program();
    ObjectNode code = node.putObject("program");
    program
        .commit()
        .ifPresent(commit -> code.put("git_commit", commit.id()).put("git_dirty", commit.dirty()));
    code.put("sha256", program.sha256());
    node.putObject("engine").put("name", program.engine()).put("version", program.engineVersion());
    node.put("java", program.java());
    node.putObject("machine")
        .put("cores", provenance.machine().cores())
        .put("memory_bytes", provenance.machine().memoryBytes())
        .put("cpu", provenance.machine().cpu())
        .put("system", provenance.machine().system());
    return node;
  }

  /**
   * All that a run's file says as text, by dotted path, in the file's order.
   *
   * @throws DamagedFileException if it is not a JSON object
   */
  public static Map<String, String> flat(Path folder) {
    return flatten(Json.read(folder.resolve(NAME)));
  }

  /** All values below a node as text, by dotted path, in the file's order. */
  private static Map<String, String> flatten(JsonNode node) {
    Map<String, String> facts = new LinkedHashMap<>();
    flatten("", node, facts);
    return facts;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> facts) {
    if (node.isObject()) {
      node.properties().forEach(e -> flatten(join(path, e.getKey()), e.getValue(), facts));
    } else if (node.isArray() && hasStructure(node)) {
      for (int i = 0; i < node.size(); i++) {
        flatten(join(path, Integer.toString(i)), node.get(i), facts);
      }
    } else if (node.isArray()) {
      StringBuilder line = new StringBuilder();
      node.forEach(item -> line.append(line.isEmpty() ? "" : ", ").append(item.asText()));
      facts.put(path, line.toString());
    } else if (!node.isNull() && !node.isMissingNode()) {
      facts.put(path, node.asText());
    }
  }

  private static boolean hasStructure(JsonNode array) {
    for (JsonNode item : array) {
      if (item.isContainerNode()) {
        return true;
      }
    }
    return false;
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
