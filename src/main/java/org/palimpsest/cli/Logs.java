package org.palimpsest.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One log file for each command, under the user's cache, from the first line that is logged.
 *
 * <p>Set through system properties that {@code logback.xml} reads: it has to be known before any
 * library logs its first line.
 */
final class Logs {

  static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger - %msg%n";

  private static final String FILE = "palimpsest.log";
  private static final String LEVEL = "palimpsest.log.level";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
  private static final int KEPT = 100;
  private static final String NOWHERE = "/dev/null";

  private Logs() {}

  /** Decides where this process logs; only the first call does. */
  static synchronized void start(boolean debug) {
    if (System.getProperty(FILE) != null) {
      return;
    }
    System.setProperty(FILE, place(System.getenv(), Path.of(System.getProperty("user.home", "."))));
    System.setProperty("palimpsest.log.pattern", PATTERN);
    System.setProperty(LEVEL, debug ? "DEBUG" : "INFO");
  }

  /** Where this process logs; empty if nowhere. */
  static String file() {
    String file = System.getProperty(FILE, "");
    return file.equals(NOWHERE) ? "" : file;
  }

  /**
   * A file for this process, in a folder where old logs are removed. In the folder that everybody
   * shares its name cannot be foreseen, and nobody else may read it.
   */
  static String place(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path cache = named.startsWith("/") ? Path.of(named) : home.resolve(".cache");
    Path folder = cache.resolve("palimpsest").resolve("logs");
    try {
      Files.createDirectories(folder);
      if (Files.isWritable(folder)) {
        removeOld(folder);
        String time = LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
        return folder
            .resolve("%s-%s.log".formatted(time, ProcessHandle.current().pid()))
            .toString();
      }
    } catch (IOException | UncheckedIOException e) {
      // A home that cannot be written to is no reason to fail; there is another place to log to.
    }
    try {
      return Files.createTempFile("palimpsest-", ".log").toString();
    } catch (IOException e) {
      return NOWHERE; // a full disk is met, and told, where it matters
    }
  }

  private static void removeOld(Path folder) throws IOException {
    List<Path> logs;
    try (Stream<Path> files = Files.list(folder)) {
      // Their names begin with the time, hence sort by age.
      logs =
          files
              .filter(file -> file.getFileName().toString().matches("\\d{8}-\\d{6}-\\d+\\.log"))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path old : logs.subList(Math.min(KEPT, logs.size()), logs.size())) {
      Files.deleteIfExists(old);
    }
  }
}
