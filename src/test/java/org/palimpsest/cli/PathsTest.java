package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key and argument that names a file, given what is none: an end at once, in words. */
@Timeout(60)
class PathsTest {

  private static final String EXPERIMENT =
      """
      name = paths
      benchmark {
        dataset = digits, base-classes = 6, novel { sessions = 2, ways = 2, shots = 5 }
        validation-fraction = 0.1
      }
      network.encoder { filters = 2, embedding = 8 }
      training { base.epochs = 1, episodes.ways = 3 }
      mlflow.tracking-uri = null
      """;

  private static final String EPISODIC =
      """
      name = paths
      benchmark {
        dataset = digits, scenario = episodic, class-order = seeded
        episodic { background = 7, test = 3, settings = [3w1s], episodes = 2 }
      }
      learner.method = zero-shot-prototypical
      network.encoder { filters = 2, drop-last-poolings = true }
      training.episodes { number = 2, ways = 5, shots = 1, queries = 1 }
      mlflow.tracking-uri = null
      """;

  /** By the key: what is written, {@code PATH} in the place of the path. */
  private static final Map<String, String> KEYS =
      new TreeMap<>(
          Map.of(
              "network.init-from", EXPERIMENT + "network.init-from = PATH",
              "learner.pretrained", EPISODIC + "learner.pretrained = PATH",
              "benchmark.novel.shot-list", EXPERIMENT + "benchmark.novel.shot-list = PATH",
              "benchmark.dataset.folder", EXPERIMENT + "benchmark.dataset { folder = PATH }",
              "benchmark.dataset.split.background",
                  EXPERIMENT
                      + "benchmark.dataset { name = digits, split { background = PATH, test = [\"9\"] } }",
              "benchmark.dataset.split.test",
                  EXPERIMENT
                      + "benchmark.dataset { folder = \"/\", split { background = [a], test = PATH } }",
              "benchmark.episodic.lists", EPISODIC + "benchmark.episodic.lists = PATH",
              "learner.zero-shot-prototypical.attributes",
                  EPISODIC
                      + "learner.zero-shot-prototypical { labels = attributes, attributes = PATH }",
              "tuning.other-benchmark.file",
                  EXPERIMENT
                      + "tuning { rule = other-benchmark, other-benchmark { file = PATH"
                      + ", grid { training.optimizer.learning-rate = [0.1] } } }"));

  /** Keys that name a folder with files in it, by one of these. */
  private static final Map<String, String> WITHIN =
      Map.of("benchmark.novel.shot-list", "session_2.txt", "benchmark.episodic.lists", "3w1s.csv");

  /** Keys under which a folder need not be there yet. */
  private static final Map<String, String> ANYWHERE =
      Map.of(
          "results", EXPERIMENT + "results = PATH",
          "data.root", EXPERIMENT + "data.root = PATH");

  /** What stands where a file is looked for. */
  private enum Stand {
    DEVICE,
    PIPE,
    FOLDER,
    NOTHING,
    ENORMOUS;

    void put(Path place) throws IOException, InterruptedException {
      switch (this) {
        case DEVICE -> Files.createSymbolicLink(place, Path.of("/dev/zero"));
        case PIPE ->
            assertThat(new ProcessBuilder("mkfifo", place.toString()).start().waitFor()).isZero();
        case FOLDER -> Files.createDirectory(place);
        case NOTHING -> {}
        case ENORMOUS -> {
          try (RandomAccessFile file = new RandomAccessFile(place.toFile(), "rw")) {
            file.setLength(3_000_000_000L); // takes no room
          }
        }
      }
    }
  }

  @TempDir private Path temp;

  static Stream<Arguments> keys() {
    return KEYS.keySet().stream()
        .flatMap(key -> Arrays.stream(Stand.values()).map(stand -> Arguments.of(key, stand)));
  }

  static Stream<Arguments> keysOfFolders() {
    return keys().filter(arguments -> WITHIN.containsKey((String) arguments.get()[0]));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyIsRefusedWhereItsPathIsNoFile(String key, Stand stand) throws Exception {
    Path place = temp.resolve("place");
    stand.put(place);
    assertRefused(run(text(KEYS, key), place), place);
  }

  @ParameterizedTest
  @MethodSource("keysOfFolders")
  void aKeyIsRefusedWhereItsFolderHasNoFile(String key, Stand stand) throws Exception {
    Path place = Files.createDirectory(temp.resolve("place")).resolve(text(WITHIN, key));
    stand.put(place);
    assertRefused(run(text(KEYS, key), temp.resolve("place")), place.getFileName());
  }

  static Stream<String> allKeys() {
    return Stream.concat(KEYS.keySet().stream(), ANYWHERE.keySet().stream());
  }

  @ParameterizedTest
  @MethodSource("allKeys")
  void aKeyIsRefusedWithItsLineWhereItsTextIsNoPath(String key) throws Exception {
    String text =
        text(KEYS.containsKey(key) ? KEYS : ANYWHERE, key).replace("PATH", "\"a\\u0000b\"");
    Path file = Files.writeString(temp.resolve("x.conf"), text);
    Attempt attempt = Attempt.of("check", file.toString());
    assertThat(attempt.code()).as(attempt.told()).isEqualTo(ExitCodes.WRONG_CONFIGURATION);
    assertThat(attempt.err())
        .containsPattern("x\\.conf:\\d+: " + key + " = \"a\\\\u0000b\" is not a path: Nul char")
        .contains("1 problem;");
  }

  static Stream<Arguments> commands() {
    return Stream.of(
            "compare PATH",
            "compare other=PATH",
            "report PATH --output PAGE",
            "metrics PATH",
            "export PATH --format safetensors",
            "runs PATH",
            "predict PATH PATH",
            "data verify PATH",
            "run PATH",
            "check PATH",
            "sweep PATH",
            "episodes PATH OUT",
            "reproduce --in PATH --list",
            "reproduce PATH")
        .flatMap(command -> Arrays.stream(Stand.values()).map(s -> Arguments.of(command, s)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandRefusesWhatIsNoFile(String command, Stand stand) throws Exception {
    Path place = temp.resolve("place");
    stand.put(place);
    List<String> words = new ArrayList<>();
    for (String word : List.of(command.split(" ", -1))) {
      words.add(word.replace("PATH", place.toString()).replaceAll("PAGE|OUT", temp + "/$0"));
    }
    Attempt attempt = Attempt.of(words.toArray(String[]::new));
    if (stand != Stand.FOLDER || attempt.code() != ExitCodes.DONE) {
      assertRefused(attempt, place.getFileName());
    }
  }

  private static String text(Map<String, String> texts, String key) {
    return Objects.requireNonNull(texts.get(key));
  }

  private Attempt run(String text, Path place) throws Exception {
    String quoted = "\"%s\"".formatted(place);
    Path file = Files.writeString(temp.resolve("x.conf"), text.replace("PATH", quoted));
    return Attempt.of("run", file.toString(), "results=\"%s/results\"".formatted(temp));
  }

  private static void assertRefused(Attempt attempt, Path named) {
    assertThat(attempt.code())
        .as(attempt.told())
        .isIn(ExitCodes.WRONG_CONFIGURATION, ExitCodes.BAD_DATA);
    assertThat(attempt.complaints(Set.of(attempt.code()))).as(attempt.told()).isEmpty();
    assertThat(attempt.err()).contains(named.toString());
  }
}
