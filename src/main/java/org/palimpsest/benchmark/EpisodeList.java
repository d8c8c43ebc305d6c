package org.palimpsest.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.palimpsest.data.ContentDigest;
import org.palimpsest.data.DataException;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;
import org.palimpsest.disk.SpreadsheetText;

/**
 * Episodes written out, to be published and repeated: a table with a row for each image of each
 * episode, {@code episode,role,class,image}. Episodes are numbered from 0; a role is {@code
 * support}, {@code query}, {@code unlabelled} or {@code distractor}; a class goes by its name, an
 * image by its position among the images of its class, from 0, in the data set's order. A name that
 * a spreadsheet would take for a formula has an apostrophe in front.
 */
public final class EpisodeList {

  private static final List<String> HEADER = List.of("episode", "role", "class", "image");
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  private static final String EXPECTED = "a list of episodes";

  private final Path file;
  private final Samples pool;
  private final Map<String, List<Integer>> positions = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  private EpisodeList(Path file, Samples pool) {
    this.file = file;
    this.pool = pool;
    List<String> names = pool.images().classNames();
    for (int i = 0; i < pool.size(); i++) {
      String name = names.get(pool.images().label(pool.indices()[i]));
      positions.computeIfAbsent(name, key -> new ArrayList<>()).add(i);
      numbers.put(name, pool.classes()[i]);
    }
  }

  /** What an image is for. */
  private enum Role {
    SUPPORT("support"),
    QUERY("query"),
    UNLABELLED("unlabelled"),
    DISTRACTOR("distractor");

    private final String text;

    Role(String text) {
      this.text = text;
    }
  }

  /** File of a setting's list in a folder. */
  public static Path file(Path folder, String setting) {
    return folder.resolve(setting + ".csv");
  }

  /**
   * Digest over the lists of some settings.
   *
   * @throws DataException if one cannot be read
   */
  static String sha256(Path folder, List<String> settings) {
    ContentDigest digest = new ContentDigest();
    for (String setting : settings) {
      Path file = file(folder, setting);
      try {
        DataException.requireFile(file, EXPECTED);
        digest.add(setting).add(Files.readString(file));
      } catch (IOException e) {
        throw new DataException("%s: it cannot be read: %s".formatted(file, e.getMessage()), e);
      }
    }
    return digest.hex();
  }

  /**
   * Writes a series down.
   *
   * @param pool that its images are from, class by class in the data set's order
   */
  public static void write(EpisodeSeries series, Samples pool, Appendable out) throws IOException {
    ImageSet images = pool.images();
    Map<Integer, Integer> place = new HashMap<>();
    int[] next = new int[images.classNames().size()];
    for (int index : pool.indices()) {
      place.put(index, next[images.label(index)]++);
    }
    try (CSVPrinter csv =
        new CSVPrinter(out, CSVFormat.RFC4180.builder().setRecordSeparator('\n').get())) {
      csv.printRecord(HEADER);
      for (int i = 0; i < series.size(); i++) {
        Episode episode = series.episode(i);
        print(csv, i, Role.SUPPORT, episode.support(), place);
        print(csv, i, Role.QUERY, episode.query(), place);
        print(csv, i, Role.UNLABELLED, episode.unlabelled(), place);
      }
    }
  }

  private static void print(
      CSVPrinter csv, int episode, Role role, Samples samples, Map<Integer, Integer> place)
      throws IOException {
    for (int i = 0; i < samples.size(); i++) {
      int index = samples.indices()[i];
      Role own = samples.classes()[i] == Episode.DISTRACTOR ? Role.DISTRACTOR : role;
      csv.printRecord(
          episode,
          own.text,
          SpreadsheetText.cell(samples.images().classNames().get(samples.images().label(index))),
          place.get(index));
    }
  }

  /**
   * Reads a list.
   *
   * @param pool whose images it may name
   * @throws DataException naming file and line, if it is no such list, names a class or image that
   *     is not in the pool, or an image twice in one episode
   */
  public static EpisodeSeries read(Path file, String setting, Samples pool) {
    return new EpisodeList(file, pool).read(setting);
  }

