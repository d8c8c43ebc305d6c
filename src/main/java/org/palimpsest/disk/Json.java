package org.palimpsest.disk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;

/** How JSON is written and read: strictly, so that no reader takes for whole what another won't. */
public final class Json {

  /** Refuses a key that is there twice, and anything behind the value. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** On one line. */
  public static String line(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  /** For people, ends with a line feed. */
  public static String pretty(JsonNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  /**
   * Reads a JSON object.
   *
   * @throws DamagedFileException if it is something else
   * @throws StorageException if it cannot be read
   */
  public static ObjectNode read(Path file) {
    if (readAny(file) instanceof ObjectNode object) {
      return object;
    }
    throw new DamagedFileException(file, "it is not a JSON object");
  }

  /**
   * Reads one JSON value.
   *
   * @throws DamagedFileException if it is none
   * @throws StorageException if it cannot be read
   */
  public static JsonNode readAny(Path file) {
    return DamagedFileException.reading(file, () -> MAPPER.readTree(Files.readAllBytes(file)));
  }
}
