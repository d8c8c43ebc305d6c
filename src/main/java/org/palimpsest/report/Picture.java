package org.palimpsest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture that a learner left to be looked at.
 *
 * @param caption what it shows
 * @param uri the PNG itself, as a {@code data:} address
 */
record Picture(String name, String caption, String uri) {

  /**
   * Reads {@code illustrations.json}, a list of {@code {name, caption, file}}, files being relative
   * to its folder.
   *
   * @throws FormatException if an entry lacks a part, or its file is outside, missing or no PNG
   */
  static List<Picture> read(Path index, String name) throws IOException, FormatException {
    JsonNode list = Json.parse(Files.readString(index), name);
    if (!list.isArray()) {
      throw new FormatException(name + " does not hold a JSON list");
    }
    List<Picture> pictures = new ArrayList<>();
    for (JsonNode entry : list) {
      if (!entry.path("name").isTextual() || !entry.path("file").isTextual()) {
        throw new FormatException("%s: %s lacks a name or a file".formatted(name, entry));
      }
      byte[] bytes = Files.readAllBytes(inside(index, entry.path("file").asText(), name));
      if (!Png.isPng(bytes)) {
        throw new FormatException(
            "%s: \"%s\" is not a PNG".formatted(name, entry.path("file").asText()));
      }
      pictures.add(
          new Picture(
              entry.path("name").asText(), entry.path("caption").asText(), Png.dataUri(bytes)));
    }
    return List.copyOf(pictures);
  }

  /**
   * A page is passed on, so nothing but what lies in the folder, links followed, may get into it.
   */
  private static Path inside(Path index, String relative, String name)
      throws IOException, FormatException {
    Path folder = index.toRealPath().resolveSibling("");
    Path file;
    try {
      file = folder.resolve(relative);
    } catch (InvalidPathException e) {
      throw new FormatException("%s: \"%s\" cannot be a file name".formatted(name, relative));
    }
    if (!Files.isRegularFile(file)) {
      throw new FormatException("%s: \"%s\" is missing".formatted(name, relative));
    }
    if (!file.toRealPath().startsWith(folder)) {
      throw new FormatException("%s: \"%s\" is outside its folder".formatted(name, relative));
    }
    return file;
  }
}
