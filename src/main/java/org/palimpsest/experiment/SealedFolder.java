package org.palimpsest.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Digests;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;
import org.palimpsest.method.State;
import org.palimpsest.tensor.Safetensors;

/**
 * A folder that is either not there or whole: perhaps a learner's state, a manifest about it, and
 * checksums of both. {@code sha256sum -c manifest.sha256} checks the manifest, which holds the
 * state's checksum.
 */
final class SealedFolder {

  private static final String STATE = "state.safetensors";
  private static final String MANIFEST = "manifest.json";
  private static final String MANIFEST_SUM = "manifest.sha256";

  /** What was read; the state is absent where none was written. */
  record Content(ObjectNode manifest, Optional<State> state) {}

  /** The folder's content is not what was written; says why. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String why) {
      super(why);
    }
  }

  private SealedFolder() {}

  /**
   * Writes everything beside {@code folder}, then renames.
   *
   * @param partial where it is written first, on the same file system; replaced if there
   * @param folder must not be there
   * @param manifest gets a field {@code files} added, so {@code files} is reserved
   */
  static void write(
      Disk disk, Path partial, Path folder, ObjectNode manifest, Optional<State> state) {
    disk.delete(partial);
    disk.createFolder(partial);
    try {
      ObjectNode files = manifest.putObject("files");
      if (state.isPresent()) {
        Path file = partial.resolve(STATE);
        Safetensors content = new Safetensors(state.get().tensors(), state.get().notes());
        disk.write(file, content::writeTo);
        files.putObject(STATE).put("bytes", Files.size(file)).put("sha256", Digests.of(file));
      }
      String json = Json.pretty(manifest);
      disk.write(
          partial.resolve(MANIFEST), out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
      String sum = Digests.of(json) + "  " + MANIFEST + "\n";
      disk.write(
          partial.resolve(MANIFEST_SUM), out -> out.write(sum.getBytes(StandardCharsets.UTF_8)));
      disk.force(partial);
      disk.rename(partial, folder);
    } catch (IOException e) {
      throw StorageException.at(partial, e);
    } catch (StorageException e) {
      disk.forget(partial, e);
      throw e;
    }
  }

  /** Reads the manifest alone, and checks only it. */
  static ObjectNode manifest(Path folder) throws DamagedException {
    String json = text(folder, MANIFEST);
    if (!text(folder, MANIFEST_SUM).equals(Digests.of(json) + "  " + MANIFEST + "\n")) {
      throw new DamagedException(MANIFEST + " does not match its checksum");
    }
    try {
      JsonNode node = Json.MAPPER.readTree(json);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new DamagedException(MANIFEST + " is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new DamagedException(MANIFEST + " is not JSON: " + e.getOriginalMessage());
    }
  }

  private static String text(Path folder, String name) throws DamagedException {
    Path file = folder.resolve(name);
    try {
      return DamagedFileException.reading(file, () -> Files.readString(file));
    } catch (DamagedFileException e) {
      throw new DamagedException(name + ": " + e.why());
    } catch (StorageException e) {
      throw new DamagedException(name + " cannot be read: " + e.getMessage());
    }
  }

  /** Reads and checks everything. */
  static Content read(Path folder) throws DamagedException {
    ObjectNode manifest = manifest(folder);
    for (Map.Entry<String, JsonNode> file : manifest.path("files").properties()) {
      check(folder.resolve(STATE), file.getKey(), file.getValue());
    }
    if (!manifest.path("files").has(STATE)) {
      return new Content(manifest, Optional.empty());
    }
    try {
      Safetensors content = Safetensors.read(folder.resolve(STATE));
      return new Content(manifest, Optional.of(new State(content.tensors(), content.texts())));
    } catch (IOException e) {
      throw new DamagedException(STATE + " cannot be read: " + e.getMessage());
    }
  }

  private static void check(Path file, String name, JsonNode expected) throws DamagedException {
    if (!name.equals(STATE)) {
      throw new DamagedException(MANIFEST + " names an unknown file");
    }
    if (!Files.isRegularFile(file)) {
      throw new DamagedException(name + " is not there, or is no file");
    }
    try {
      long bytes = Files.size(file);
      if (bytes != expected.path("bytes").asLong(-1)) {
        throw new DamagedException(
            "%s has %d bytes, expected %s".formatted(name, bytes, expected.path("bytes")));
      }
      if (!Digests.of(file).equals(expected.path("sha256").asText())) {
        throw new DamagedException(name + " does not match its checksum");
      }
    } catch (IOException e) {
      throw new DamagedException(name + " cannot be read: " + e);
    }
  }

  /** Renames a damaged folder to {@code NAME.damaged}, numbered if that is taken. */
  static Path setAside(Disk disk, Path folder) {
    Path aside = folder.resolveSibling(folder.getFileName() + ".damaged");
    for (int number = 2; Files.exists(aside); number++) {
      aside = folder.resolveSibling(folder.getFileName() + ".damaged-" + number);
    }
    disk.rename(folder, aside);
    return aside;
  }
}
