package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.record.CsvTable;

/** One's own photographs, from their folder to a page of predictions. */
class PredictCommandTest {

  private static final List<String> CLASSES = List.of("circle", "cross", "stripes", "sky");
  private static final List<String> FORMATS = List.of("png", "jpg", "bmp", "gif");

  @TempDir static Path shared;

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Photographs of any size, lying or standing, in several formats, some grey. */
  @BeforeAll
  static void takePhotographs() throws IOException {
    Random random = new Random(7);
    for (String kind : List.of("photos", "held-out")) {
      for (int c = 0; c < CLASSES.size(); c++) {
        Path images = Files.createDirectories(shared.resolve(kind).resolve(CLASSES.get(c)));
        for (int i = 0; i < (kind.equals("photos") ? 14 : 5); i++) {
          String format = FORMATS.get(random.nextInt(FORMATS.size()));
          int width = 40 + random.nextInt(200);
          int height = 40 + random.nextInt(200);
          ImageIO.write(
              photograph(c, width, height, i % 5 == 4, random),
              format,
              images.resolve("%d.%s".formatted(i, format)).toFile());
        }
      }
    }
    PredictCommandTest first = new PredictCommandTest();
    assertThat(first.run(shared, "photos", "prototype", 30)).as(first.said()).isZero();
  }

