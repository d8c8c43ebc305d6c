package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.Section;
import org.palimpsest.tensor.Seeds;

class BenchmarkSpecTest {

  @TempDir Path folder;

  @Test
  void readsTheDefaults() throws IOException {
    BenchmarkSpec spec = read();
    assertThat(spec.dataset().name()).isEqualTo("cifar100");
    assertThat(spec.classOrder()).isEqualTo(ClassOrderSpec.Named.NATURAL);
    assertThat(spec.baseClasses()).isEqualTo(60);
    assertThat(spec.novel()).isEqualTo(new NovelSpec(8, 5, OptionalInt.of(5), Optional.empty()));
    assertThat(spec.validationFraction()).isZero();
    assertThat(spec.totalClasses()).isEqualTo(100);
  }

  @Test
  void readsAllShotsAndANamedOrder() throws IOException {
    BenchmarkSpec spec =
        read(
            "class-order = seed-1993",
            "base-classes = 10",
            "novel { sessions = 9, ways = 10, shots = all }",
            "validation-fraction = 0.1");
    assertThat(spec.classOrder()).isEqualTo(ClassOrderSpec.Named.SEED_1993);
    assertThat(spec.novel().shots()).isEmpty();
    assertThat(spec.heldOut(500)).isEqualTo(50);
  }

