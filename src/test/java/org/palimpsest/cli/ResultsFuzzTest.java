package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.disk.Digests;
import org.palimpsest.disk.Disk;
import org.palimpsest.record.SummaryFile;

/**
 * Results in which one file is damaged, given to every command that reads results: each reads it,
 * or says which file is damaged.
 */
class ResultsFuzzTest {

  private static final int CASES = ConfigurationFuzzTest.number("PALIMPSEST_FUZZ", 100);
  private static final int FROM = ConfigurationFuzzTest.number("PALIMPSEST_FUZZ_FROM", 0);

  private static final Set<Integer> CODES =
      Set.of(ExitCodes.DONE, ExitCodes.WRONG_CONFIGURATION, ExitCodes.BAD_DATA);

  private static final String EXPERIMENT =
      """
      name = small
      engine.threads = 1
      seeds = [1, 2]
      benchmark { dataset = digits, base-classes = 4, novel { sessions = 2, ways = 2, shots = 5 } }
      network { encoder { filters = 2, embedding = 8 } }
      learner.head = prototype
      training.base { epochs = 1 }
      mlflow.tracking-uri = null
      """;

  /** What a run leaves beside its configuration, and whoever passes its folder on may leave out. */
  private static final List<String> RECORDS =
      List.of("journal.jsonl", "provenance.json", "model.json");

  private static final List<String> TOKENS =
      List.of(
          "null",
          "-1",
          "0",
          "1e999",
          "-1e999",
          "NaN",
          "1e308",
          "9999",
          "2147483648",
          "99999999999999999999",
          "\"x\"",
          "{}",
          "[]",
          "true",
          "0.5",
          "\"\"",
          "[[]]",
          "\"\\ud800\"",
          "\"=1+1\"",
          "\"../../../etc/passwd\"");

