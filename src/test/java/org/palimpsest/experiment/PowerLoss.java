package org.palimpsest.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.palimpsest.disk.Disk;

/**
 * What a loss of power may leave of the files written last, on a disk that had promised to have
 * them: any of them torn, zeroed, missing or whole. A copy of what was there is kept, as somebody
 * may have a backup.
 */
final class PowerLoss {

  private static final int MOST_FILES = 6;

  private final Path results;
  private final Path backup;
  private final List<String> history = new ArrayList<>();

  private PowerLoss(Path results, Path backup) {
    this.results = results;
    this.backup = backup;
  }

  /** Loses some of what was written last below a folder; nothing may be writing there. */
  static PowerLoss strike(Path results, Path backup, RandomGenerator random) throws IOException {
    new Disk().delete(backup);
    copy(results, backup);
    PowerLoss loss = new PowerLoss(results, backup);
    List<Path> files = newestFirst(results);
    int struck = 1 + random.nextInt(MOST_FILES);
    for (Path file : files.subList(0, Math.min(struck, files.size()))) {
      if (Files.exists(file)) { // or its folder went before it
        loss.lose(file, random);
      }
    }
    return loss;
  }

  /** What was lost. */
  String history() {
    return String.join(", ", history);
  }

  /**
   * Brings back the file that a message asks for.
   *
   * @return false if it names none
   */
  boolean bringBack(String message) throws IOException {
    Optional<Path> named =
        newestFirst(backup).stream()
            .filter(file -> message.contains(results.resolve(backup.relativize(file)) + ":"))
            .findFirst();
    if (named.isEmpty() || !message.contains("Bring the file back")) {
      return false;
    }
    Path file = results.resolve(backup.relativize(named.get()));
    Files.createDirectories(Disk.parent(file));
    Files.copy(named.get(), file, StandardCopyOption.REPLACE_EXISTING);
    history.add("brought back " + results.relativize(file));
    return true;
  }

  private void lose(Path file, RandomGenerator random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length + 1);
    int kind = random.nextInt(7);
    switch (kind) {
      case 0 -> Files.write(file, Arrays.copyOf(bytes, at));
      case 1 -> Files.write(file, new byte[bytes.length]);
      case 2 -> {
        Arrays.fill(bytes, at, bytes.length, (byte) 0);
        Files.write(file, bytes);
      }
      case 3 -> Files.write(file, new byte[0]);
      case 4 -> Files.delete(file);
      case 5 -> {
        Path folder = Disk.parent(file);
        boolean checkpoint = Files.exists(folder.resolve("manifest.json"));
        new Disk().delete(checkpoint ? folder : file);
      }
      default -> {
        return; // this one was in time
      }
    }
    history.add("%s %d at %d".formatted(results.relativize(file), kind, at));
  }

  private static List<Path> newestFirst(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .sorted(Comparator.comparing(PowerLoss::written).reversed())
          .toList();
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.createDirectories(Disk.parent(target));
        Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
