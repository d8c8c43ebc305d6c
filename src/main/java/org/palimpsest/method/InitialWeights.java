package org.palimpsest.method;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.DataException;
import org.palimpsest.disk.Digests;
import org.palimpsest.disk.PlainFile;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Weights;
import org.palimpsest.tensor.Safetensors;

/**
 * A safetensors file that a run's networks start from, {@code network.init-from}.
 *
 * @param file as {@code palimpsest export --format safetensors} writes it: tensors {@code
 *     encoder.NAME}, perhaps {@code decoder.NAME}, and others that are left alone
 * @param sha256 of the file, lower-case hexadecimal
 */
public record InitialWeights(Path file, String sha256) {

  private static final int SHOWN = 8;

  /** Of four thousand million parameters. */
  private static final long MOST_BYTES = 16_000_000_000L;

  /**
   * The file as it is now; reads it through once.
   *
   * @throws DataException if there is no such file or it cannot be read
   */
  public static InitialWeights of(Path file) {
    try {
      Optional<String> found = PlainFile.hindrance(file, MOST_BYTES);
      if (found.isPresent()) {
        throw new DataException(
            place(file), found.get(), "what palimpsest export --format safetensors writes");
      }
      Safetensors.texts(file); // a long file of something else need not be read to its end
      return new InitialWeights(file, Digests.of(file));
    } catch (IOException e) {
      throw new DataException(
          "%s: it cannot be read: %s".formatted(place(file), e.getMessage()), e);
    }
  }

  /**
   * Puts the file's weights into networks: all of the encoder's, and the decoder's if the file has
   * any.
   *
   * @param networks by the beginning of their tensors' names, such as {@link LearntModel#ENCODER}
   * @throws DataException if the file is damaged, has changed since it was first read, or does not
   *     fit; names each tensor that does not
   */
  public void into(Map<String, Network> networks) {
    Map<String, INDArray> tensors = read();
    List<String> problems = new ArrayList<>();
    networks.forEach(
        (prefix, network) -> {
          Map<String, INDArray> own = new LinkedHashMap<>();
          tensors.forEach(
              (name, tensor) -> {
                if (name.startsWith(prefix)) {
                  own.put(name.substring(prefix.length()), tensor);
                }
              });
          if (!own.isEmpty() || prefix.equals(LearntModel.ENCODER)) {
            Weights.of(network).assign(own).forEach(problem -> problems.add(prefix + problem));
          }
        });
    if (!problems.isEmpty()) {
      int shown = Math.min(SHOWN, problems.size());
      String rest =
          problems.size() > shown ? "\n  and %d more".formatted(problems.size() - shown) : "";
      throw new DataException(
          "%s: it does not fit the network that is configured:\n  %s%s"
              .formatted(place(file), String.join("\n  ", problems.subList(0, shown)), rest));
    }
  }

  private Map<String, INDArray> read() {
    try {
      if (!Digests.of(file).equals(sha256)) {
        throw new DataException(place(file), "another content", "SHA-256 " + sha256);
      }
      return Safetensors.read(file).tensors();
    } catch (IOException e) {
      throw new DataException(
          "%s: it cannot be read: %s".formatted(place(file), e.getMessage()), e);
    }
  }

  private static String place(Path file) {
    return "network.init-from = " + file;
  }
}
