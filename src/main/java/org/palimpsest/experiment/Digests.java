package org.palimpsest.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.tensor.Safetensors;

/** SHA-256 of texts, files and arrays, in lower-case hexadecimal. */
public final class Digests {

  private Digests() {}

  /** A fresh SHA-256. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Of the text in UTF-8. */
  public static String of(String text) {
    return hex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Of a file's bytes. */
  static String of(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return hex(digest.digest());
  }

  /**
   * Of all arrays by name in alphabetical order: each one's name, shape and values, such that equal
   * digests mean bit-identical arrays.
   *
   * @param tensors float32
   */
  static String of(Map<String, INDArray> tensors) {
    MessageDigest digest = sha256();
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
    return hex(digest.digest());
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
