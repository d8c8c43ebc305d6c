package org.palimpsest.tensor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Named arrays and short texts in the safetensors format, which PyTorch and others read: 8 bytes
 * with the header's length, a JSON header, then the arrays' values, little-endian and in C order.
 * Nothing in such a file is ever executed. Own code: no Java library of the format is kept up.
 *
 * <p>Source: <a href="https://github.com/huggingface/safetensors">the format's description</a>.
 *
 * @param tensors float32, float64, int64 or uint8 arrays of any shape, in the order in which their
 *     values are stored
 * @param texts the header's {@code __metadata__}
 */
public record Safetensors(Map<String, INDArray> tensors, Map<String, String> texts) {

  private static final int CHUNK_VALUES = 1 << 16;

  public Safetensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
      SafetensorsType.of(tensor.getKey(), tensor.getValue());
      if (tensor.getKey().equals(SafetensorsHeader.TEXTS)) {
        throw new IllegalArgumentException(tensor.getKey() + " cannot name an array");
      }
    }
  }

  /** Writes everything; does not close the stream. The same content gives the same bytes. */
  public void writeTo(OutputStream out) throws IOException {
    byte[] header = header();
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    out.write(header);
    for (INDArray tensor : tensors.values()) {
      writeValues(tensor, out);
    }
  }

  /**
   * Writes an array's values as they stand in a file: little-endian, C order.
   *
   * @param tensor float32, float64, int64 or uint8, any shape and stride
   */
  public static void writeValues(INDArray tensor, OutputStream out) throws IOException {
    if (tensor.isEmpty()) {
      return;
    }
    SafetensorsType type = SafetensorsType.of("an array", tensor);
    long length = tensor.length();
    INDArray flat = tensor.dup('c').reshape(length);
    for (long done = 0; done < length; ) {
      int count = (int) Math.min(CHUNK_VALUES, length - done);
      ByteBuffer chunk = ByteBuffer.allocate(type.bytes() * count).order(ByteOrder.LITTLE_ENDIAN);
      type.put(flat, done, count, chunk);
      out.write(chunk.array(), 0, chunk.position());
      done += count;
    }
  }

  /**
   * Reads a whole file and checks that its header describes it fully: every value belongs to
   * exactly one array.
   *
   * @throws SafetensorsException naming the file and what is wrong with it
   */
  public static Safetensors read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsHeader header = SafetensorsHeader.read(file, channel);
      Map<String, INDArray> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        tensors.put(entry.name(), readValues(channel, header.dataStart(), entry));
      }
      return new Safetensors(tensors, header.texts());
    }
  }

  /**
   * Reads the texts of a file's header, and none of its values.
   *
   * @throws SafetensorsException naming the file and what is wrong with its header
   */
  public static Map<String, String> texts(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return SafetensorsHeader.read(file, channel).texts();
    }
  }

  private static INDArray readValues(
      FileChannel channel, long dataStart, SafetensorsHeader.Entry entry) throws IOException {
    SafetensorsType type = entry.type();
    int length = Math.toIntExact((entry.end() - entry.begin()) / type.bytes());
    if (length == 0) {
      return Nd4j.empty(type.dataType());
    }
    INDArray flat = Nd4j.createUninitialized(type.dataType(), length);
    long position = dataStart + entry.begin();
    for (int done = 0; done < length; ) {
      int count = Math.min(CHUNK_VALUES, length - done);
      ByteBuffer chunk = ByteBuffer.allocate(type.bytes() * count).order(ByteOrder.LITTLE_ENDIAN);
      position = SafetensorsHeader.readFully(channel, chunk, position);
      chunk.flip();
      type.get(chunk, flat, done, count);
      done += count;
    }
    return entry.shape().length == 0 ? flat.reshape() : flat.reshape(entry.shape());
  }

  private byte[] header() throws IOException {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    if (!texts.isEmpty()) {
      ObjectNode metadata = header.putObject(SafetensorsHeader.TEXTS);
      new TreeMap<>(texts).forEach(metadata::put); // equal contents, equal bytes
    }
    long offset = 0;
    for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
      ObjectNode description = header.putObject(tensor.getKey());
      SafetensorsType type = SafetensorsType.of(tensor.getKey(), tensor.getValue());
      description.put("dtype", type.name());
      ArrayNode shape = description.putArray("shape");
      for (long dimension : shapeOf(tensor.getValue())) {
        shape.add(dimension);
      }
      long length = tensor.getValue().isEmpty() ? 0 : tensor.getValue().length();
      long end = offset + length * type.bytes();
      description.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = SafetensorsHeader.JSON.writeValueAsBytes(header);
    // Padded with blanks, so that the values are aligned to 8 bytes.
    byte[] padded = new byte[(json.length + 7) / 8 * 8];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(json, 0, padded, 0, json.length);
    return padded;
  }

  private static long[] shapeOf(INDArray tensor) {
    return tensor.isEmpty() ? new long[] {0} : tensor.shape();
  }
}
