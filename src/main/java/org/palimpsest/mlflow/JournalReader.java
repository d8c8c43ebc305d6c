package org.palimpsest.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a journal line by line while it may still grow. A last line without its line break is left
 * for later: it is being written, or was torn by a crash and will be cut off by its owner.
 */
final class JournalReader {

  private static final int VERSION = 1;
  private static final int BUFFER = 4 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern RUN_UUID = Pattern.compile("[0-9A-Za-z-]{1,64}");
  private static final Set<String> END_STATUSES = Set.of("FINISHED", "FAILED", "KILLED");

  private final Path file;
  private long position;
  private long lines;

  JournalReader(Path file) {
    this.file = file;
  }

  /**
   * Reads complete lines that were not read before, at most about four megabytes of them.
   *
   * @return the next entries, none if there are no further complete lines
   * @throws JournalException if a line is not a journal's, or lines are missing
   */
  List<JournalEntry> next() {
    byte[] bytes = completeLines();
    List<JournalEntry> entries = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        entries.add(parse(new String(bytes, start, i - start, StandardCharsets.UTF_8)));
        lines++;
        start = i + 1;
      }
    }
    position += bytes.length;
    return entries;
  }

  private byte[] completeLines() {
    if (!Files.exists(file)) {
      return new byte[0];
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long available = channel.size() - position;
      if (available < 0) {
        throw new JournalException(file, "became shorter than what was read of it before");
      }
      for (int wanted = BUFFER; ; wanted *= 2) {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(available, wanted));
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
          read = channel.read(buffer, position + buffer.position());
        }
        int end = buffer.position();
        while (end > 0 && buffer.get(end - 1) != '\n') {
          end--;
        }
        // A line longer than the buffer needs a larger one, unless it is the torn last one.
        if (end > 0 || available <= wanted || wanted > Integer.MAX_VALUE / 2) {
          return Arrays.copyOf(buffer.array(), end);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private JournalEntry parse(String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw broken("is not a JSON object: " + e.getOriginalMessage());
    }
    long seq = integer(json, "seq");
    if (seq != lines) {
      throw broken("has seq %d where %d has to follow".formatted(seq, lines));
    }
    String type = text(json, "type");
    if ((seq == 0) != type.equals("run")) {
      throw broken(
          "has type \"%s\"; a journal's first line, and only it, is a run".formatted(type));
    }
    return switch (type) {
      case "run" -> started(json, seq);
      case "params" -> new JournalEntry.Parameters(seq, texts(json, "params"));
      case "tags" -> new JournalEntry.Tags(seq, texts(json, "tags"));
      case "dataset" -> dataset(json, seq);
      case "metrics" -> metrics(json, seq);
      case "artifact" -> new JournalEntry.ArtifactWritten(seq, text(json, "path"));
      case "resumed" -> new JournalEntry.Resumed(seq);
      case "end" -> ended(json, seq);
      default ->
          throw broken("has the unknown type \"%s\"; is it a newer version's?".formatted(type));
    };
  }

  private JournalEntry started(JsonNode json, long seq) {
    if (integer(json, "version") != VERSION) {
      throw broken("has version %s, not %d".formatted(json.get("version"), VERSION));
    }
    String uuid = text(json, "run_uuid");
    if (!RUN_UUID.matcher(uuid).matches()) {
      throw broken("has a run_uuid that is not made of letters, digits and dashes");
    }
    return new JournalEntry.Started(
        seq, uuid, text(json, "experiment"), text(json, "name"), integer(json, "started"));
  }

  private JournalEntry dataset(JsonNode json, long seq) {
    ObjectNode profile = JSON.createObjectNode();
    Set<String> known = Set.of("seq", "type", "name", "context");
    json.properties().stream()
        .filter(field -> !known.contains(field.getKey()))
        .forEach(field -> profile.set(field.getKey(), field.getValue()));
    return new JournalEntry.DatasetUsed(
        seq, text(json, "name"), text(json, "digest"), text(json, "context"), profile.toString());
  }

  private JournalEntry metrics(JsonNode json, long seq) {
    List<JournalEntry.Measurement> values = new ArrayList<>();
    for (JsonNode metric : json.path("metrics")) {
      JsonNode value = metric.path("value");
      // A value that is undefined would hide the run from the server's searches.
      if (value.isNumber() && Double.isFinite(value.doubleValue())) {
        values.add(
            new JournalEntry.Measurement(
                text(metric, "key"), value.doubleValue(), integer(metric, "step")));
      }
    }
    return new JournalEntry.Metrics(seq, integer(json, "timestamp"), values);
  }

  private JournalEntry ended(JsonNode json, long seq) {
    String status = text(json, "status");
    if (!END_STATUSES.contains(status)) {
      throw broken("has the unknown status \"%s\"".formatted(status));
    }
    return new JournalEntry.Ended(seq, status, integer(json, "ended"));
  }

  private Map<String, String> texts(JsonNode json, String field) {
    if (!json.path(field).isObject()) {
      throw broken("has no \"%s\"".formatted(field));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    json.get(field)
        .properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              texts.put(entry.getKey(), value.isValueNode() ? value.asText() : value.toString());
            });
    return texts;
  }

  private String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw broken("has no \"%s\"".formatted(field));
    }
    return json.get(field).textValue();
  }

  private long integer(JsonNode json, String field) {
    if (!json.path(field).isIntegralNumber() || !json.get(field).canConvertToLong()) {
      throw broken("has no whole number \"%s\"".formatted(field));
    }
    return json.get(field).longValue();
  }

  private JournalException broken(String what) {
    return new JournalException(file, lines + 1, what);
  }
}