  private static final Pattern TOKEN =
      Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?|\"[^\"\\n]*\"|true|false");

  @TempDir static Path temp;
  private static Path sound = Path.of("");
  private static Path file = Path.of("");

  @BeforeAll
  static void runOnce() throws Exception {
    sound = temp.resolve("sound");
    file = Files.writeString(temp.resolve("small.conf"), EXPERIMENT);
    run(sound).requireDone();
  }

  private static Attempt run(Path results) throws InterruptedException {
    return Attempt.of("run", file.toString(), "results=\"%s\"".formatted(results), "--quiet");
  }

  @Test
  void damagedResultsAreReadOrNamed() throws Exception {
    List<String> wrong = new ArrayList<>();
    int noticed = 0;
    for (int seed = FROM; seed < FROM + CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Path results = temp.resolve("damaged-" + seed);
      copy(sound, results);
      Path target = pick(files(results), random);
      String kind = damage(target, random);
      List<String> command = command(results, random);
      Map<String, String> before = digests(results);
      Attempt attempt =
          command.get(0).equals("run") ? run(results) : Attempt.of(command.toArray(String[]::new));
      noticed += attempt.code() == 0 ? 0 : 1;
      List<String> complaints = new ArrayList<>(attempt.complaints(CODES));
      if (attempt.code() == ExitCodes.BAD_DATA && !names(attempt.err(), results)) {
        complaints.add("names no file");
      }
      if (command.get(0).equals("run") && attempt.code() == ExitCodes.DONE) {
        complaints.addAll(leftAsIs(results, target, before));
      }
      if (!complaints.isEmpty()) {
        wrong.add(
            "seed %d %s: %s of %s: %s"
                .formatted(seed, complaints, kind, results.relativize(target), attempt.told()));
      }
      new Disk().delete(results);
    }
    assertThat(wrong).isEmpty();
    assertThat(noticed).as("damages that were noticed").isGreaterThan(CASES / 20);
  }

  /** A damage that people know, and which commands read the file. */
  private record Known(String file, String readers, Damage damage) {
    @Override
    public String toString() {
      return file;
    }
  }

  private interface Damage {
    void to(Path file) throws Exception;
  }

  private static final String SUMMARY = "summary.json";
  private static final String MATRIX = "accuracy-matrix.csv";
  private static final String READ_SUMMARY = "compare report metrics run";

  /** What people found in their results after crashes, copies and edits. */
  private static final List<Known> KNOWN =
      List.of(
          new Known(SUMMARY, READ_SUMMARY, file -> firstNumber(file, "null")),
          new Known(SUMMARY, READ_SUMMARY, file -> firstNumber(file, "1e999")),
          new Known(SUMMARY, READ_SUMMARY, ResultsFuzzTest::noText),
          new Known(SUMMARY, READ_SUMMARY, ResultsFuzzTest::folder),
          new Known(MATRIX, "metrics run", file -> firstNumber(file, "1e999")),
          new Known(MATRIX, "metrics run", ResultsFuzzTest::noText),
          new Known(MATRIX, "metrics run", ResultsFuzzTest::folder),
          new Known(MATRIX, "metrics run", ResultsFuzzTest::huge),
          new Known("predictions/session-02.csv.gz", "run", ResultsFuzzTest::shortRow),
          new Known("experiment.conf", "export", ResultsFuzzTest::noText),
          new Known("experiment.conf", "export", ResultsFuzzTest::folder),
          new Known("experiment.conf", "export", ResultsFuzzTest::huge));

  static Stream<Arguments> known() {
    return KNOWN.stream()
        .flatMap(
            damage ->
                Stream.of("compare", "report", "metrics", "export", "run")
                    .map(command -> Arguments.of(damage, command)));
  }

  @Timeout(60)
  @ParameterizedTest
  @MethodSource("known")
  void aDamageThatPeopleKnowIsNamedWithItsFile(Known damage, String command) throws Exception {
    Path results = temp.resolve("known");
    copy(sound, results);
    try {
      Path run = run(files(results));
      Path target = run.resolve(damage.file);
      damage.damage.to(target);
      String page = results.resolve("page.html").toString();
      Attempt attempt =
          switch (command) {
            case "report" -> Attempt.of("report", run.toString(), "--output", page);
            case "export" -> Attempt.of("export", run.toString(), "--format", "safetensors");
            case "run" -> run(results);
            default -> Attempt.of(command, run.toString());
          };
      assertThat(attempt.complaints(CODES)).as(attempt.told()).isEmpty();
      if (List.of(damage.readers.split(" ", -1)).contains(command)) {
        boolean configuration = damage.file.endsWith(".conf"); // read as any other is
        assertThat(attempt.code())
            .as(attempt.told())
            .isIn(
                ExitCodes.BAD_DATA,
                configuration ? ExitCodes.WRONG_CONFIGURATION : ExitCodes.BAD_DATA);
        assertThat(attempt.err()).contains(run.toString(), String.valueOf(target.getFileName()));
      }
    } finally {
      new Disk().delete(results);
    }
  }

  private static void firstNumber(Path file, String other) throws IOException {
    String number = "(?<=[:,\\n] ?)\\d+(\\.\\d+)?(?=[,\\n])";
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst(number, other));
    assertThat(file).content().isNotEqualTo(text);
  }

  private static void noText(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] = (byte) 0xff;
    Files.write(file, bytes);
  }

  private static void folder(Path file) throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
  }

  private static void shortRow(Path file) throws IOException {
    byte[] text;
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      text = in.readAllBytes();
    }
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text);
      out.write("9999,9999\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Somebody else's results could read files and variables of whoever looks at them. */
  @Test
  void nothingInResultsIsFollowed() throws Exception {
    String secret = "kept-to-oneself";
    Path other = Files.writeString(temp.resolve("other.conf"), "name = " + secret);
    Path picture = temp.resolve("picture.png");
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
    for (String line :
        List.of(
            "include file(\"%s\")".formatted(other),
            "include \"../../../other.conf\"",
            "include url(\"%s\")".formatted(other.toUri()),
            "include classpath(\"conf/defaults.conf\")",
            "results = ${PATH}",
            "results = ${?PATH}")) {
      for (List<String> omitted : List.of(List.<String>of(), RECORDS)) {
        Path results = temp.resolve("asking");
        copy(sound, results);
        Path run = run(files(results));
        Path asking = run.resolve("experiment.conf");
        Files.writeString(asking, Files.readString(asking) + "\n" + line + "\n");
        for (String record : omitted) {
          Files.delete(run.resolve(record));
        }
        Path written = results.resolve("written");
        for (List<String> command : readers(run, picture, written, omitted.isEmpty())) {
          Attempt attempt = Attempt.of(command.toArray(String[]::new));
          assertThat(attempt.code()).as(line + attempt.told()).isIn(2, ExitCodes.BAD_DATA);
          assertThat(attempt.out() + attempt.err())
              .as(line)
              .contains("experiment.conf")
              .doesNotContain(secret, String.valueOf(System.getenv("PATH")));
          assertThat(written).doesNotExist();
        }
        new Disk().delete(results);
      }
    }
  }

  /** What reads a run's configuration; without a journal a folder is no run to compare. */
  private static List<List<String>> readers(Path run, Path picture, Path written, boolean journal) {
    List<List<String>> readers =
        new ArrayList<>(
            List.of(
                List.of("run", run.resolve("experiment.conf").toString()),
                List.of(
                    "export", run.toString(), "--format", "safetensors", "-o", written.toString()),
                List.of("predict", run.toString(), picture.toString(), "-o", written.toString())));
    if (journal) {
      readers.add(List.of("compare", run.toString()));
      readers.add(List.of("metrics", run.toString()));
      readers.add(List.of("report", run.toString(), "--output", written.toString()));
    }
    return readers;
  }

  private static Path run(List<Path> files) {
    return files.stream()
        .filter(file -> file.endsWith(SummaryFile.NAME))
        .map(Disk::parent)
        .findFirst()
        .orElseThrow();
  }

  private static boolean names(String message, Path results) {
    return message.contains(results.toString() + "/");
  }

  /** What a run that says nothing leaves has to be what the sound one left. */
  private static List<String> leftAsIs(Path results, Path target, Map<String, String> before)
      throws IOException {
    Path name = results.relativize(target);
    boolean table =
        Pattern.matches(
            "small/seed-[^/]*/(summary\\.json|[a-z-]+\\.csv|experiment\\.conf|journal\\.jsonl"
                + "|(confusion|predictions|embeddings)/.*)",
            name.toString());
    String now = digests(results).getOrDefault(name.toString(), "missing");
    boolean same = now.equals(Digests.of(sound.resolve(name)));
    return table && !same && now.equals(before.getOrDefault(name.toString(), "missing"))
        ? List.of("is silent about what is lost")
        : List.of();
  }

  private static List<String> command(Path results, SplittableRandom random) throws IOException {
    Path experiment = results.resolve("small");
    List<Path> runs;
    try (Stream<Path> entries = Files.list(experiment)) {
      runs = entries.filter(e -> e.getFileName().toString().startsWith("seed-")).sorted().toList();
    }
    Path run = runs.isEmpty() ? experiment : pick(runs, random);
    String page = results.resolve("page.html").toString();
    return switch (random.nextInt(9)) {
      case 0 -> List.of("compare", results.toString());
      case 1 -> List.of("compare", run.toString(), "--format", "json", "--metrics", "all");
      case 2 -> List.of("report", results.toString(), "--output", page);
      case 3 -> List.of("metrics", run.toString());
      case 4 ->
          List.of(
              "export", run.toString(), "--format", random.nextBoolean() ? "safetensors" : "dl4j");
      case 5 -> List.of("runs", results.toString());
      case 6 -> List.of("runs", "remove", run.toString(), "--yes");
      case 7 -> List.of("compare", results.toString(), "--plots", results.resolve("p").toString());
      default -> List.of("run");
    };
  }

  // -- damages --

  private static String damage(Path target, SplittableRandom random) throws Exception {
    byte[] bytes = Files.readAllBytes(target);
    int at = random.nextInt(Math.max(1, bytes.length));
    int kind = random.nextInt(22);
    switch (kind) {
      case 0 -> Files.delete(target);
      case 1 -> folder(target);
      case 2 -> Files.write(target, new byte[0]);
      case 3 -> Files.write(target, new byte[bytes.length]);
      case 4 -> Files.write(target, Arrays.copyOf(bytes, at));
      case 5, 6 -> flip(target, bytes, at, 1 << random.nextInt(8));
      case 7 -> flip(target, bytes, at, random.nextInt(255) + 1);
      case 8 -> insert(target, bytes, at, new byte[] {(byte) 0xff, (byte) 0xfe});
      case 9 -> insert(target, bytes, at, new byte[] {0});
      case 10 ->
          insert(target, bytes, bytes.length, "9999,9999\n".getBytes(StandardCharsets.UTF_8));
      case 11, 12, 13, 14, 15, 16 -> token(target, bytes, random);
      case 17 -> lines(target, bytes, random);
      case 18 -> Files.writeString(target, "[".repeat(100_000));
      case 19 -> huge(target);
      case 20 -> {
        Files.delete(target);
        Files.createSymbolicLink(target, random.nextBoolean() ? target : Path.of("/dev/zero"));
      }
      default -> {
        Files.delete(target);
        assertThat(new ProcessBuilder("mkfifo", target.toString()).start().waitFor()).isZero();
      }
    }
    return "damage " + kind;
  }

  private static void flip(Path target, byte[] bytes, int at, int bits) throws IOException {
    if (bytes.length > 0) {
      bytes[at] ^= (byte) bits;
      Files.write(target, bytes);
    }
  }

  private static void insert(Path target, byte[] bytes, int at, byte[] more) throws IOException {
    byte[] all = new byte[bytes.length + more.length];
    System.arraycopy(bytes, 0, all, 0, at);
    System.arraycopy(more, 0, all, at, more.length);
    System.arraycopy(bytes, at, all, at + more.length, bytes.length - at);
    Files.write(target, all);
  }

  /** Another value in the place of one of a text; any file is taken for Latin-1 to do so. */
  private static void token(Path target, byte[] bytes, SplittableRandom random) throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<MatchResult> tokens = TOKEN.matcher(text).results().limit(5000).toList();
    if (!tokens.isEmpty()) {
      MatchResult token = pick(tokens, random);
      String other = pick(TOKENS, random);
      String spoilt = text.substring(0, token.start()) + other + text.substring(token.end());
      Files.write(target, spoilt.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static void lines(Path target, byte[] bytes, SplittableRandom random) throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String one = lines.remove(random.nextInt(lines.size()));
    if (random.nextBoolean()) {
      lines.add(random.nextInt(lines.size() + 1), one);
      lines.add(one);
    }
    Files.write(target, String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Two gigabytes of zeros, packed where the file is. */
  private static void huge(Path target) throws IOException {
    if (target.toString().endsWith(".gz")) {
      byte[] zeros = new byte[1 << 20];
      try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
        for (int i = 0; i < 300; i++) {
          out.write(zeros);
        }
      }
    } else {
      try (var channel =
          java.nio.channels.FileChannel.open(target, java.nio.file.StandardOpenOption.WRITE)) {
        channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 2_100_000_000L); // takes no room
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** The files, those that a run's tables are more often than the many checkpoints and plots. */
  private static List<Path> files(Path results) throws IOException {
    try (Stream<Path> all = Files.walk(results)) {
      List<Path> files = new ArrayList<>();
      for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
        boolean read = !path.toString().matches(".*(/plots/|\\.html|\\.svg|\\.png|\\.stages).*");
        files.addAll(read ? List.of(path, path, path, path) : List.of(path));
      }
      return files;
    }
  }

  private static Map<String, String> digests(Path results) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> all = Files.walk(results)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        boolean small = Files.size(path) < 100_000_000;
        digests.put(results.relativize(path).toString(), small ? Digests.of(path) : "huge");
      }
    }
    return digests;
  }

  private static <T> T pick(List<T> among, SplittableRandom random) {
    return among.get(random.nextInt(among.size()));
  }
}
