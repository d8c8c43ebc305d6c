package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a command is told to write; never there half. */
final class OutputFile {

  private OutputFile() {}

  /** Writes beside and renames; folders on the way are made. */
  static void write(Path file, String text) throws IOException {
    Path place = file.toAbsolutePath();
    Path folder = place.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path partial =
        place.resolveSibling(
            ".%s.%d.partial".formatted(place.getFileName(), ProcessHandle.current().pid()));
    try {
      Files.writeString(partial, text);
      Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
