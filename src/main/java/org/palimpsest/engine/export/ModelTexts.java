package org.palimpsest.engine.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a scripted model says of itself, as the extra file {@value #NAME}: a JSON object of texts.
 */
final class ModelTexts {

  /** The extra file's name. */
  static final String NAME = "palimpsest.json";

  private static final JsonMapper MAPPER = new JsonMapper();

  private ModelTexts() {}

  /** The file's text, names in their order. */
  static String write(Map<String, String> texts) {
    try {
      return MAPPER.writeValueAsString(new TreeMap<>(texts));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts can always be written", e);
    }
  }

  /**
   * Reads it again.
   *
   * @throws JsonProcessingException if it is none
   */
  static Map<String, String> read(String text) throws JsonProcessingException {
    return MAPPER.readValue(text, new TypeReference<>() {});
  }

  /**
   * A text that is JSON itself; an empty object if there is none of this name.
   *
   * @throws JsonProcessingException if it is not JSON
   */
  static JsonNode json(Map<String, String> texts, String name) throws JsonProcessingException {
    return MAPPER.readTree(texts.getOrDefault(name, "{}"));
  }
}
