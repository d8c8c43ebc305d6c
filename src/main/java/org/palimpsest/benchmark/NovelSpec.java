package org.palimpsest.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;
import org.palimpsest.tensor.Require;

/**
 * What the novel sessions are.
 *
 * @param sessions how many, 0 or more
 * @param ways classes that each brings, at least 1: one number for all sessions, or one for each
 * @param shots training images of each of their classes, at least 1; empty for all there are
 * @param shotList file or folder that says which images those are, as {@link ShotList} reads it;
 *     empty to draw them from the run's seed
 */
public record NovelSpec(
    int sessions, List<Integer> ways, OptionalInt shots, Optional<Path> shotList) {

  /** Where the digest of the list of shots stands in a configuration. */
  public static final String SHOT_LIST_SHA256_PATH = "benchmark.novel.shot-list-sha256";

  private static final String SHOT_LIST_SHA256 = "shot-list-sha256";

  public NovelSpec {
    Require.atLeast(0, sessions, "sessions");
    ways = List.copyOf(ways);
    ways.forEach(own -> Require.atLeast(1, own, "ways"));
    if (ways.isEmpty() || (ways.size() > 1 && ways.size() != sessions)) {
      throw new IllegalArgumentException(
          "%d sessions, but ways for %d".formatted(sessions, ways.size()));
    }
    shots.ifPresent(count -> Require.atLeast(1, count, "shots"));
    if (shotList.isPresent() && shots.isEmpty()) {
      throw new IllegalArgumentException("a shot-list needs a number of shots");
    }
  }

  /** Sessions of equally many classes. */
  public NovelSpec(int sessions, int ways, OptionalInt shots, Optional<Path> shotList) {
    this(sessions, List.of(ways), shots, shotList);
  }

  /**
   * Classes that a session brings.
   *
   * @param session 1 for the first novel one
   */
  public int ways(int session) {
    return ways.get(ways.size() == 1 ? 0 : session - 1);
  }

  /** Classes of all of them together. */
  public long classes() {
    return ways.size() == 1
        ? (long) sessions * ways.get(0)
        : ways.stream().mapToLong(Integer::longValue).sum();
  }

  /** Whether every session brings so many. */
  boolean allBring(int classes) {
    return ways.stream().allMatch(own -> own == classes);
  }

  /** The ways for people, such as {@code 5} or {@code 4, 4 and 2}. */
  public String waysText() {
    List<String> texts = ways.stream().map(String::valueOf).toList();
    int last = texts.size() - 1;
    return last == 0
        ? texts.get(0)
        : String.join(", ", texts.subList(0, last)) + " and " + texts.get(last);
  }

  /** Reads the keys {@code sessions}, {@code ways}, {@code shots} and {@code shot-list}. */
  static NovelSpec read(Section section) {
    List<Integer> ways = readWays(section);
    int sessions = ways.size();
    if (section.kind("ways") != Kind.LIST) {
      sessions = section.integer("sessions", 0, Integer.MAX_VALUE);
    }
    OptionalInt shots = shots(section);
    Optional<Path> shotList =
        section.optionalPath("shot-list").filter(path -> isReadable(section, path));
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

  /** One number, or a list that says how many sessions there are. */
  private static List<Integer> readWays(Section section) {
    if (section.kind("ways") != Kind.LIST) {
      return List.of(section.integer("ways", 1, Integer.MAX_VALUE));
    }
    section.idle("sessions", "benchmark.novel.ways lists what each session brings");
    List<Integer> ways =
        section.integers("ways", 1, Integer.MAX_VALUE).stream().map(Long::intValue).toList();
    if (ways.isEmpty() && section.sound("ways")) {
      section.problem("ways", "is empty; without novel sessions it is sessions = 0");
    }
    return ways.isEmpty() ? List.of(1) : ways;
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

  private static boolean isReadable(Section section, Path list) {
    if ((Files.isRegularFile(list) || Files.isDirectory(list)) && Files.isReadable(list)) {
      return true;
    }
    section.problem("shot-list", "is not a file or folder that can be read");
    return false;
  }
}
