package org.palimpsest.benchmark;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;
import org.palimpsest.tensor.Require;

/**
 * What the novel sessions are.
 *
 * @param sessions how many, 0 or more
 * @param ways classes that each brings, at least 1
 * @param shots training images of each of their classes, at least 1; empty for all there are
 * @param shotList file or folder that says which images those are, as {@link ShotList} reads it;
 *     empty to draw them from the run's seed
 */
public record NovelSpec(int sessions, int ways, OptionalInt shots, Optional<Path> shotList) {

  /** Where the digest of the list of shots stands in a configuration. */
  public static final String SHOT_LIST_SHA256_PATH = "benchmark.novel.shot-list-sha256";

  private static final String SHOT_LIST_SHA256 = "shot-list-sha256";

  public NovelSpec {
    Require.atLeast(0, sessions, "sessions");
    Require.atLeast(1, ways, "ways");
    shots.ifPresent(count -> Require.atLeast(1, count, "shots"));
    if (shotList.isPresent() && shots.isEmpty()) {
      throw new IllegalArgumentException("a shot-list needs a number of shots");
    }
  }

  /** Reads the keys {@code sessions}, {@code ways}, {@code shots} and {@code shot-list}. */
  static NovelSpec read(Section section) {
    int sessions = section.integer("sessions", 0, Integer.MAX_VALUE);
    int ways = section.integer("ways", 1, Integer.MAX_VALUE);
    OptionalInt shots = shots(section);
    Optional<Path> shotList = section.optionalText("shot-list").flatMap(t -> file(section, t));
    if (shotList.isPresent() && shots.isEmpty()) {
      section.problem("shot-list", "needs a number of shots, but shots = all");
      shotList = Optional.empty();
    }
    Optional<String> sha256 = section.optionalText(SHOT_LIST_SHA256);
    if (sha256.isPresent() && shotList.isPresent() && section.sound("sessions")) {
      String found = ShotList.sha256(shotList.get(), sessions);
      if (!found.equals(sha256.get())) {
        section.problem(
            SHOT_LIST_SHA256, "is not that of %s, which is %s".formatted(shotList.get(), found));
      }
    }
    return new NovelSpec(sessions, ways, shots, shotList);
  }

  /**
   * Reads the keys {@code sessions} and {@code shots} of sessions that have the same classes again.
   *
   * @param classes how many
   */
  static NovelSpec readAgain(Section section, int classes) {
    String why = "every session has the classes of session 0 again";
    section.idle("ways", why);
    section.idle("shot-list", why + ", in another domain");
    return new NovelSpec(
        section.integer("sessions", 0, Integer.MAX_VALUE),
        classes,
        shots(section),
        Optional.empty());
  }

  /** SHA-256 over the list of shots as it is now; empty if there is none. */
  public Optional<String> shotListSha256() {
    return shotList.map(path -> ShotList.sha256(path, sessions));
  }

  private static OptionalInt shots(Section section) {
    if (section.kind("shots") != Kind.TEXT) {
      return OptionalInt.of(section.integer("shots", 1, Integer.MAX_VALUE));
    }
    String text = section.text("shots");
    if (text.equals("all")) {
      return OptionalInt.empty();
    }
    // From the command line a number may come as text.
    if (text.strip().matches("[+-]?[0-9.]+")) {
      return OptionalInt.of(section.integer("shots", 1, Integer.MAX_VALUE));
    }
    section.problem("shots", "is neither a whole number of at least 1 nor all");
    return OptionalInt.of(1);
  }

  private static Optional<Path> file(Section section, String text) {
    try {
      Path file = Path.of(text);
      if ((Files.isRegularFile(file) || Files.isDirectory(file)) && Files.isReadable(file)) {
        return Optional.of(file);
      }
      section.problem("shot-list", "is not a file or folder that can be read");
    } catch (InvalidPathException e) {
      section.problem("shot-list", "is not a file name: " + e.getReason());
    }
    return Optional.empty();
  }
}
