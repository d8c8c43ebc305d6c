package org.palimpsest.experiment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.palimpsest.conf.Section;
import org.palimpsest.data.DataException;
import org.palimpsest.method.InitialWeights;

/**
 * What {@code network.init-from} asks for.
 *
 * @param file relative to the working directory
 * @param sha256 that the file has to have; empty if any content will do
 */
public record InitialWeightsSpec(Path file, Optional<String> sha256) {

  static final String FILE = "init-from";
  static final String SHA256 = "init-from-sha256";

  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]{64}");

  /** Reads the section {@code network}; empty if nothing is asked for. */
  static Optional<InitialWeightsSpec> read(Section network) {
    Optional<Path> file = network.optionalPath(FILE);
    Optional<String> sha256 = network.optionalText(SHA256);
    if (sha256.isPresent() && !HEXADECIMAL.matcher(sha256.get()).matches()) {
      network.problem(SHA256, "is not a SHA-256: 64 digits 0-9, a-f");
    }
    if (sha256.isPresent() && !network.has(FILE)) {
      network.problem(SHA256, "needs network." + FILE);
    }
    return file.map(path -> new InitialWeightsSpec(path, sha256));
  }

  /** The file that the runs of a configuration start from. */
  static Optional<Path> file(RunConfig config) {
    return Optional.ofNullable(config.flat().get("network." + FILE)).map(Path::of);
  }

  /**
   * Reads the file through once.
   *
   * @throws DataException if it is missing, unreadable or not the one that was asked for
   */
  InitialWeights open() {
    InitialWeights found = InitialWeights.of(file);
    if (sha256.isPresent() && !sha256.get().equals(found.sha256())) {
      throw new DataException(
          "network.%s = %s".formatted(FILE, file),
          "SHA-256 " + found.sha256(),
          "SHA-256 %s as network.%s says".formatted(sha256.get(), SHA256));
    }
    return found;
  }
}
