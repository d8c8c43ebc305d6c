package org.palimpsest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.record.FormatException;
import org.palimpsest.report.plot.Png;

/**
 * A picture that a learner left to be looked at.
 *
 * @param caption what it shows
 * @param uri the PNG itself, as a {@code data:} address
 */
record Picture(String caption, String uri) {

  /**
   * Reads {@code captions.json}, a list of {@code {file, caption}}, files being relative to its
   * folder.
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
      if (!entry.path("file").isTextual()) {
        throw new FormatException("%s: %s names no file".formatted(name, entry));
      }
      String file = entry.path("file").asText();
      byte[] bytes = Files.readAllBytes(inside(index, file, name));
      if (!Png.isPng(bytes)) {
        throw new FormatException("%s: \"%s\" is not a PNG".formatted(name, file));
      }
      String caption = entry.path("caption").asText();
      pictures.add(new Picture(caption.isEmpty() ? file : caption, Png.dataUri(bytes)));
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
