package org.palimpsest.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.disk.Json;

/**
 * What a worker is told to do: one line of JSON.
 *
 * @param log to which all that is said is appended
 * @param arguments of {@code palimpsest}
 */
public record CellTask(Path log, List<String> arguments) {

  public CellTask {
    arguments = List.copyOf(arguments);
  }

  /** The line that answers a task. */
  public static String answer(int exitCode) {
    return Worker.answer(exitCode);
  }

  String line() {
    ObjectNode task = Json.object().put("log", log.toAbsolutePath().toString());
    arguments.forEach(task.putArray("arguments")::add);
    return Json.line(task);
  }

  /**
   * Reads what {@link #line} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static CellTask of(String line) {
    try {
      JsonNode task = Json.MAPPER.readTree(line);
      List<String> arguments = new ArrayList<>();
      task.path("arguments").forEach(argument -> arguments.add(argument.asText()));
      if (!task.path("log").isTextual()) {
        throw new IllegalArgumentException("not a cell's task: " + line);
      }
      return new CellTask(Path.of(task.path("log").asText()), arguments);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a cell's task: " + line, e);
    }
  }
}
