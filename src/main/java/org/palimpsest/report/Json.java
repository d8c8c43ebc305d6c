package org.palimpsest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.record.FormatException;

/** JSON as the files of a run hold it. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  /** Parses a text; {@code name} is where it is from, for the message. */
  static JsonNode parse(String text, String name) throws FormatException {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new FormatException("%s is not JSON: %s".formatted(name, e.getOriginalMessage()));
    }
  }

  /** Reads a file that must hold one JSON object. */
  static JsonNode object(Path path, String name) throws IOException, FormatException {
    JsonNode root = parse(Files.readString(path), name);
    if (!root.isObject()) {
      throw new FormatException(name + " does not hold a JSON object");
    }
    return root;
  }

  static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  /** For people, ends with a line feed. */
  static String pretty(JsonNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  /** All values below a node as text, by dotted path, in the file's order. */
  static Map<String, String> flatten(JsonNode node) {
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
