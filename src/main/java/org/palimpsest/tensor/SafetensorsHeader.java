package org.palimpsest.tensor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The header of a safetensors file, checked against the file's size.
 *
 * @param dataStart where the values begin, bytes from the start of the file
 * @param entries by rising offset, without gap or overlap
 * @param texts the {@code __metadata__}
 */
record SafetensorsHeader(long dataStart, List<Entry> entries, Map<String, String> texts) {

  static final String TEXTS = "__metadata__";

  /** Duplicate keys would let two readers see two different files. */
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final long LARGEST = 100_000_000;

  /**
   * One array.
   *
   * @param begin first byte of its values, from {@code dataStart}
   * @param end behind its last byte
   */
  @SuppressWarnings("ArrayRecordComponent") // lives only while a file is read
  record Entry(String name, SafetensorsType type, long[] shape, long begin, long end) {}

  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new SafetensorsException(
          "%s: %d bytes, too short for a safetensors file".formatted(file, size));
    }
    ByteBuffer lengthBytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, lengthBytes, 0);
    long length = lengthBytes.getLong(0);
    if (length < 2 || length > Math.min(LARGEST, size - 8)) {
      throw new SafetensorsException(
          "%s: header of %d bytes announced in a file of %d".formatted(file, length, size));
    }
    ByteBuffer json = ByteBuffer.allocate((int) length);
    readFully(channel, json, 8);
    return parse(file, json.array(), 8 + length, size);
  }

  private static SafetensorsHeader parse(Path file, byte[] json, long dataStart, long size)
      throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new SafetensorsException(
          "%s: header is not JSON: %s".formatted(file, e.getOriginalMessage()));
    }
    if (!root.isObject()) {
      throw new SafetensorsException("%s: header is not a JSON object".formatted(file));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(TEXTS)) {
        for (Map.Entry<String, JsonNode> text : field.getValue().properties()) {
          texts.put(text.getKey(), text.getValue().asText());
        }
      } else {
        entries.add(entry(file, field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkCover(file, entries, size - dataStart);
    return new SafetensorsHeader(dataStart, List.copyOf(entries), texts);
  }

  private static Entry entry(Path file, String name, JsonNode node) throws SafetensorsException {
    String text = node.path("dtype").asText();
    Optional<SafetensorsType> type = SafetensorsType.named(text);
    if (type.isEmpty()) {
      throw new SafetensorsException(
          "%s: %s has type \"%s\", only F32, F64, I64 and U8 are supported"
              .formatted(file, name, text));
    }
    long[] shape = wholeNumbers(file, name, node.path("shape"));
    long[] offsets = wholeNumbers(file, name, node.path("data_offsets"));
    if (offsets.length != 2) {
      throw new SafetensorsException("%s: %s has no two data_offsets".formatted(file, name));
    }
    try {
      long bytes = type.get().bytes();
      for (long dimension : shape) {
        bytes = Math.multiplyExact(bytes, dimension);
      }
      if (Math.subtractExact(offsets[1], offsets[0]) != bytes) {
        throw new SafetensorsException(
            "%s: %s needs %d bytes, its offsets are %d to %d"
                .formatted(file, name, bytes, offsets[0], offsets[1]));
      }
    } catch (ArithmeticException e) {
      throw new SafetensorsException("%s: %s is too large".formatted(file, name));
    }
    return new Entry(name, type.get(), shape, offsets[0], offsets[1]);
  }

  private static long[] wholeNumbers(Path file, String name, JsonNode node)
      throws SafetensorsException {
    if (!node.isArray()) {
      throw new SafetensorsException("%s: %s lacks its shape or offsets".formatted(file, name));
    }
    long[] numbers = new long[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = node.get(i);
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
        throw new SafetensorsException(
            "%s: %s has %s where a whole number is expected".formatted(file, name, number));
      }
      numbers[i] = number.longValue();
    }
    return numbers;
  }

  private static void checkCover(Path file, List<Entry> entries, long dataSize)
      throws SafetensorsException {
    long covered = 0;
    for (Entry entry : entries) {
      if (entry.begin() != covered) {
        throw new SafetensorsException(
            "%s: %s begins at byte %d of the values, expected %d"
                .formatted(file, entry.name(), entry.begin(), covered));
      }
      covered = entry.end();
    }
    if (covered != dataSize) {
      throw new SafetensorsException(
          "%s: %d bytes of values, the header describes %d".formatted(file, dataSize, covered));
    }
  }

  /** Fills the buffer and returns the position behind what was read. */
  static long readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new SafetensorsException("file ends at byte %d while it is read".formatted(at));
      }
      at += count;
    }
    return at;
  }
}
