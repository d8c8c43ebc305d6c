package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Configurations that are damaged at random, and some that are built to do harm: each is read, or
 * refused in words that name a place.
 */
class ConfigurationFuzzTest {

  /** As many as {@code PALIMPSEST_FUZZ} says, from the seed {@code PALIMPSEST_FUZZ_FROM} on. */
  private static final int CASES = number("PALIMPSEST_FUZZ", 800);

  private static final int FROM = number("PALIMPSEST_FUZZ_FROM", 0);

  private static final Set<Integer> CODES =
      Set.of(ExitCodes.DONE, ExitCodes.WRONG_CONFIGURATION, ExitCodes.BAD_DATA);

  private static final Pattern PLACE =
      Pattern.compile(
          "(?m)^(command line: |.*x\\d*\\.conf(:\\d+)?: |.*\\.conf:\\d+: |(an )?environment"
              + " variable|Unmatched|Unknown option|Missing|Invalid value|.* is not a path)");

  private static final String EXPERIMENT =
      """
      name = fuzz
      seeds = [1, 2]
      engine { name = torch, threads = 1 }
      benchmark {
        dataset = digits
        base-classes = 6
        novel { sessions = 2, ways = 2, shots = 5 }
        validation-fraction = 0.1
      }
      network { encoder { type = conv4, filters = 8, embedding = 16 }, decoder = mirrored }
      learner {
        head = task-adaptive
        terms = [reconstruction, ewc]
        memory { policy = herding, images-per-class = 3 }
        reconstruction.weight = 0.5
        ewc.strength = 100
      }
      training {
        augmentation { crop-padding = 0, flip = false }
        base { epochs = 12, batch-size = 64 }
        episodes { number = 150, ways = 5, shots = 5, queries = 5 }
        optimizer { type = sgd, learning-rate = 0.1, schedule = cosine }
      }
      mlflow.tracking-uri = null
      """;

  private static final String SWEEP =
      """
      sweep {
        grid.learner.head = [prototype, cosine]
        list = [{ benchmark.novel.shots = 5 }, { benchmark.novel.shots = 1 }]
        random { samples = 4, ranges { learner.reconstruction.weight { from = 0.1, to = 10, scale = log } } }
        jobs = 2
        halving { after-sessions = [0], keep = 0.5 }
        slurm { cpus = 4, memory = 6G, time = "2:00:00" }
      }
      """;

  private static final String EPISODIC =
      """
      name = fuzz
      benchmark {
        dataset = digits
        scenario = episodic
        episodic { background = 5, validation = 2, test = 3, settings = [3w1s, 3w5s] }
      }
      learner.method = prototypical
      network.encoder { filters = 16, drop-last-poolings = true }
      training {
        episodes { number = 300, ways = 5, shots = 5, queries = 5 }
        validation { episodes = 50, setting = 2w1s, patience = 5 }
      }
      mlflow.tracking-uri = null
      """;

  private static final String ZERO_SHOT =
      EPISODIC
          + """
          learner { method = zero-shot-prototypical, zero-shot-prototypical.labels = attributes }
          learner.zero-shot-prototypical.attributes = seven-segment
          benchmark.episodic.lists = null
          learner.pretrained = null
          """;

  private static final String TUNED =
      EXPERIMENT
          + """
          tuning {
            rule = first-session
            first-session.grid { training.optimizer.learning-rate = [1e-9, 0.01], learner.ewc.strength = [1, 2] }
          }
          """;

  private static final String TUNED_WITHIN =
      EXPERIMENT
          + """
          tuning {
            rule = pseudo-incremental
            pseudo-incremental {
              base-classes = 3, sessions = 1, ways = 2, shots = 5, asked = last-session, search = coordinates
              grid { training.optimizer.learning-rate = [1e-9, 0.01] }
            }
          }
          """;

  private static final String TUNED_CONTINUALLY =
      EXPERIMENT
          + """
          benchmark.novel.shots = all
          tuning {
            rule = continual
            continual {
              first-rates = [0.02, 1e-9], rates = [0.01, 1e-9], rates-tried = 2
              strength-key = learner.ewc.strength, start = 1000, decays = 1
            }
          }
          """;