  @Test
  void readsAnOrderWrittenOut() throws IOException {
    BenchmarkSpec spec =
        read(
            "dataset = cifar10",
            "class-order = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]",
            "base-classes = 6",
            "novel { sessions = 2, ways = 2 }");
    assertThat(spec.classOrder())
        .isEqualTo(new ClassOrderSpec.Labels(List.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 0)));
  }

  @Test
  void readsAShotList() throws IOException {
    Path list = Files.writeString(folder.resolve("shots.txt"), "1 2 3");
    assertThat(read("novel.shot-list = \"" + list + "\"").novel().shotList()).hasValue(list);
  }

  @Test
  void refusesMoreClassesThanTheDataSetHas() throws IOException {
    assertThat(problems("base-classes = 101"))
        .containsExactly(
            "x.conf:2: benchmark.base-classes = 101 is more than the 100 classes of cifar100");
    assertThat(problems("base-classes = 70", "novel { sessions = 8 }"))
        .containsExactly(
            "x.conf:3: benchmark.novel.sessions = 8 of 5 ways after 70 base classes need 110"
                + " classes, but cifar100 has 100");
    assertThat(problems("novel { sessions = 2000000000, ways = 2000000000 }"))
        .singleElement()
        .asString()
        .contains("need 4000000000000000060 classes");
  }

  @Test
  void refusesMoreShotsThanImages() throws IOException {
    assertThat(problems("novel.shots = 501"))
        .containsExactly(
            "x.conf:2: benchmark.novel.shots = 501 is more than the 500 training images of a"
                + " class of cifar100");
  }

  @Test
  void refusesAValidationFractionOfNoImage() throws IOException {
    assertThat(problems("validation-fraction = 0.001"))
        .containsExactly(
            "x.conf:2: benchmark.validation-fraction = 0.001 of the 500 training images of a"
                + " class of cifar100 is no image");
    assertThat(problems("validation-fraction = 0.95")).hasSize(1);
  }

  @Test
  void refusesOrdersThatDoNotFit() throws IOException {
    assertThat(
            problems(
                "dataset = mnist",
                "base-classes = 4",
                "novel.sessions = 1",
                "class-order = [1, 0, 2]"))
        .containsExactly(
            "x.conf:5: benchmark.class-order = [1,0,2] names 3 classes, but the sessions have 9"
                + " together");
    assertThat(
            problems(
                "dataset = mnist",
                "base-classes = 2",
                "novel.sessions = 0",
                "class-order = [1, 10]"))
        .containsExactly(
            "x.conf:5: benchmark.class-order = [1,10] names the label 10, but the data set has 0"
                + " to 9");
    assertThat(problems("class-order = [0, 0]"))
        .containsExactly("x.conf:2: benchmark.class-order = [0,0] names 0 twice");
    assertThat(problems("class-order = [ape, bee, ape]"))
        .containsExactly(
            "x.conf:2: benchmark.class-order = [\"ape\",\"bee\",\"ape\"] names ape twice");
    assertThat(problems("class-order = natrual"))
        .singleElement()
        .asString()
        .contains("is not one of natural, seed-1993, seeded", "did you mean \"natural\"");
  }

  @Test
  void refusesShotsThatAreNeitherNumberNorAll() throws IOException {
    assertThat(problems("novel.shots = some"))
        .containsExactly(
            "x.conf:2: benchmark.novel.shots = \"some\" is neither a whole number of at least 1"
                + " nor all");
    assertThat(problems("novel.shots = 0"))
        .containsExactly("x.conf:2: benchmark.novel.shots = 0 is not a whole number of at least 1");
    assertThat(problems("novel.shots = [5]")).hasSize(1);
  }

  @Test
  void refusesShotListsThatAreNotThereOrNotUsed() throws IOException {
    assertThat(problems("novel.shot-list = missing.txt"))
        .containsExactly(
            "x.conf:2: benchmark.novel.shot-list = \"missing.txt\" is not a file or folder that"
                + " can be read");
    Path list = Files.writeString(folder.resolve("shots.txt"), "1 2 3");
    assertThat(problems("novel { shots = all, shot-list = \"" + list + "\" }"))
        .singleElement()
        .asString()
        .endsWith("needs a number of shots, but shots = all");
  }

  @Test
  void sessionsMayBringUnequallyManyClasses() throws IOException {
    BenchmarkSpec spec =
        read("dataset = mnist", "base-classes = 2", "novel { ways = [4, 3, 1], shots = 5 }");
    assertThat(spec.novel().sessions()).isEqualTo(3);
    assertThat(List.of(spec.novel().ways(1), spec.novel().ways(2), spec.novel().ways(3)))
        .containsExactly(4, 3, 1);
    assertThat(spec.totalClasses()).isEqualTo(10);
    assertThat(spec.novel().waysText()).isEqualTo("4, 3 and 1");
  }

  @Test
  void refusesWaysThatDoNotFit() throws IOException {
    assertThat(problems("dataset = mnist", "base-classes = 4", "novel.ways = [4, 3]"))
        .containsExactly(
            "x.conf:4: benchmark.novel.ways = [4,3] of 4 and 3 ways after 4 base classes need 11"
                + " classes, but mnist has 10");
    assertThat(problems("novel.ways = []"))
        .containsExactly(
            "x.conf:2: benchmark.novel.ways = [] is empty; without novel sessions it is sessions ="
                + " 0");
    assertThat(problems("novel { sessions = 2, ways = [4, 2] }"))
        .singleElement()
        .asString()
        .contains("benchmark.novel.sessions = 2 has no effect", "ways lists what each");
    assertThat(problems("novel.ways = [4, 0]")).hasSize(1);
  }

  @Test
  void anOrderMayBeByNamesAndOfSomeClassesOnly() throws IOException {
    BenchmarkSpec spec =
        read(
            "dataset = { folder = x }",
            "base-classes = 2",
            "novel.sessions = 0",
            "class-order = [\"cat\", ape]");
    assertThat(spec.classOrder()).isEqualTo(new ClassOrderSpec.Names(List.of("cat", "ape")));
    assertThat(spec.classOrder().order(List.of("ape", "bee", "cat"), new Seeds(1)))
        .isEqualTo(new ClassOrder(List.of(2, 0, 1)));
    assertThatThrownBy(() -> spec.classOrder().order(List.of("ape", "bee", "cats"), new Seeds(1)))
        .hasMessage(
            "benchmark.class-order names \"cat\", which is no class of the data set; did you mean"
                + " \"cats\"?");
  }

  @Test
  void tellsEverythingAtOnceAndNothingThatFollowsFromIt() throws IOException {
    assertThat(
            problems("base-classes = many", "novel { sessions = 9, ways = 0 }", "class-order = 3"))
        .hasSize(3);
  }

  private BenchmarkSpec read(String... lines) throws IOException {
    return load(lines).read(BenchmarkSpec::read);
  }

  private List<String> problems(String... lines) throws IOException {
    ConfigFile file = load(lines);
    ConfException thrown =
        catchThrowableOfType(ConfException.class, () -> file.read(BenchmarkSpecTest::specOnly));
    assertThat(thrown).as("a problem was expected").isNotNull();
    return thrown.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  private static BenchmarkSpec specOnly(Section root) {
    return BenchmarkSpec.read(root);
  }

  private ConfigFile load(String... lines) throws IOException {
    List<String> text = new ArrayList<>(List.of("benchmark {"));
    text.addAll(List.of(lines));
    text.add("}");
    Path file = Files.write(folder.resolve("x.conf"), text);
    return ConfigFile.load(file, List.of());
  }
}