  private EpisodeSeries read(String setting) {
    TreeMap<Integer, Draft> drafts = new TreeMap<>();
    try (CSVParser parser = parser()) {
      if (!parser.getHeaderNames().containsAll(HEADER)) {
        throw new DataException(
            file.toString(), "the columns " + parser.getHeaderNames(), String.join(", ", HEADER));
      }
      for (CSVRecord row : parser) {
        String place = "%s:%s".formatted(file, parser.getCurrentLineNumber());
        int number = number(row.get(HEADER.get(0)), place, Integer.MAX_VALUE);
        drafts.computeIfAbsent(number, key -> new Draft()).add(row, place);
      }
    } catch (IOException | UncheckedIOException e) {
      // The library wraps its own failures, behind the names of their classes.
      Throwable failure = e.getCause() instanceof IOException cause ? cause : e;
      throw new DataException(
          "%s: it cannot be read: %s".formatted(file, failure.getMessage()), failure);
    }
    List<Episode> episodes = new ArrayList<>();
    drafts.forEach(
        (number, draft) -> {
          if (number != episodes.size()) {
            throw new DataException(
                file.toString(), "no episode " + episodes.size(), "episodes from 0 without a gap");
          }
          episodes.add(draft.episode(number));
        });
    if (episodes.isEmpty()) {
      throw new DataException(file.toString(), "no episode", "at least one");
    }
    return new EpisodeSeries(setting, episodes.size(), episodes::get);
  }

  private CSVParser parser() throws IOException {
    DataException.requireFile(file, EXPECTED);
    return CSVParser.parse(file, StandardCharsets.UTF_8, FORMAT);
  }

  private static int number(String text, String place, int below) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= 0 && value < below) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as is a number out of range.
    }
    throw new DataException(
        place, "\"%s\"".formatted(text), "a whole number from 0 to %d".formatted(below - 1));
  }

  /** An episode while its rows are read. */
  private final class Draft {
    private final List<String> classes = new ArrayList<>();
    private final Map<Role, List<int[]>> images = new HashMap<>();
    private final Set<Integer> used = new HashSet<>();

    void add(CSVRecord row, String place) {
      String name = SpreadsheetText.ofCell(row.get(HEADER.get(2)));
      List<Integer> own = positions.get(name);
      if (own == null) {
        throw new DataException(
            place,
            "class \"%s\"".formatted(name),
            "one of the %d test classes".formatted(positions.size()));
      }
      Role role = role(row.get(HEADER.get(1)), place);
      int at = own.get(number(row.get(HEADER.get(3)), place, own.size()));
      if (!used.add(at)) {
        throw new DataException(
            place,
            "image %s of %s again".formatted(row.get(HEADER.get(3)), name),
            "each image once");
      }
      int local = Episode.DISTRACTOR;
      if (role != Role.DISTRACTOR) {
        if (!classes.contains(name)) {
          classes.add(name);
        }
        local = classes.indexOf(name);
      }
      images.computeIfAbsent(role, key -> new ArrayList<>()).add(new int[] {at, local});
    }

    Episode episode(int number) {
      Samples support = samples(Role.SUPPORT);
      ClassSet known = ClassSet.of(support.classes());
      if (classes.size() < 2 || known.size() < classes.size() || samples(Role.QUERY).size() == 0) {
        throw new DataException(
            "%s, episode %d".formatted(file, number),
            "%d classes, %d of them with support, %d queries"
                .formatted(classes.size(), known.size(), samples(Role.QUERY).size()),
            "at least 2 classes, each with support, and a query");
      }
      Samples unlabelled = samples(Role.UNLABELLED).and(samples(Role.DISTRACTOR));
      int[] own = classes.stream().mapToInt(name -> numbers.getOrDefault(name, 0)).toArray();
      return new Episode(support, samples(Role.QUERY), unlabelled, own);
    }

    /** Class by class, as metrics want them. */
    private Samples samples(Role role) {
      List<int[]> rows = new ArrayList<>(images.getOrDefault(role, List.of()));
      rows.sort((a, b) -> Integer.compare(a[1], b[1]));
      int[] indices = rows.stream().mapToInt(row -> pool.indices()[row[0]]).toArray();
      int[] local = rows.stream().mapToInt(row -> row[1]).toArray();
      return new Samples(pool.images(), indices, local, pool.normalization());
    }
  }

  private static Role role(String text, String place) {
    for (Role role : Role.values()) {
      if (role.text.equals(text.strip())) {
        return role;
      }
    }
    throw new DataException(
        place, "role \"%s\"".formatted(text), "support, query, unlabelled or distractor");
  }
}