  private static final String TUNED_ELSEWHERE =
      EXPERIMENT
          + """
          tuning {
            rule = other-benchmark
            other-benchmark { file = "PLACE/other.conf", grid { training.optimizer.learning-rate = [0.1] } }
          }
          """;

  private static final List<String> BASES =
      List.of(
          EXPERIMENT,
          EXPERIMENT + SWEEP,
          EXPERIMENT + SWEEP,
          EPISODIC,
          ZERO_SHOT,
          TUNED,
          TUNED_WITHIN,
          TUNED_CONTINUALLY,
          TUNED_ELSEWHERE);

  private static final List<String> VALUES =
      List.of(
          "null",
          "-1",
          "0",
          "1e999",
          "-1e-999999999",
          "99999999999999999999",
          "1e9",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "NaN",
          "0.1",
          "true",
          "[]",
          "{}",
          "[[[[]]]]",
          "{ a = 1 }",
          "[{}]",
          "[{ a { b = [1, null, x] } }]",
          "\"\"",
          "\" \"",
          "\"a\\u0000b\"",
          "\"\\u001b[2J\"",
          "\"\\ud800\"",
          "\"/dev/zero\"",
          "\"PLACE/pipe\"",
          "\"PLACE/enormous\"",
          "\"PLACE/missing\"",
          "\"PLACE/folder\"",
          "{ background = \"PLACE/pipe\", test = \"/dev/zero\" }",
          "{ background = \"PLACE/enormous\", test = [a] }",
          "\"/\"",
          "\"..\"",
          "\"../..\"",
          "\"http://user:secret@host\"",
          "${name}",
          "${benchmark}",
          "${nothing}",
          "${?nothing}",
          "${sweep}",
          "${a.b.c}${a.b}",
          "[${seeds} ${seeds}]",
          "${seeds} ${benchmark}",
          "{ from = 1, to = 0 }",
          "{ from = 0, to = 1, scale = log }",
          "{ from = -1e300, to = 1e300 }",
          "{ folder = x, image-size = 0 }",
          "{ folder = \"/dev\" }",
          "{ name = cifar100, background = [1, 1], test = [1] }",
          "{ name = omniglot, split = koch, rotations = classes }",
          "all",
          "none",
          "auto",
          "dl4j",
          "mnist",
          "cifar100",
          "seeded",
          "\"" + "y".repeat(70_000) + "\"");

  @TempDir Path folder;

  /** What {@code PLACE/NAME} stands for: no file, or none that can be read to its end. */
  @BeforeEach
  void placeWhatIsNoFile() throws Exception {
    Files.createDirectory(folder.resolve("folder"));
    Files.writeString(folder.resolve("other.conf"), EXPERIMENT);
    Process pipe = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
    assertThat(pipe.waitFor()).isZero();
    for (String name : List.of("3w1s.csv", "session_2.txt")) {
      Files.createSymbolicLink(folder.resolve("folder").resolve(name), folder.resolve("pipe"));
    }
    try (var file = new RandomAccessFile(folder.resolve("enormous").toFile(), "rw")) {
      file.setLength(3_000_000_000L); // takes no room
    }
  }

  static int number(String variable, int otherwise) {
    return Optional.ofNullable(System.getenv(variable)).map(Integer::valueOf).orElse(otherwise);
  }

