package org.palimpsest.experiment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.disk.FolderLockedException;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;
import org.palimpsest.method.State;

/**
 * Outcomes of stages that several runs share, under {@code results/.stages/SHA256}. Deleting any of
 * them is safe; it only costs training time.
 */
final class StageStore {

  private static final int FORMAT = 1;

  /**
   * What a stage left behind.
   *
   * @param run id of the run that trained it
   * @param blocks what each block measured
   * @param state of the learner after the last block
   */
  record Outcome(String run, List<BlockResult> blocks, State state) {
    Outcome {
      blocks = List.copyOf(blocks);
    }

    double seconds() {
      return blocks.stream().mapToDouble(BlockResult::seconds).sum();
    }
  }

  private final Disk disk;
  private final Path root;

  StageStore(Disk disk, Path root) {
    this.disk = disk;
    this.root = root;
  }

  /**
   * The outcome of that key; a damaged one is set aside and counts as absent.
   *
   * @param key SHA-256 over all that the outcome depends on
   */
  Optional<Outcome> find(String key) {
    Path folder = root.resolve(key);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      SealedFolder.Content content = SealedFolder.read(folder);
      JsonNode manifest = content.manifest();
      if (manifest.path("format").asInt() != FORMAT || content.state().isEmpty()) {
        throw new SealedFolder.DamagedException("not an outcome that this version reads");
      }
      List<BlockResult> blocks =
          Json.MAPPER.readValue(
              Json.MAPPER.treeAsTokens(manifest.path("blocks")), new TypeReference<>() {});
      return Optional.of(new Outcome(manifest.path("run").asText(), blocks, content.state().get()));
    } catch (SealedFolder.DamagedException | IOException e) {
      setAside(folder);
      return Optional.empty();
    }
  }

  private void setAside(Path folder) {
    try {
      SealedFolder.setAside(disk, folder);
    } catch (StorageException e) {
      if (Files.isDirectory(folder)) {
        throw e;
      }
      // Another process found the damage at the same moment and was quicker.
    }
  }

  /**
   * Keeps an outcome. If another process has kept it meanwhile, that one stays: both are the same.
   *
   * @param about what the key was made of, for people
   */
  void keep(String key, String about, Outcome outcome, Instant now) {
    Path folder = root.resolve(key);
    if (Files.isDirectory(folder)) {
      return;
    }
    // Stays: whoever waits for its lock would otherwise work in a folder that is gone.
    Path writing = root.resolve("." + key);
    disk.createFolder(writing);
    try (FolderLock lock = FolderLock.acquire(writing, now)) {
      if (!Files.isDirectory(folder)) {
        ObjectNode manifest = Json.object();
        manifest.put("format", FORMAT).put("run", outcome.run()).put("about", about);
        manifest.set("blocks", Json.MAPPER.valueToTree(outcome.blocks()));
        Path partial = writing.resolve("partial");
        SealedFolder.write(disk, partial, folder, manifest, Optional.of(outcome.state()));
      }
    } catch (FolderLockedException e) {
      return; // another process is keeping the same outcome
    }
  }
}
