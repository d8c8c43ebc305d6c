package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments on a folder of one's own images, which people move, change and split anew. */
class OwnImagesTest {

  private static final List<String> CLASSES = List.of("ape", "bee", "cat", "dog");
  private static final int IMAGES = 12;

  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void drawImages() throws IOException {
    Random random = new Random(1);
    for (int c = 0; c < CLASSES.size(); c++) {
      Path images = Files.createDirectories(folder.resolve("images").resolve(CLASSES.get(c)));
      for (int i = 0; i < IMAGES; i++) {
        var image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < 64; p++) {
          int ink = p % CLASSES.size() == c ? 100 : 0;
          image.getRaster().setSample(p % 8, p / 8, 0, ink + random.nextInt(150));
        }
        ImageIO.write(image, "png", images.resolve("%s.png".formatted(i)).toFile());
      }
    }
  }

  private int run(String name, String... arguments) throws IOException {
    Path file = folder.resolve(name + ".conf");
    Files.writeString(
        file,
        """
        name = %s
        engine.threads = 1
        benchmark {
          dataset { folder = "%s" }
          base-classes = 2
          novel { sessions = 2, ways = 1, shots = 3 }
        }
        network { encoder { type = mlp, widths = [16] }, decoder = none }
        learner.head = prototype
        training.base.epochs = 1
        learner.terms = []
        mlflow.tracking-uri = null
        results = "%s"
        """
            .formatted(name, folder.resolve("images"), folder.resolve("results")));
    return execute(
        Stream.concat(Stream.of("run", file.toString()), Arrays.stream(arguments))
            .toArray(String[]::new));
  }

  private int execute(String... arguments) {
    err.reset();
    Streams streams =
        new Streams(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return Main.execute(streams, arguments);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private JsonNode read(String experiment, String file) throws IOException {
    return new ObjectMapper().readTree(onlyRun(experiment).resolve(file).toFile());
  }

  private Path onlyRun(String experiment) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("results").resolve(experiment))) {
      List<Path> runs =
          entries.filter(path -> path.getFileName().toString().startsWith("seed-")).toList();
      assertThat(runs).hasSize(1);
      return runs.get(0);
    }
  }

  private void swap(String one, String other) throws IOException {
    Path images = folder.resolve("images");
    Files.move(images.resolve(one), images.resolve("aside"));
    Files.move(images.resolve(other), images.resolve(one));
    Files.move(images.resolve("aside"), images.resolve(other));
  }

  /** Lays the images out as a folder that says which are for testing; returns the override. */
  private String trainAndTest() throws IOException {
    for (String name : CLASSES) {
      Path train = Files.createDirectories(folder.resolve("both/train").resolve(name));
      Path test = Files.createDirectories(folder.resolve("both/test").resolve(name));
      for (int i = 0; i < IMAGES; i++) {
        String file = "%s.png".formatted(i);
        Files.copy(
            folder.resolve("images").resolve(name).resolve(file),
            (i < 7 ? train : test).resolve(file));
      }
    }
    return "benchmark.dataset.folder=\"%s\"".formatted(folder.resolve("both"));
  }

  @Test
  void anotherSplitTakesNoStageOverThatHasSeenItsTestImages() throws IOException {
    assertThat(run("first", "benchmark.dataset.seed=0")).as(said()).isZero();
    assertThat(run("second", "benchmark.dataset.seed=1")).as(said()).isZero();
    assertThat(said()).doesNotContain("taken over");
    assertThat(read("second", "summary.json").get("reused_stages")).isEmpty();
    JsonNode first = read("first", "provenance.json").get("data");
    JsonNode second = read("second", "provenance.json").get("data");
    assertThat(second.get("sha256")).as("the same files").isEqualTo(first.get("sha256"));
    for (String digest : List.of("content_sha256", "split_sha256", "test_sha256")) {
      assertThat(second.get(digest)).as(digest).isNotEqualTo(first.get(digest));
    }
    String results = folder.resolve("results").toString();
    assertThat(execute("compare", results + "/first", results + "/second")).isEqualTo(2);
    assertThat(said()).contains("the data differ");

    assertThat(run("third", "benchmark.dataset.seed=0")).as(said()).isZero();
    assertThat(said()).as("the same images").contains("taken over from");
  }

  @Test
  void anotherSizeTakesNoStageOver() throws IOException {
    assertThat(run("first")).as(said()).isZero();
    assertThat(run("second", "benchmark.dataset.image-size=4")).as(said()).isZero();
    assertThat(said()).doesNotContain("taken over");
  }

  @Test
  void aRunDoesNotGoOnWithOtherImages() throws IOException {
    assertThat(run("first", "--until-session=0")).as(said()).isZero();
    swap("cat", "dog");
    assertThat(run("first")).as(said()).isEqualTo(3);
    assertThat(said())
        .contains("cannot go on", "the training images of session 1 of images differ: SHA-256 ")
        .contains(" when it began, SHA-256 ")
        .doesNotContain("this is a bug");
    swap("cat", "dog");
    assertThat(run("first")).as(said()).isZero();
  }

  @Test
  void aRunDoesNotGoOnWithAnotherTestImage() throws IOException {
    String split = trainAndTest();
    assertThat(run("first", split, "--until-session=0")).as(said()).isZero();
    Path image = folder.resolve("both/test/cat/8.png");
    Files.copy(folder.resolve("both/test/cat/9.png"), image, StandardCopyOption.REPLACE_EXISTING);
    assertThat(run("first", split)).as(said()).isEqualTo(3);
    assertThat(said())
        .contains("cannot go on", "the test images of session 1 of both differ: SHA-256 ")
        .contains("of 28 training and 20 test images in all) when it began, SHA-256 ");
  }

  /** No image changes where a class that is not used gets a name before all others. */
  @Test
  void aRunDoesNotGoOnWithAnotherOrderOfClasses() throws IOException {
    String split = trainAndTest();
    for (String part : List.of("train", "test")) {
      Path unused = Files.createDirectories(folder.resolve("both").resolve(part).resolve("emu"));
      Files.copy(folder.resolve("images/ape/0.png"), unused.resolve("0.png"));
    }
    String order = "benchmark.class-order=[dog,cat,bee,ape]";
    assertThat(run("first", split, order, "--until-session=0")).as(said()).isZero();
    for (String part : List.of("train", "test")) {
      Path parts = folder.resolve("both").resolve(part);
      Files.move(parts.resolve("emu"), parts.resolve("ant"));
    }
    assertThat(run("first", split, order)).as(said()).isEqualTo(3);
    assertThat(said())
        .contains("cannot go on: the class orders differ: ")
        .contains("[3, 2, 1, 0, 4] when it began, [4, 3, 2, 1, 0] now");
  }

  @Test
  void aRunDoesNotGoOnWithFewerImages() throws IOException {
    assertThat(run("first", "--until-session=0")).as(said()).isZero();
    Files.delete(folder.resolve("images/dog/3.png"));
    assertThat(run("first")).as(said()).isEqualTo(3);
    assertThat(said()).contains("of 40 training and 8 test images", "of 39 training and 8 test");
  }

  @Test
  void aFinishedRunSaysThatItsImagesHaveChangedSince() throws IOException {
    assertThat(run("first")).as(said()).isZero();
    assertThat(run("first")).as(said()).isZero();
    assertThat(said()).contains("finished earlier").doesNotContain("since then");
    swap("ape", "bee");
    assertThat(run("first")).as(said()).isZero();
    assertThat(said()).contains("since then the training images of session 0 of images differ");
    Files.move(folder.resolve("images"), folder.resolve("elsewhere"));
    assertThat(run("first")).as(said()).isZero();
    assertThat(said()).contains("since then its data cannot be had any more: ");
  }

  @Test
  void runsOnOtherImagesAreNotAveraged() throws IOException {
    assertThat(run("first", "seeds=[1]")).as(said()).isZero();
    swap("cat", "dog");
    assertThat(run("first", "seeds=[2]")).as(said()).isZero();
    Path results = folder.resolve("results/first");
    JsonNode aggregate = new ObjectMapper().readTree(results.resolve("aggregate.json").toFile());
    assertThat(aggregate.get("configurations")).hasSize(2);
    assertThat(Files.readString(results.resolve("aggregate.md"))).contains("SHA-256 of the images");
    assertThat(Files.readString(results.resolve("report.html"))).contains("on other images");
  }

  @Test
  void copiesOfTrainingImagesAmongTheTestImagesAreALeak() throws IOException {
    String both = trainAndTest();
    for (String name : CLASSES) {
      Path test = folder.resolve("both/test").resolve(name);
      Files.copy(
          folder.resolve("both/train").resolve(name).resolve("0.png"), test.resolve("copy.png"));
    }
    assertThat(run("first", both, "benchmark.novel.shots=all")).as(said()).isZero();
    assertThat(said())
        .contains(
            "LEAKAGE: 4 of 24 test images (16.7 %, at most 1 % is let pass) are exact copies");
    assertThat(read("first", "summary.json").get("leakage").get("clean").asBoolean()).isFalse();
  }

  @Test
  void whatIsLeftOutIsSaidAndCounted() throws IOException {
    Files.writeString(folder.resolve("images/ape/notes.txt"), "x");
    Files.createDirectories(folder.resolve("images/bee/more"));
    Files.copy(folder.resolve("images/bee/1.png"), folder.resolve("images/bee/more/1.png"));
    assertThat(run("first")).as(said()).isZero();
    assertThat(said())
        .contains("48 images are used and 2 entries left out (1: no image by its name");
    JsonNode summary = read("first", "summary.json");
    assertThat(summary.get("files_left_out").toString())
        .isEqualTo("{\"in_subfolder\":1,\"no_image\":1}");
    assertThat(Files.readString(onlyRun("first").resolve("report.html")))
        .contains("folder are not used: {in_subfolder=1, no_image=1}");
  }

  @Test
  void aFolderCanBeVerified() throws IOException {
    String images = folder.resolve("images").toString();
    assertThat(execute("data", "verify", images)).as(said()).isZero();
    for (int i = 0; i < 7; i++) {
      Files.writeString(folder.resolve("images/ape/%s.png".formatted(i)), "no image");
    }
    assertThat(execute("data", "verify", images)).isEqualTo(3);
    assertThat(said())
        .contains("7 of 48 images cannot be used")
        .contains("ape/0.png: found", "ape/6.png: found 8 bytes of another format");
    assertThat(execute("data", "verify", folder.resolve("nowhere").toString())).isEqualTo(2);
    for (int i = 1; i < 7; i++) {
      Files.copy(
          folder.resolve("images/ape/7.png"),
          folder.resolve("images/ape/%s.png".formatted(i)),
          StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(run("first", "benchmark.dataset.bad-files=leave-out")).as(said()).isZero();
    assertThat(read("first", "summary.json").get("files_left_out").get("bad").asInt()).isOne();
  }

  @Test
  void aClassWithTooFewImagesForEpisodesIsFoundBeforeTraining() throws IOException {
    // bee keeps 2 of its images, hence 1 for training; the base stage would come first.
    for (int i = 2; i < IMAGES; i++) {
      Files.delete(folder.resolve("images/bee/%s.png".formatted(i)));
    }
    int code =
        run(
            "first",
            "learner.head=task-adaptive",
            "training.episodes.number=5",
            "training.episodes.ways=2",
            "training.episodes.shots=2",
            "training.episodes.queries=2");
    assertThat(code).as(said()).isEqualTo(3);
    assertThat(said())
        .contains(
            "episodes of 2 shots and 2 queries need 4 images of each class, but class bee has 1")
        .doesNotContain("session 0: base");
    assertThat(
            execute(
                "check",
                folder.resolve("first.conf").toString(),
                "benchmark.dataset=digits",
                "learner.head=task-adaptive",
                "training.episodes.shots=60",
                "training.episodes.queries=60",
                "training.episodes.ways=2",
                "benchmark.validation-fraction=0.5"))
        .isEqualTo(2);
    assertThat(said())
        .contains("60 queries are more than the 69 training images of a class of digits");
  }

  @Test
  void anEditedListOfShotsMakesAnotherRun() throws IOException {
    Path list = Files.writeString(folder.resolve("shots.txt"), "20 21 22\n30 31 32\n");
    String key = "benchmark.novel.shot-list=\"%s\"".formatted(list);
    assertThat(run("first", key)).as(said()).isZero();
    Path begun = onlyRun("first");
    Files.writeString(list, "20 21 23\n30 31 32\n");
    assertThat(run("second", key)).as(said()).isZero();
    assertThat(onlyRun("second").getFileName()).isNotEqualTo(begun.getFileName());
    assertThat(execute("run", begun.resolve("experiment.conf").toString())).isEqualTo(2);
    assertThat(said()).contains("shot-list-sha256").contains("is not that of " + list);
  }
}
