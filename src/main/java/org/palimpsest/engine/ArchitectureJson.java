package org.palimpsest.engine;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Arrays;

/**
 * An architecture as JSON, for programs that build the same network: the fields of {@link
 * Architecture}; each layer is an object with its kind, such as {@code "Convolution"}, and the
 * fields of that {@link Layer}.
 */
public final class ArchitectureJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addMixIn(Layer.class, Kind.class)
          .registerSubtypes(
              Arrays.stream(Layer.class.getPermittedSubclasses())
                  .map(type -> new NamedType(type, type.getSimpleName()))
                  .toArray(NamedType[]::new))
          .build();

  private ArchitectureJson() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface Kind {}

  /** The whole architecture on one line. */
  public static String text(Architecture architecture) {
    try {
      return MAPPER.writeValueAsString(architecture);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every layer is a record of numbers", e);
    }
  }
}
