package org.palimpsest.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionTest {

  @TempDir Path folder;

  private ConfigFile load(String text, String... overrides) throws IOException {
    Path file = folder.resolve("x.conf");
    Files.writeString(file, text);
    return ConfigFile.load(file, List.of(overrides));
  }

  /** Reads with a reader that is expected to fail; the messages without the folder. */
  private List<String> problems(String text, Function<Section, ?> reader, String... overrides)
      throws IOException {
    ConfigFile file = load(text, overrides);
    ConfException thrown = catchThrowableOfType(ConfException.class, () -> file.read(reader));
    assertThat(thrown).as("a problem was expected").isNotNull();
    return thrown.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void readsEveryKindOfValue() throws IOException {
    ConfigFile file =
        load(
            """
            t = two words
            i = 7
            r = 2.5e-1
            f = on
            l = [1, 2.0, "3"]
            d = [0.5, 1]
            w = [a, "b c"]
            s { inner = 1 }
            nothing = null
            """);
    List<Object> values =
        file.read(
            root ->
                List.of(
                    root.text("t"),
                    root.integer("i", 0, 9),
                    root.real("r", 0, 1),
                    root.flag("f"),
                    root.integers("l", 1, 3),
                    root.reals("d", 0, 1),
                    root.texts("w"),
                    root.section("s").integer("inner", 0, 1),
                    root.optionalText("nothing").isPresent(),
                    root.optionalInteger("absent", 0, 1).isPresent(),
                    root.kind("s"),
                    root.kind("nothing"),
                    root.has("i")));
    assertThat(values)
        .containsExactly(
            "two words",
            7,
            0.25,
            true,
            List.of(1L, 2L, 3L),
            List.of(0.5, 1.0),
            List.of("a", "b c"),
            1,
            false,
            false,
            Kind.SECTION,
            Kind.ABSENT,
            true);
  }

  @Test
  void tellsTheNearestOfAFewWords() throws IOException {
    List<String> heads = List.of("task-adaptive", "cosine", "prototype", "linear");
    assertThat(
            problems(
                """
                # a head that nobody has
                learner {
                  head = tsk-adaptive
                }
                """,
                root -> root.section("learner").oneOf("head", heads)))
        .containsExactly(
            "x.conf:3: learner.head = \"tsk-adaptive\" is not one of cosine, linear, prototype,"
                + " task-adaptive; did you mean \"task-adaptive\"?");
  }

  @Test
  void listsAllProblemsByLine() throws IOException {
    assertThat(
            problems(
                """
                flag = perhaps
                whole = 1.5
                big = 11
                small = -1
                real = NaN
                word = [1]
                list = 3
                items = [1, x, 200, 2]
                huge = 1e400
                """,
                root -> {
                  root.integers("items", 0, 100);
                  root.integers("list", 0, 100);
                  root.text("word");
                  root.real("real", 0, 1);
                  assertThat(root.integer("small", 0, Integer.MAX_VALUE)).isZero();
                  assertThat(root.integer("big", 0, 10)).isEqualTo(10);
                  root.integer("whole", 0, 10);
                  root.flag("flag");
                  root.real("huge", 0, Double.POSITIVE_INFINITY);
                  return "";
                }))
        .containsExactly(
            "x.conf:1: flag = \"perhaps\" is not true or false",
            "x.conf:2: whole = 1.5 is not a whole number",
            "x.conf:3: big = 11 is not a whole number from 0 to 10",
            "x.conf:4: small = -1 is not a whole number of at least 0",
            "x.conf:5: real = \"NaN\" is not a number from 0 to 1",
            "x.conf:6: word = [1] is not a text",
            "x.conf:7: list = 3 is not a list; write list = [1, 2]",
            "x.conf:8: items[1] = \"x\" is not a whole number from 0 to 100",
            "x.conf:8: items[2] = 200 is not a whole number from 0 to 100",
            "x.conf:9: huge = Infinity is not a number of at least 0");
  }

  @Test
  void refusesAnAbsurdExponentWithoutWritingItOut() throws IOException {
    assertThat(problems("n = \"1e999999999\"", root -> root.integers("n", 0, 9)))
        .containsExactly("x.conf:1: n = \"1e999999999\" is not a list; write n = [1, 2]");
    assertThat(problems("n = [\"1e999999999\"]", root -> root.integers("n", 0, 9)))
        .containsExactly("x.conf:1: n[0] = \"1e999999999\" is not a whole number from 0 to 9");
  }

  @Test
  void reportsAMissingKeyWhereItsSectionBegins() throws IOException {
    assertThat(
            problems(
                """

                training {
                  base { reuse = true }
                }
                """,
                root -> {
                  root.section("training").section("base").flag("reuse");
                  root.section("training").section("base").integer("laps", 0, 1);
                  return root.text("label");
                }))
        .containsExactly("x.conf:1: label is missing", "x.conf:3: training.base.laps is missing");
  }

  @Test
  void saysNothingFurtherAboutASectionThatIsNone() throws IOException {
    assertThat(
            problems(
                "plan = 5",
                root -> {
                  Section plan = root.section("plan");
                  plan.integer("steps", 1, 2);
                  plan.problem("steps", "is wrong");
                  return root.section("other").text("x");
                }))
        .containsExactly(
            "x.conf:1: other { ... } is missing",
            "x.conf:1: plan = 5 is not a section; write plan { ... }");
  }

  @Test
  void explainsAnUnknownKey() throws IOException {
    assertThat(
            problems(
                """
                learner { haed = cosine }
                epochs = 3
                training.base.optimiser { type = adam }
                nonsense { a = 1, b = 2 }
                """,
                root -> root.text("results")))
        .containsExactly(
            "x.conf:1: learner.haed = \"cosine\" is not a known key; did you mean"
                + " \"learner.head\"?",
            "x.conf:2: epochs = 3 is not a known key; did you mean \"training.epochs\"?",
            "x.conf:3: training.base.optimiser is not a known key; did you mean"
                + " \"training.base.optimizer\"?",
            "x.conf:4: nonsense is not a known key");
  }

  @Test
  void refusesKeysOfTheDefaultsThatHaveNoEffect() throws IOException {
    assertThat(
            problems(
                "training { epochs = 3, optimizer { type = sgd, beta1 = 0.5 } }",
                root -> {
                  Section training = root.section("training");
                  training.section("optimizer").idle("beta1", "type = sgd has none");
                  return training.section("optimizer").text("type");
                }))
        .containsExactly(
            "x.conf:1: training.epochs = 3 has no effect: nothing reads it beside the other"
                + " settings",
            "x.conf:1: training.optimizer.beta1 = 0.5 has no effect: type = sgd has none");
  }

  @Test
  void aKeyThatAnOverrideMadeIdleMayStay() throws IOException {
    String type =
        load("training.optimizer { type = sgd, momentum = 0.5 }", "training.optimizer.type=adam")
            .read(root -> root.section("training").section("optimizer").text("type"));
    assertThat(type).isEqualTo("adam");
  }

  @Test
  void leavesAloneWhatTheReaderGivesUp() throws IOException {
    String read =
        load("learner { lambda = 3 }")
            .read(
                root -> {
                  root.section("learner").ignoreRest();
                  return "read";
                });
    assertThat(read).isEqualTo("read");
  }

  @Test
  void reportsAContradictionUnlessItsValueWasMadeUp() throws IOException {
    assertThat(
            problems(
                """
                a = 7
                b = ten
                """,
                root -> {
                  root.integer("a", 0, 10);
                  root.integer("b", 0, 10);
                  assertThat(root.sound("a")).isTrue();
                  assertThat(root.sound("a", "b")).isFalse();
                  root.problem("a", "is more than the 6 classes");
                  root.problem("b", "is less than a");
                  return "";
                }))
        .containsExactly(
            "x.conf:1: a = 7 is more than the 6 classes",
            "x.conf:2: b = \"ten\" is not a whole number from 0 to 10");
  }

  @Test
  void showsLongValuesShortened() throws IOException {
    String problem = problems("n = " + "x".repeat(500), root -> root.flag("n")).get(0);
    assertThat(problem).endsWith("xxx... is not true or false").hasSizeLessThan(150);
  }

  @Test
  void refusesAConfExceptionWithoutProblems() {
    assertThatThrownBy(() -> new ConfException(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPathMayNameNothingButHasToBeOne() throws IOException {
    ConfigFile file = load("a = sub/x.csv\nb = null");
    assertThat(file.read(root -> List.of(root.path("a"), root.optionalPath("b"))).toString())
        .isEqualTo("[sub/x.csv, Optional.empty]");
    for (Function<Section, ?> reader :
        List.<Function<Section, ?>>of(root -> root.path("c"), root -> root.optionalPath("c"))) {
      assertThat(problems("c = \"a\\u0000b\"", reader))
          .containsExactly("x.conf:1: c = \"a\\u0000b\" is not a path: Nul character not allowed");
    }
  }
}
