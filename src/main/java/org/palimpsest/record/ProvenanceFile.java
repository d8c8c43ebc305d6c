package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.ReusedStage;
import org.palimpsest.experiment.provenance.Provenance;

/** {@code provenance.json}. */
public final class ProvenanceFile {

  static final String NAME = "provenance.json";

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

  static ObjectNode of(Provenance provenance) {
    ObjectNode root = Json.object();
    root.put("seed", provenance.seed());
    provenance.seeds().forEach(root.putArray("seeds")::add);
    root.put("configuration", provenance.configuration());
    provenance.command().forEach(root.putArray("command")::add);
    ObjectNode data = root.putObject("data");
    data.put("name", provenance.data().name());
    data.put("sha256", provenance.data().sha256());
    data.put("train_images", provenance.data().trainImages());
    data.put("test_images", provenance.data().testImages());
    data.put("classes", provenance.data().classes());
    provenance.data().classOrder().forEach(data.putArray("class_order")::add);
    data.put("split_sha256", provenance.data().splitSha256());
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
}
