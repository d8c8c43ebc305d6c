package org.palimpsest.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file beside a journal that remembers, per server, what was acknowledged. It is a shortcut and
 * never the truth: without it everything is sent again, which changes nothing on the server.
 */
final class SyncStateFile {

  static final String NAME = ".mlflow.json";

  private static final Logger LOG = LoggerFactory.getLogger(SyncStateFile.class);
  private static final int VERSION = 1;
  private static final String SERVERS = "servers";

  private final Path file;
  private final String serverKey;

  SyncStateFile(Path runFolder, TrackingServer server) {
    this.file = runFolder.resolve(NAME);
    this.serverKey = server.key();
  }

  /** What this server acknowledged of this run; empty if that is not known. */
  Optional<SyncState> load(String runUuid) {
    JsonNode state = read().path(SERVERS).path(serverKey);
    if (!state.isObject()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.MAPPER.treeToValue(state, SyncState.class))
          .filter(known -> known.runUuid().equals(runUuid));
    } catch (JsonProcessingException e) {
      LOG.info("{} is not understood; everything is sent again: {}", file, e.getOriginalMessage());
      return Optional.empty();
    }
  }

  /** Replaces what was known of this server, in one step that a crash cannot tear. */
  void save(SyncState state) {
    JsonNode known = read();
    ObjectNode all = known instanceof ObjectNode object ? object : Json.object();
    all.put("version", VERSION);
    all.withObject("/" + SERVERS).set(serverKey, Json.MAPPER.valueToTree(state));
    new Disk().replaceShared(file, out -> out.write(Json.MAPPER.writeValueAsBytes(all)));
  }

  private JsonNode read() {
    try {
      return Files.exists(file) ? Json.readAny(file) : Json.object();
    } catch (DamagedFileException e) {
      LOG.info("{} is damaged; everything is sent again: {}", file, e.why());
      return Json.object();
    }
  }
}
