package org.palimpsest.experiment;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.disk.Digests;
import org.palimpsest.tensor.Safetensors;

/** One checksum for all arrays of a state. */
final class TensorDigest {

  private TensorDigest() {}

  /**
   * Of all arrays by name in alphabetical order: each one's name, shape and values, such that equal
   * digests mean bit-identical arrays.
   *
   * @param tensors float32
   */
  static String of(Map<String, INDArray> tensors) {
    MessageDigest digest = Digests.sha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      for (Map.Entry<String, INDArray> tensor : new TreeMap<>(tensors).entrySet()) {
        byte[] name = tensor.getKey().getBytes(StandardCharsets.UTF_8);
        long[] shape = tensor.getValue().shape();
        ByteBuffer head = ByteBuffer.allocate(8 + name.length + 8 * shape.length);
        head.putInt(name.length).put(name).putInt(shape.length);
        for (long dimension : shape) {
          head.putLong(dimension);
        }
        out.write(head.array());
        Safetensors.writeValues(tensor.getValue(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a null stream takes everything", e);
    }
    return Digests.hex(digest.digest());
  }
}
