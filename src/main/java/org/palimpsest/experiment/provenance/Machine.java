package org.palimpsest.experiment.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The computer that a run runs on.
 *
 * @param cores available to this process
 * @param memoryBytes of the computer; 0 if not known
 * @param cpu model; empty if not known
 * @param system its name, version and architecture
 */
public record Machine(int cores, long memoryBytes, String cpu, String system) {

  /** This one. */
  public static Machine current() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        kibibytes(Path.of("/proc/meminfo"), "MemTotal"),
        field(Path.of("/proc/cpuinfo"), "model name").orElse(""),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
  }

  /** Greatest resident memory of this process so far, bytes; 0 if not known. */
  public static long peakResidentBytes() {
    return kibibytes(Path.of("/proc/self/status"), "VmHWM");
  }

  private static long kibibytes(Path file, String name) {
    return field(file, name)
        .filter(text -> text.matches("\\d+ kB"))
        .map(text -> 1024 * Long.parseLong(text.substring(0, text.indexOf(' '))))
        .orElse(0L);
  }

  /** The first {@code name: value} of a file of the kernel's; empty where there is no such file. */
  private static Optional<String> field(Path file, String name) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.stream()
          .filter(line -> line.startsWith(name) && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // only a description is lost
    }
  }
}
