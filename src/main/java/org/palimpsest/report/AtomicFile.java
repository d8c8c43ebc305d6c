package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there whole or not at all. */
final class AtomicFile {

  private AtomicFile() {}

  /** Writes beside the place and renames. */
  static void write(Path place, byte[] content) throws IOException {
    Path partial =
        place.resolveSibling(
            ".%s.%d.partial".formatted(place.getFileName(), ProcessHandle.current().pid()));
    try {
      Files.write(partial, content);
      Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
