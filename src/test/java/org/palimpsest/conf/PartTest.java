package org.palimpsest.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts: chosen by name, with defaults of their own. */
class PartTest {

  private static final List<Part<Double>> ALL =
      List.of(
          new Part<>("pull", "a paper", "strength = 2.5  # 0 to 9", s -> s.real("strength", 0, 9)),
          new Part<>("push", "another", "force = 1", s -> s.real("force", 0, 9)));

  @TempDir Path folder;

  private ConfigFile load(String text, String... overrides) throws IOException {
    Path file = folder.resolve("x.conf");
    Files.writeString(file, text);
    return ConfigFile.load(file, List.of(overrides));
  }

  private static List<Chosen<Double>> read(ConfigFile file) {
    return file.read(PartTest::terms);
  }

  private static List<Chosen<Double>> terms(Section root) {
    List<Chosen<Double>> chosen = root.section("learner").choices("terms", ALL);
    chosen.forEach(Chosen::create);
    return chosen;
  }

  private List<String> problems(String text, String... overrides) {
    ConfException thrown =
        catchThrowableOfType(ConfException.class, () -> read(load(text, overrides)));
    assertThat(thrown).as("a problem was expected").isNotNull();
    return thrown.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void defaultsAreThoseOfThePartUnlessTheFileSaysOtherwise() throws IOException {
    assertThat(read(load("learner.terms = [pull]")).get(0).create()).isEqualTo(2.5);
    List<Chosen<Double>> chosen = read(load("learner { terms = [push, pull], pull.strength = 4 }"));
    assertThat(chosen).extracting(Chosen::create).containsExactly(1.0, 4.0);
    assertThat(chosen)
        .extracting(Chosen::text)
        .containsExactly("push{force=1}", "pull{strength=4}");
  }

  @Test
  void aRunsConfigurationHasTheKeysOfChosenPartsOnly() throws IOException {
    ConfigFile file = load("learner.terms = [pull]");
    read(file);
    assertThat(file.used().getDouble("learner.pull.strength")).isEqualTo(2.5);
    assertThat(file.used().hasPath("learner.push")).isFalse();
    assertThat(file.used().hasPath("training")).as("what nobody asked for").isFalse();
  }

  @Test
  void aKeyOfAPartThatIsNotChosenHasNoEffect() {
    assertThat(problems("learner { terms = [pull]\n push.force = 3 }"))
        .containsExactly(
            "x.conf:2: learner.push.force = 3 has no effect: learner.terms does not name push");
  }

  @Test
  void unknownKeysAndNamesAreToldWithWhatWasMeant() {
    assertThat(problems("learner { terms = [pull]\n pull.strenth = 3 }"))
        .containsExactly(
            "x.conf:2: learner.pull.strenth = 3 is not a known key; did you mean"
                + " \"learner.pull.strength\"?");
    assertThat(problems("learner.terms = [pul]"))
        .singleElement()
        .asString()
        .startsWith(
            "x.conf:1: learner.terms = \"pul\" is not one of pull, push; did you mean \"pull\"?");
    assertThat(problems("learner.terms = [pull, pull]"))
        .singleElement()
        .asString()
        .endsWith("names pull twice");
  }

  @Test
  void aWrongValueIsToldAtItsLine() {
    assertThat(problems("learner.terms = [pull]", "learner.pull.strength=10"))
        .containsExactly("command line: learner.pull.strength = 10 is not a number from 0 to 9");
  }
}