  @Test
  void damagedConfigurationsAreReadOrRefusedWithAPlace() throws Exception {
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    for (int seed = FROM; seed < FROM + CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] text = damaged(random);
      Path file = folder.resolve("x%d.conf".formatted(seed));
      Files.write(file, text);
      Attempt attempt = Attempt.of(command(file, random));
      refused += attempt.code() == ExitCodes.WRONG_CONFIGURATION ? 1 : 0;
      List<String> complaints = complaints(attempt);
      if (!complaints.isEmpty()) {
        wrong.add("seed %d %s: %s\n%s".formatted(seed, complaints, attempt.told(), shown(text)));
      }
      Files.delete(file);
    }
    assertThat(wrong).isEmpty();
    assertThat(refused).as("damages that were noticed").isGreaterThan(CASES / 3);
  }

  @Test
  void theUndamagedOnesAreRead() throws Exception {
    for (String base : BASES) {
      Path file = Files.writeString(folder.resolve("x.conf"), placed(base));
      String command = base.contains("sweep {") ? "sweep" : "run";
      Attempt.of(command, file.toString(), "--dry-run").requireDone();
    }
  }

  private static List<String> complaints(Attempt attempt) {
    List<String> complaints = new ArrayList<>(attempt.complaints(CODES));
    if (attempt.code() == ExitCodes.WRONG_CONFIGURATION && !PLACE.matcher(attempt.err()).find()) {
      complaints.add("names no place");
    }
    return complaints;
  }

  private static String shown(byte[] text) {
    String whole = new String(text, StandardCharsets.UTF_8);
    return whole.substring(0, Math.min(4000, whole.length()));
  }

  private String[] command(Path file, SplittableRandom random) {
    List<String> words = new ArrayList<>();
    switch (random.nextInt(4)) {
      case 0 -> words.addAll(List.of("run", file.toString(), "--dry-run"));
      case 1 -> words.addAll(List.of("sweep", file.toString(), "--dry-run"));
      default -> words.addAll(List.of("check", file.toString()));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      words.add(key(random) + (random.nextInt(6) == 0 ? "+=" : "=") + placed(value(random)));
    }
    return words.toArray(String[]::new);
  }

  private byte[] damaged(SplittableRandom random) throws IOException {
    StringBuilder text = new StringBuilder(pick(BASES, random));
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      change(text, random);
    }
    byte[] bytes = placed(text.toString()).getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(8) == 0) {
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
    }
    return bytes;
  }

  private void change(StringBuilder text, SplittableRandom random) throws IOException {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(60));
    switch (random.nextInt(17)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, text.substring(at, end));
      case 2 -> text.setLength(Math.max(1, at));
      case 3, 4, 5 -> value(text, at, random);
      case 6, 7 -> text.append(key(random)).append(" = ").append(value(random)).append('\n');
      case 8 -> text.append(key(random)).append(" { ").append(key(random)).append(" = 1 }\n");
      case 9 -> text.append("sweep.grid.").append(key(random)).append(" = ").append(many(random));
      case 10 -> line(text, at, "include \"" + includes(random) + "\"\n");
      case 11 -> text.insert(at, "{[(\"$#=+?,\u0000\u00e4\u202e".charAt(random.nextInt(13)));
      case 12 -> text.append(deep(random)).append('\n');
      case 13 -> text.append(laughs(random));
      case 14 -> keys(text, random);
      case 15 -> grid(text, random);
      default -> {
        int other = random.nextInt(text.length());
        line(text, at, text.substring(other, Math.min(text.length(), other + 80)));
      }
    }
  }

  /** Puts another value behind the next sign that a value follows. */
  private static void value(StringBuilder text, int from, SplittableRandom random) {
    int equals = text.indexOf("=", from);
    if (equals >= 0) {
      int end = equals + 1;
      while (end < text.length() && ",}\n".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      text.replace(equals + 1, end, " " + value(random) + " ");
    }
  }

  private String placed(String text) {
    return text.replace("PLACE", folder.toString());
  }

  private static void line(StringBuilder text, int near, String added) {
    text.insert(text.indexOf("\n", near) + 1, added);
  }

  private static String key(SplittableRandom random) {
    List<String> paths =
        List.of(
            "benchmark.dataset.split",
            "benchmark.episodic.lists",
            "learner.zero-shot-prototypical.labels",
            "learner.zero-shot-prototypical.attributes",
            "tuning.rule",
            "tuning.first-session.grid",
            "tuning.pseudo-incremental",
            "tuning.pseudo-incremental.grid",
            "tuning.pseudo-incremental.search",
            "tuning.continual.rates",
            "tuning.continual.strength-key",
            "tuning.other-benchmark",
            "tuning.other-benchmark.file",
            "tuning.other-benchmark.grid",
            "name",
            "seeds",
            "benchmark",
            "benchmark.dataset",
            "benchmark.dataset.folder",
            "benchmark.novel",
            "benchmark.novel.shots",
            "benchmark.novel.shot-list",
            "benchmark.class-order",
            "benchmark.scenario",
            "benchmark.online.questions-every",
            "learner.method",
            "learner.head",
            "learner.terms",
            "learner.memory",
            "learner.pretrained",
            "network.init-from",
            "network.encoder",
            "network.decoder",
            "training",
            "training.optimizer",
            "training.optimizer.schedule",
            "engine.device",
            "results",
            "data.root",
            "mlflow",
            "mlflow.tracking-uri",
            "sweep",
            "sweep.grid",
            "sweep.list",
            "sweep.random",
            "sweep.halving",
            "sweep.slurm",
            "tuning",
            "a",
            "\"a.b\"",
            "\"\"",
            "learner.\"x\\u0000\"");
    return pick(paths, random);
  }

  private static String value(SplittableRandom random) {
    return pick(VALUES, random);
  }

  private static String many(SplittableRandom random) {
    int values = random.nextBoolean() ? 3 : 300;
    StringBuilder list = new StringBuilder("[0");
    for (int i = 1; i < values; i++) {
      list.append(',').append(i);
    }
    return list.append("]\n").toString();
  }

  /** A grid to tune by, of up to some billions of settings. */
  private static void grid(StringBuilder text, SplittableRandom random) {
    String rule = pick(List.of("first-session", "pseudo-incremental", "other-benchmark"), random);
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append("tuning.%s.grid.\"%s\" = ".formatted(rule, key(random).replace("\"", "")));
      text.append(many(random));
    }
  }

  private static String deep(SplittableRandom random) {
    int levels = 2 + random.nextInt(6000);
    return switch (random.nextInt(4)) {
      case 0 -> "a { ".repeat(levels) + "} ".repeat(levels);
      case 1 -> "b = " + "[".repeat(levels) + "]".repeat(levels - random.nextInt(2));
      case 2 -> "c" + ".c".repeat(levels) + " = 1";
      default -> "d = " + "{ e = ${d} ".repeat(levels) + "}".repeat(levels);
    };
  }

  private static String laughs(SplittableRandom random) {
    int levels = 2 + random.nextInt(60);
    String form = pick(List.of("[%s,%s]", "%s%s", "{ x = %s, y = %s }", "%s %s"), random);
    StringBuilder text = new StringBuilder("\nl0 = [lol]\n");
    for (int i = 1; i <= levels; i++) {
      String before = "${l%d}".formatted(i - 1);
      text.append("l%d = ".formatted(i)).append(form.formatted(before, before)).append('\n');
    }
    return text.toString();
  }

  private static void keys(StringBuilder text, SplittableRandom random) {
    int number = random.nextInt(3000);
    for (int i = 0; i < number; i++) {
      text.append(key(random)).append(i).append(" = ").append(i).append('\n');
    }
  }

  /** The first of a chain of files, each of which includes the next once or twice, or of a ring. */
  private String includes(SplittableRandom random) throws IOException {
    int length = 1 + random.nextInt(30);
    int times = 1 + random.nextInt(2);
    boolean ring = random.nextInt(4) == 0;
    for (int i = 0; i < length; i++) {
      String next = "include \"i%d.conf\"\n".formatted(ring && i == length - 1 ? 0 : i + 1);
      Files.writeString(folder.resolve("i%d.conf".formatted(i)), next.repeat(times));
    }
    Files.writeString(folder.resolve("i%d.conf".formatted(length)), "a = " + value(random));
    return "i0.conf";
  }

  private static <T> T pick(List<T> among, SplittableRandom random) {
    return among.get(random.nextInt(among.size()));
  }
}
