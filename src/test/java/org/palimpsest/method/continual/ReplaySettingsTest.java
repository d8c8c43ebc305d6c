package org.palimpsest.method.continual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.Problem;
import org.palimpsest.method.Methods;

/** What a learner that stores images can be made of, and what not. */
class ReplaySettingsTest {

  @TempDir Path folder;

  private List<String> problems(String... overrides) throws IOException {
    Path file = folder.resolve("replay.conf");
    Files.writeString(
        file,
        """
        name = replay
        benchmark { dataset = digits, base-classes = 6, novel { sessions = 2, ways = 2, shots = 5 } }
        learner.method = composed
        """);
    ConfigFile configuration = ConfigFile.load(file, List.of(overrides), Methods::values);
    LearnerReader.read(configuration.root());
    return configuration.problems().list().stream().map(Problem::toString).toList();
  }

  @Test
  void everyMethodThatStoresImagesIsSoundAsItIs() throws IOException {
    for (String name :
        List.of("er", "er-balanced", "er-ace", "a-gem", "gdumb", "der", "der++", "icarl")) {
      assertThat(problems("learner.method=" + name)).as(name).isEmpty();
    }
  }

  /** Such as a file's own terms, under a method from the command line. */
  @Test
  void aMethodIsNotCalledByTermsThatItLacks() throws IOException {
    assertThat(problems("learner.method=ewc", "learner.terms=[mas]"))
        .singleElement()
        .asString()
        .contains("learner.terms", "leaves nothing of learner.method = ewc, which is [ewc]");
    assertThat(problems("learner.method=ewc", "learner.terms=[ewc, mas]")).isEmpty();
    assertThat(problems("learner.method=ewc", "learner.terms=[]")).isEmpty();
  }

  /** It would answer one class always, whatever the encoder has learnt. */
  @Test
  void meansOfStoredImagesNeedStoredImages() throws IOException {
    assertThat(problems("learner.head=nearest-mean"))
        .singleElement()
        .asString()
        .contains("learner.head", "nearest-mean", "needs", "learner.memory.policy");
    assertThat(problems("learner.head=nearest-mean", "learner.nearest-mean.of=session")).isEmpty();
    assertThat(
            problems(
                "learner.head=nearest-mean",
                "learner.memory.policy=herding",
                "learner.memory.images=20"))
        .isEmpty();
  }

  @Test
  void projectionStandsLast() throws IOException {
    List<String> memory = List.of("learner.memory.policy=random", "learner.memory.images=20");
    assertThat(
            problems(memory.get(0), memory.get(1), "learner.terms=[a-gem, feature-distillation]"))
        .singleElement()
        .asString()
        .contains("learner.terms", "a-gem", "last of learner.terms");
    assertThat(
            problems(memory.get(0), memory.get(1), "learner.terms=[feature-distillation, a-gem]"))
        .isEmpty();
  }

  @Test
  void projectionNeedsStoredImages() throws IOException {
    assertThat(problems("learner.terms=[a-gem]"))
        .singleElement()
        .asString()
        .contains("a-gem", "learner.memory.policy");
  }

  @Test
  void storedLogitsNeedAMemoryThatTakesImagesAsTheyCome() throws IOException {
    assertThat(problems("learner.method=der", "learner.memory.policy=herding"))
        .singleElement()
        .asString()
        .contains("der", "reservoir, class-balanced, greedy-balanced");
    assertThat(problems("learner.method=der", "learner.train-on=memory"))
        .singleElement()
        .asString()
        .contains("learner.train-on = \"memory\"", "no logits");
  }

  @Test
  void aMemoryThatMovesIsNoPartOfWhatASessionIsTrainedOn() throws IOException {
    assertThat(problems("learner.method=icarl", "learner.memory.policy=reservoir"))
        .singleElement()
        .asString()
        .contains("learner.train-on = \"session-and-memory\"", "herding, random");
  }

  @Test
  void aBudgetIsOneNumber() throws IOException {
    assertThat(problems("learner.method=er", "learner.memory.bytes=200 kB"))
        .singleElement()
        .asString()
        .contains("learner.memory.images = 500", "take one back by = null");
    assertThat(
            problems(
                "learner.method=er", "learner.memory.bytes=200 kB", "learner.memory.images=null"))
        .isEmpty();
    assertThat(
            problems(
                "learner.method=er", "learner.memory.bytes=many", "learner.memory.images=null"))
        .singleElement()
        .asString()
        .contains("learner.memory.bytes", "200 kB");
  }

  @Test
  void aReservoirCannotHoldToImagesAClass() throws IOException {
    assertThat(
            problems(
                "learner.method=er",
                "learner.memory.images-per-class=20",
                "learner.memory.images=null"))
        .singleElement()
        .asString()
        .contains("learner.memory.images-per-class = 20", "reservoir");
  }
}