  private static BufferedImage photograph(
      int c, int width, int height, boolean grey, Random random) {
    var image =
        new BufferedImage(
            width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    int shade = random.nextInt(60);
    pen.setColor(new Color(shade, shade, shade));
    pen.fillRect(0, 0, width, height);
    int side = Math.min(width, height);
    pen.translate((width - side) / 2, (height - side) / 2);
    pen.setColor(new Color(200 + random.nextInt(55), 200 + random.nextInt(55), 180));
    switch (c) {
      case 0 -> pen.fillOval(side / 5, side / 5, 3 * side / 5, 3 * side / 5);
      case 1 -> {
        pen.fillRect(2 * side / 5, 0, side / 5, side);
        pen.fillRect(0, 2 * side / 5, side, side / 5);
      }
      case 2 -> {
        for (int x = 0; x < side; x += Math.max(2, side / 4)) {
          pen.fillRect(x, 0, Math.max(1, side / 8), side);
        }
      }
      default -> pen.fillRect(0, 0, side, side / 2);
    }
    pen.dispose();
    return image;
  }

  private int run(Path where, String name, String head, int epochs) throws IOException {
    Path file = where.resolve(name + ".conf");
    Files.writeString(
        file,
        """
        name = %s
        engine.threads = 1
        benchmark {
          dataset { folder = "%s", image-size = 16, upright = true }
          base-classes = 4
          novel.sessions = 0
        }
        network { encoder { type = conv4, filters = 8, embedding = 16 }, decoder = none }
        learner { method = composed, terms = [], head = %s }
        training.base { epochs = %d, batch-size = 8, optimizer.learning-rate = 0.003 }
        %s
        mlflow.tracking-uri = null
        results = "%s"
        """
            .formatted(
                name,
                shared.resolve("photos"),
                head,
                epochs,
                head.equals("task-adaptive")
                    ? "training.episodes { number = 5, ways = 3, shots = 2, queries = 2 }"
                    : "",
                where.resolve("results")));
    return execute("run", file.toString(), "--quiet");
  }

  private int execute(String... arguments) {
    out.reset();
    err.reset();
    return Main.execute(new Streams(printTo(out), printTo(err)), arguments);
  }

  private static PrintStream printTo(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static Path onlyRun(Path where, String name) throws IOException {
    try (Stream<Path> entries = Files.list(where.resolve("results").resolve(name))) {
      return entries
          .filter(path -> path.getFileName().toString().startsWith("seed-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static CsvTable table(Path folder) {
    return CsvTable.read(folder.resolve("predictions.csv"));
  }

  @Test
  void aFolderOfPhotographsGoesToAPageInThreeCommands() throws IOException {
    String held = shared.resolve("held-out").toString();
    Path page = folder.resolve("page");
    assertThat(execute("data", "verify", shared.resolve("photos").toString(), "--image-size", "16"))
        .as(said())
        .isZero();
    // The run, the second command, is what all tests here share.
    assertThat(
            execute("predict", onlyRun(shared, "photos").toString(), held, "-o", page.toString()))
        .as(said())
        .isZero();
    CsvTable table = table(page);
    assertThat(table.rows()).hasSize(20);
    assertThat(table.header().subList(4, 8)).allMatch(name -> name.startsWith("score: "));
    long right =
        table.rows().stream().filter(row -> row.get(0).contains("/" + row.get(1) + "/")).count();
    assertThat(right).as("of 20, guessing gets 5").isGreaterThan(11);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("%d of 20 as their folders are named".formatted(right))
        .contains(" %")
        .endsWith(page.resolve("report.html") + "\n");
    String html = Files.readString(page.resolve("report.html"));
    assertThat(html.split("<img ", -1)).as("a picture each").hasSize(21);
    assertThat(html).contains("<meter value=").contains("held-out/circle");
    assertThat(html.split(">its folder: ", -1)).as("wrong answers").hasSize(21 - (int) right);
  }

  @Test
  void aFewExamplesNameClassesThatTheRunHasNeverSeen() throws IOException {
    Path support = folder.resolve("support");
    for (String name : List.of("circle", "sky")) {
      Path to = Files.createDirectories(support.resolve("my " + name));
      for (Path file : images(shared.resolve("photos").resolve(name)).subList(0, 3)) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    String run = onlyRun(shared, "photos").toString();
    Path page = folder.resolve("page");
    assertThat(
            execute(
                "predict",
                run,
                "--support",
                support.toString(),
                "--query",
                shared.resolve("held-out/circle").toString(),
                shared.resolve("held-out/sky").toString(),
                "-o",
                page.toString()))
        .as(said())
        .isZero();
    CsvTable table = table(page);
    assertThat(table.header().subList(4, 6)).containsExactly("score: my circle", "score: my sky");
    assertThat(
            table.rows().stream()
                .filter(row -> row.get(0).contains("/" + row.get(1).substring(3) + "/"))
                .count())
        .as("of 10")
        .isGreaterThan(6);
    assertThat(Files.readString(page.resolve("report.html")))
        .contains("the nearest mean of the support&#39;s embeddings, by cosine");
  }

  private static List<Path> images(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "prototype", "nearest-mean", "task-adaptive"})
  void anExportedModelSaysTheSameWithoutRunOrData(String head) throws IOException {
    String keys = head.equals("nearest-mean") ? ", nearest-mean.of = session" : "";
    assertThat(run(folder, "small", head + keys, 2)).as(said()).isZero();
    Path run = onlyRun(folder, "small");
    String held = shared.resolve("held-out").toString();
    assertThat(execute("predict", run.toString(), held, "-o", folder.resolve("ours").toString()))
        .as(said())
        .isZero();
    Path model = folder.resolve("model.pt");
    assertThat(execute("export", run.toString(), "--format", "torchscript", "-o", model.toString()))
        .as(said())
        .isZero();
    delete(folder.resolve("results"));
    assertThat(
            execute("predict", model.toString(), held, "-o", folder.resolve("theirs").toString()))
        .as(said())
        .isZero();
    CsvTable ours = table(folder.resolve("ours"));
    CsvTable theirs = table(folder.resolve("theirs"));
    assertThat(theirs.header()).isEqualTo(ours.header());
    for (int row = 0; row < ours.rows().size(); row++) {
      for (int column = 4; column < 8; column++) {
        double expected = ours.number(row, column);
        assertThat(theirs.number(row, column))
            .isCloseTo(expected, within(1e-3 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void neitherPredictNorExportNeedsTheDataThatWereLearntFrom() throws IOException {
    Path photos = shared.resolve("photos");
    Path away = shared.resolve("away");
    String run = onlyRun(shared, "photos").toString();
    String one = shared.resolve("held-out/sky").toString();
    Files.move(photos, away);
    try {
      assertThat(execute("predict", run, one, "-o", folder.resolve("page").toString()))
          .as(said())
          .isZero();
      Path model = folder.resolve("m.safetensors");
      assertThat(execute("export", run, "--format", "safetensors", "-o", model.toString()))
          .as(said())
          .isZero();
    } finally {
      Files.move(away, photos);
    }
  }

  @Test
  void whatCannotBeReadIsToldAndTheRestAnswered() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    Path good = images(shared.resolve("held-out/sky")).get(0);
    Files.copy(good, pictures.resolve(good.getFileName()));
    Files.write(pictures.resolve("torn.jpg"), new byte[] {1, 2, 3});
    String run = onlyRun(shared, "photos").toString();
    Path page = folder.resolve("page");
    assertThat(execute("predict", run, pictures.toString(), "-o", page.toString())).isEqualTo(3);
    assertThat(said()).contains("torn.jpg: found 3 bytes of another format");
    assertThat(table(page).rows()).hasSize(2);
    assertThat(table(page).rows().get(1).get(3)).isEqualTo("3 bytes of another format");
  }

  @Test
  void aTelephonesPhotographsAreToldAndAnExperimentStandsForItsOnlyRun() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    Path photo = pictures.resolve("IMG_1.HEIC");
    Files.writeString(photo, "\0\0\0\30ftypheic\0\0\0\0mif1heic", StandardCharsets.ISO_8859_1);
    String experiment = shared.resolve("results/photos").toString();
    Path page = folder.resolve("page");
    assertThat(execute("predict", experiment, pictures.toString(), "-o", page.toString()))
        .as(said())
        .isEqualTo(3);
    String problem = "HEIC, which is not read here: convert it to JPEG or PNG";
    assertThat(said()).contains(photo + ": found " + problem);
    assertThat(table(page).rows()).hasSize(1);
    assertThat(table(page).rows().get(0).get(3)).isEqualTo(problem);
  }

  @Test
  void aHeadWithoutWrittenScoresIsSaidToGiveFeatures() throws IOException {
    assertThat(run(folder, "small", "slda", 1)).as(said()).isZero();
    String model = folder.resolve("model.pt").toString();
    String run = onlyRun(folder, "small").toString();
    assertThat(execute("export", run, "--format", "torchscript", "-o", model)).isZero();
    String features =
        model
            + " gives features from forward and not scores: its head, slda, has none that are"
            + " written as a program";
    assertThat(said()).contains(features);
    String held = shared.resolve("held-out").toString();
    assertThat(execute("predict", model, held)).isEqualTo(2);
    assertThat(said()).contains(features + "; --support FOLDER").doesNotContain("learnt no");
  }

  @Test
  void saysWhatIsWrongWithTheCommandLine() throws IOException {
    String run = onlyRun(shared, "photos").toString();
    String held = shared.resolve("held-out").toString();
    assertThat(execute("predict", run)).isEqualTo(2);
    assertThat(said()).contains("which images?");
    assertThat(execute("predict", folder.resolve("none").toString(), held)).isEqualTo(2);
    assertThat(execute("predict", run, folder.resolve("none").toString())).isEqualTo(3);
    Path text = Files.writeString(folder.resolve("model.pt"), "text");
    assertThat(execute("predict", text.toString(), held)).isEqualTo(3);
    assertThat(said()).contains("model.pt: it is no model in TorchScript");
    Path page = Files.createDirectories(folder.resolve("page"));
    Files.writeString(page.resolve("predictions.csv"), "mine");
    assertThat(execute("predict", run, held, "-o", page.toString())).isEqualTo(2);
    assertThat(said()).contains("--force");
  }
}
