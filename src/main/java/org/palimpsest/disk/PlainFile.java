package org.palimpsest.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a path has to name before it is opened. A pipe or a device has no end to wait for, a file
 * beyond all that is meant fills the memory.
 */
public final class PlainFile {

  /** No file that is read as a whole comes near this. */
  public static final long MOST_BYTES = 200_000_000;

  private PlainFile() {}

  /**
   * What is found in the place of a file.
   *
   * @param mostBytes how long it may be
   * @return in words that go on after "found" or "it is"; empty if it can be opened
   */
  public static Optional<String> hindrance(Path file, long mostBytes) throws IOException {
    if (Files.isDirectory(file)) {
      return Optional.of("a folder");
    }
    if (!Files.exists(file)) {
      return Optional.of("no such file");
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of("no regular file");
    }
    return Files.size(file) > mostBytes
        ? Optional.of("a file of more than %d bytes".formatted(mostBytes))
        : Optional.empty();
  }
}
