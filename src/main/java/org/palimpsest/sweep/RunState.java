package org.palimpsest.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.palimpsest.disk.StorageException;
import org.palimpsest.experiment.Validation;

/**
 * How far a run has come, by its journal.
 *
 * @param begun whether there is a journal
 * @param finished whether it is complete
 * @param sessions finished
 * @param validation accuracy on held-out images after each session that has one, in [0, 1]
 * @param wallSeconds that a complete run took; empty before
 */
public record RunState(
    boolean begun,
    boolean finished,
    int sessions,
    Map<Integer, Double> validation,
    OptionalDouble wallSeconds) {

  /** Not begun. */
  static final RunState NONE = new RunState(false, false, 0, Map.of(), OptionalDouble.empty());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SESSION = "session/classes_seen";
  private static final String VALIDATION = "session/" + Validation.ACCURACY;
  private static final String WALL = "time/wall_seconds";

  public RunState {
    validation = Collections.unmodifiableMap(new TreeMap<>(validation));
  }

  /**
   * Reads a run's journal, which may be growing: a last line that is not complete does not count.
   *
   * @throws StorageException if it cannot be read
   */
  static RunState of(Path run) {
    Path journal = run.resolve("journal.jsonl");
    if (!Files.exists(journal)) {
      return NONE;
    }
    boolean finished = false;
    int sessions = 0;
    Map<Integer, Double> validation = new TreeMap<>();
    OptionalDouble wall = OptionalDouble.empty();
    for (String line : lines(journal)) {
      boolean end = line.contains("\"type\":\"end\"");
      finished = end && line.contains("\"FINISHED\"");
      if (!line.contains(SESSION) && !line.contains(WALL)) {
        continue;
      }
      for (JsonNode metric : parse(journal, line).path("metrics")) {
        int step = metric.path("step").asInt();
        switch (metric.path("key").asText()) {
          case SESSION -> sessions = Math.max(sessions, step + 1);
          case VALIDATION -> validation.put(step, metric.path("value").asDouble());
          case WALL -> wall = OptionalDouble.of(metric.path("value").asDouble());
          default -> {}
        }
      }
    }
    return new RunState(true, finished, sessions, validation, wall);
  }

  private static List<String> lines(Path journal) {
    try {
      String text = Files.readString(journal, StandardCharsets.UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw StorageException.at(journal, e);
    }
  }

  private static JsonNode parse(Path journal, String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw StorageException.at(journal, e);
    }
  }
}
