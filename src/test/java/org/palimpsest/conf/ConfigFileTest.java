package org.palimpsest.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void makeFolder() throws IOException {
    file = folder.resolve("experiments").resolve("x.conf");
    Files.createDirectories(file.getParent());
  }

  private ConfigFile load(String text, String... overrides) throws IOException {
    Files.writeString(file, text);
    return ConfigFile.load(file, List.of(overrides));
  }

  private String text(String key, String text, String... overrides) throws IOException {
    return load(text, overrides).resolved().getString(key);
  }

  private List<String> problems(String text, String... overrides) {
    ConfException thrown =
        catchThrowableOfType(
            ConfException.class,
            () -> load(text, overrides).read(root -> root.section("learner").text("head")));
    assertThat(thrown).as("a problem was expected").isNotNull();
    return thrown.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void defaultsApplyWithoutBeingIncluded() throws IOException {
    assertThat(text("learner.head", "name = a")).isEqualTo("linear");
  }

  @Test
  void includesCountFromTheFileThatHasThem() throws IOException {
    Files.createDirectories(folder.resolve("common/deep"));
    Files.writeString(
        folder.resolve("common/one.conf"), "include \"deep/two.conf\"\nresults = one");
    Files.writeString(folder.resolve("common/deep/two.conf"), "results = two\nname = two");
    String config = "include \"../common/one.conf\"";
    assertThat(text("results", config)).isEqualTo("one");
    assertThat(text("name", config)).isEqualTo("two");
    assertThat(text("name", "include required(file(\"../common/one.conf\"))")).isEqualTo("two");
  }

  @Test
  void overridesWinAlsoInsideSubstitutions() throws IOException {
    ConfigFile config = load("name = file\nresults = out-${name}", "name=first", "name=typed");
    assertThat(config.resolved().getString("results")).isEqualTo("out-typed");
    assertThat(config.resolved().getString("mlflow.experiment")).isEqualTo("typed");
  }

  @Test
  void overridesAreHocon() throws IOException {
    ConfigFile config =
        load(
            "name = a",
            "seeds=[1,2,3]",
            "seeds+=4",
            "learner.head = prototype",
            "benchmark.dataset={folder=\"a b\"}",
            "results=${name}/x",
            "data.root=\"with # hash\"");
    assertThat(config.resolved().getIntList("seeds")).containsExactly(1, 2, 3, 4);
    assertThat(config.resolved().getString("learner.head")).isEqualTo("prototype");
    assertThat(config.resolved().getString("benchmark.dataset.folder")).isEqualTo("a b");
    assertThat(config.resolved().getString("results")).isEqualTo("a/x");
    assertThat(config.resolved().getString("data.root")).isEqualTo("with # hash");
  }

  @Test
  void bareTextThatHoconWouldCutShortIsTakenWhole() throws IOException {
    ConfigFile config =
        load(
            "name = a",
            "mlflow.tracking-uri=http://127.0.0.1:5000",
            "results=/tmp/run#1",
            "data.root=a=b,c");
    assertThat(config.resolved().getString("mlflow.tracking-uri"))
        .isEqualTo("http://127.0.0.1:5000");
    assertThat(config.resolved().getString("results")).isEqualTo("/tmp/run#1");
    assertThat(config.resolved().getString("data.root")).isEqualTo("a=b,c");
  }

  @Test
  void malformedOverridesAreListedWithEverythingElse() {
    assertThat(
            problems(
                "lerner.head = x", "nonsense", "=3", "seeds=[1,2", "a..b=1", "learner.head=[]"))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("command line: =3: has no key"),
            p -> assertThat(p).startsWith("command line: a..b=1: Invalid path 'a..b'"),
            p -> assertThat(p).isEqualTo("command line: learner.head = [] is not a text"),
            p -> assertThat(p).startsWith("command line: nonsense: is not of the form key=value"),
            p ->
                assertThat(p).startsWith("command line: seeds=[1,2: List should have ended with ]"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "experiments/x.conf:1: lerner is not a known key; did you mean"
                            + " \"learner\"?"));
  }

  @Test
  void anUnknownKeyOnTheCommandLineSaysSo() {
    assertThat(problems("", "learner.haed=cosine"))
        .containsExactly(
            "command line: learner.haed = \"cosine\" is not a known key; did you mean"
                + " \"learner.head\"?");
  }

  @Test
  void syntaxErrorsAreProblems() {
    assertThat(problems("name = a\nlearner {\n  head = cosine\n"))
        .singleElement()
        .asString()
        .startsWith("experiments/x.conf:4: syntax error: unexpected end of file");
    assertThat(problems("name = \"a\nseeds = [1]"))
        .singleElement()
        .asString()
        .startsWith("experiments/x.conf:1: syntax error: ");
  }

  @Test
  void syntaxErrorsOfSeveralFilesAreAllTold() throws IOException {
    Files.writeString(file.resolveSibling("bad.conf"), "\n\na = ]");
    assertThat(problems("include \"bad.conf\"\ninclude \"none.conf\""))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("experiments/bad.conf:3: syntax error: "),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "experiments/x.conf:2: include \"none.conf\": there is no file"
                            + " experiments/none.conf"));
  }

  @Test
  void aMissingIncludeIsFoundInTheIncludedFileToo() throws IOException {
    Files.writeString(
        file.resolveSibling("two.conf"), "# include \"gone.conf\"\n\ninclude \"gone.conf\"");
    assertThat(problems("include \"two.conf\""))
        .containsExactly(
            "experiments/two.conf:3: include \"gone.conf\": there is no file"
                + " experiments/gone.conf");
  }

  @Test
  void aMissingIncludeOfTheDefaultsIsExplained() {
    assertThat(problems("include \"../conf/defaults.conf\""))
        .singleElement()
        .asString()
        .endsWith(
            "there is no file conf/defaults.conf; the defaults are built in, so this line may"
                + " be left out");
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsLine() throws IOException {
    byte[] latin = "seeds = [1]\n\nname = caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file.resolveSibling("latin.conf"), latin);
    assertThat(problems("name = \ufffd\ninclude \"latin.conf\""))
        .containsExactly("experiments/latin.conf:3: is not UTF-8 text");
  }

  @Test
  void aFileThatIncludesItselfIsRefused() throws IOException {
    Files.writeString(file.resolveSibling("two.conf"), "include \"x.conf\"");
    assertThat(problems("include \"two.conf\""))
        .containsExactly("experiments/two.conf:1: include \"x.conf\": the file includes itself");
  }

  @Test
  void onlyFilesCanBeIncluded() {
    assertThat(
            problems(
                """
                include url("http://127.0.0.1:1/x.conf")
                include classpath("conf/defaults.conf")
                include "."
                """))
        .containsExactly(
            "experiments/x.conf:1: include \"http://127.0.0.1:1/x.conf\": only files can be"
                + " included",
            "experiments/x.conf:2: include \"conf/defaults.conf\": only files can be included",
            "experiments/x.conf:3: include \".\": is a folder, not a configuration file");
  }

  @Test
  void allUnknownSubstitutionsAreToldAndNothingThatFollowsFromThem() {
    assertThat(problems("name = ${NOBODY_SET_THIS}\nlearner.head = a${NOR_THAT}b"))
        .containsExactly(
            "experiments/x.conf:1: ${NOBODY_SET_THIS} is neither a key nor an environment variable;"
                + " ${?NOBODY_SET_THIS} would be optional",
            "experiments/x.conf:2: ${NOR_THAT} is neither a key nor an environment variable;"
                + " ${?NOR_THAT} would be optional");
  }

  /** Such a section has no keys of its own until everything is looked up. */
  @Test
  void sectionsPutTogetherBySubstitutionsAreReadAndTheirKeysChecked() {
    assertThat(problems("learner = ${?nothing}\nlearner { haed = a }\nsweep = ${?n} {}"))
        .containsExactly(
            "experiments/x.conf:2: learner.haed = \"a\" is not a known key; did you mean"
                + " \"learner.head\"?");
    assertThat(problems("", "learner=${?nothing}", "learner={haed=a}"))
        .singleElement()
        .asString()
        .startsWith("command line: learner.haed = \"a\" is not a known key");
    assertThat(problems("learner { head = a }", "learner=${learner}{haed=a}"))
        .singleElement()
        .asString()
        .startsWith("command line: learner.haed = \"a\" is not a known key");
  }

  @Test
  void circlesAreRefused() {
    assertThat(problems("one = ${two}\ntwo = ${one}"))
        .singleElement()
        .asString()
        .contains("refers to itself in a circle");
  }

  @Test
  void environmentVariablesAreSubstituted() throws IOException {
    Map.Entry<String, String> variable =
        System.getenv().entrySet().stream()
            .filter(e -> e.getKey().matches("\\w+") && e.getValue().matches("[\\w/]+"))
            .findFirst()
            .orElseThrow();
    assertThat(text("name", "name = ${" + variable.getKey() + "}")).isEqualTo(variable.getValue());
    assertThat(text("name", "name = kept\nname = ${?NOBODY_SET_THIS}")).isEqualTo("kept");
  }

  /** What lies beside it tells a run's from one that a person wrote and means. */
  @ParameterizedTest
  @ValueSource(strings = {"journal.jsonl", "provenance.json", "model.json", "checkpoints"})
  void nothingIsFollowedBesideWhatARunLeft(String left) throws IOException {
    Files.createFile(folder.resolve("experiments").resolve(left));
    Path file =
        Files.writeString(
            folder.resolve("experiments/experiment.conf"), "name = a\nresults = ${name}\n");
    assertThatThrownBy(() -> ConfigFile.load(file, List.of()))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("experiment.conf:1: has ${...}: " + ConfigFile.ALONE);
  }

  @Test
  void aMissingFileIsAProblem() {
    ConfException thrown =
        catchThrowableOfType(
            ConfException.class, () -> ConfigFile.load(Path.of("no/such.conf"), List.of("x")));
    assertThat(thrown).isNotNull();
    assertThat(thrown)
        .hasMessage("command line: x: is not of the form key=value\nno/such.conf: no such file");
  }

  @Test
  void aValueOfTheDefaultsIsTracedToThem() throws IOException {
    ConfigFile config = load("name = a");
    config.root().section("learner").problem("head", "is not to my taste");
    assertThat(config.problems().list())
        .singleElement()
        .asString()
        .matches("conf/defaults.conf:\\d+: learner.head = \"linear\" is not to my taste");
  }
}
