package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.conf.ConfException;

class TuningRunTest {

  private static final String HELD_OUT = "benchmark.validation-fraction = 0.2\n";

  private static final String FIRST =
      HELD_OUT
          + """
          tuning {
            rule = first-session
            first-session.grid { training.optimizer.learning-rate = [1e-9, 0.01], training.batch-size = [32] }
          }
          """;

  private static final String CONTINUAL =
      HELD_OUT
          + """
          learner.terms = [feature-distillation]
          tuning {
            rule = continual
            continual {
              first-rates = [0.02, 1e-9], rates = [0.01, 1e-9], rates-tried = 2
              strength-key = learner.feature-distillation.weight, start = 1000, decays = 1
            }
          }
          """;

  @TempDir private Path temp;
  private SmallRuns runs = new SmallRuns(Path.of(""));

  @BeforeEach
  void makeFolder() {
    runs = new SmallRuns(temp);
  }

  /** What was measured in the trials of all sessions, in their order. */
  private static List<Double> trials(Path folder) throws IOException {
    List<Double> measured = new ArrayList<>();
    for (JsonNode line : Trial.journal(folder)) {
      for (JsonNode point : line.path("metrics")) {
        if (point.path("key").asText().equals("train/tuning_validation_accuracy")) {
          measured.add(point.path("value").asDouble());
        }
      }
    }
    return measured;
  }

  /** Which images were taken for what, which a learner's other state does not change. */
  private static Map<String, String> answers(Path folder) throws IOException {
    Map<String, String> answers = new TreeMap<>(Trial.outcome(folder));
    answers.keySet().removeIf(key -> !key.startsWith("predictions/") && !key.equals("matrix"));
    assertThat(answers).hasSizeGreaterThan(3);
    return answers;
  }

  @Test
  void theFirstSessionChoosesAndTheRunIsThatOfItsChoice() throws IOException {
    Path tuned = runs.run("tuned", FIRST, () -> false);
    assertThat(trials(tuned)).hasSize(2);
    assertThat(trials(tuned).get(1)).isGreaterThan(trials(tuned).get(0));
    Path chosen =
        runs.run("chosen", HELD_OUT + "training.optimizer.learning-rate = 0.01\n", () -> false);
    assertThat(answers(tuned)).isEqualTo(answers(chosen));
    assertThat(Files.readString(tuned.resolve("experiment.conf"))).contains("first-session");
  }

  @Test
  void theContinualFrameworkTriesRatesThenStrengths() throws IOException {
    Path folder = runs.run("continual", CONTINUAL, () -> false);
    // 2 rates in session 0; 2 rates and 1 or 2 strengths in each of two later sessions
    assertThat(trials(folder)).hasSizeBetween(2 + 2 * 3, 2 + 2 * 4);
    Map<String, String> undisturbed = Trial.outcome(folder);
    for (int steps : List.of(1, 4, 11, 30)) {
      int[] left = {steps};
      String name = "stopped-" + steps;
      assertThatThrownBy(() -> runs.run(name, CONTINUAL, () -> left[0]-- <= 0))
          .isInstanceOf(RunCancelledException.class);
      assertThat(Trial.outcome(runs.run(name, CONTINUAL, () -> false))).isEqualTo(undisturbed);
    }
  }

  @Test
  void anotherBenchmarkChooses() throws IOException {
    Path file = temp.resolve("other.conf");
    Files.writeString(
        file,
        """
        name = other
        benchmark {
          dataset = digits, base-classes = 3, validation-fraction = 0.3
          novel { sessions = 1, ways = 3, shots = all }
        }
        """);
    String tuning =
        """
        tuning {
          rule = other-benchmark
          other-benchmark { file = "%s", grid { training.optimizer.learning-rate = [1e-9, 0.01] } }
        }
        """
            .formatted(file);
    Path folder = runs.run("elsewhere", tuning, () -> false);
    assertThat(trials(folder)).hasSize(2);
    Path chosen = runs.run("chosen", "training.optimizer.learning-rate = 0.01\n", () -> false);
    assertThat(answers(folder)).isEqualTo(answers(chosen));
    // A trial of two sessions that was cut between them goes on.
    int[] left = {2};
    assertThatThrownBy(() -> runs.run("cut", tuning, () -> left[0]-- <= 0))
        .isInstanceOf(RunCancelledException.class);
    assertThat(Trial.outcome(runs.run("cut", tuning, () -> false)))
        .isEqualTo(Trial.outcome(folder));
    // Another benchmark in that file is another run.
    String before = new RunConfig(runs.spec(tuning).resolved()).runId(1);
    Files.writeString(file, Files.readString(file).replace("base-classes = 3", "base-classes = 4"));
    assertThat(new RunConfig(runs.spec(tuning).resolved()).runId(1)).isNotEqualTo(before);
  }

  private static String within(String more) {
    return """
        benchmark { base-classes = 6, validation-fraction = 0.2 }
        learner.head = prototype
        training.novel.epochs = 0
        tuning {
          rule = pseudo-incremental
          pseudo-incremental {
            base-classes = 3, sessions = 2, ways = 1, shots = 2
            %s
          }
        }
        """
        .formatted(more);
  }

  @Test
  void sessionsWithinTheBaseClassesChoose() throws IOException {
    String grid =
        within(
            "grid { training.optimizer.learning-rate = [1e-9, 0.01],"
                + " learner.prototype.calibration.weight = [0, 0.9] }");
    Path tuned = runs.run("within", grid, () -> false);
    assertThat(trials(tuned)).hasSize(4);
    List<String> tried = Files.readAllLines(tuned.resolve("tuning.csv"));
    assertThat(tried).hasSize(5).filteredOn(line -> line.endsWith("true")).hasSize(1);
    // 3 classes are asked about after the first session, 4 after the second, 5 after the last.
    String taken = tried.stream().filter(line -> line.endsWith("true")).findFirst().orElseThrow();
    assertThat(taken).contains("learning-rate = 0.01");
    assertThat(Files.readString(tuned.resolve("journal.jsonl")))
        .contains("\"palimpsest.tuning.trials\"")
        .contains("palimpsest.tuning.taken");
    String weight = taken.contains("weight = 0.9") ? "0.9" : "0";
    Path chosen =
        runs.run(
            "chosen",
            """
            benchmark { base-classes = 6, validation-fraction = 0.2 }
            learner { head = prototype, prototype.calibration.weight = %s }
            training { novel.epochs = 0, optimizer.learning-rate = 0.01 }
            """
                .formatted(weight),
            () -> false);
    assertThat(answers(tuned)).isEqualTo(answers(chosen));
    for (int steps : List.of(2, 7)) {
      int[] left = {steps};
      String name = "cut-" + steps;
      assertThatThrownBy(() -> runs.run(name, grid, () -> left[0]-- <= 0))
          .isInstanceOf(RunCancelledException.class);
      assertThat(Trial.outcome(runs.run(name, grid, () -> false))).isEqualTo(Trial.outcome(tuned));
    }
  }

  @Test
  void trialsThatDifferInTheHeadOnlyShareTheirTraining() throws IOException {
    String both =
        within(
            "search = coordinates, asked = last-session,"
                + " grid { learner.prototype.calibration.weight = [0, 0.5, 1] }");
    Path alone = runs.run("alone", both, () -> false);
    Path shared = runs.run("shared", both + "training.base.reuse = true\n", () -> false);
    assertThat(trials(alone)).hasSize(3).isEqualTo(trials(shared));
    assertThat(answers(alone)).isEqualTo(answers(shared));
  }

  @Test
  void aProbeOfTheFeaturesIsMeasuredBesideTheHead() throws IOException {
    Path probed = runs.run("probed", "evaluation.linear-probe = 50\n", () -> false);
    Path plain = runs.run("plain", "", () -> false);
    assertThat(answers(probed)).isEqualTo(answers(plain));
    String sessions = Files.readString(probed.resolve("sessions.csv"));
    assertThat(sessions.lines().findFirst().orElse("")).contains("linear_probe_accuracy");
    assertThat(Files.readString(plain.resolve("sessions.csv")))
        .doesNotContain("linear_probe_accuracy");
    for (JsonNode line : Trial.journal(probed)) {
      for (JsonNode point : line.path("metrics")) {
        if (point.path("key").asText().equals("session/linear_probe_accuracy")) {
          assertThat(point.path("value").asDouble()).isBetween(0.3, 1.0);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tuning.rule = grid | tuning.rule = \"grid\" is not one of continual, first-session",
        "tuning.rule = first-session | held-out images, but benchmark.validation-fraction is 0",
        "tuning { rule = first-session }, benchmark.validation-fraction = 0.2 | names no key",
        "tuning { rule = first-session, first-session.grid { learner.nothing = [1] } },"
            + " benchmark.validation-fraction = 0.2 | tries learner.nothing = 1",
        "tuning { rule = first-session, first-session.grid { training.epochs = [x] } },"
            + " benchmark.validation-fraction = 0.2 | tries training.epochs = x",
        "tuning { rule = continual }, benchmark.validation-fraction = 0.2 |"
            + " tuning.continual.strength-key is missing",
        "tuning { rule = continual, continual.strength-key = learner.ewk.strength },"
            + " benchmark.validation-fraction = 0.2 | learner.ewk.strength",
        "tuning { rule = other-benchmark, other-benchmark { file = nowhere.conf, grid {"
            + " training.epochs = [1] } } } | is not a file that can be read",
        "tuning { rule = pseudo-incremental, pseudo-incremental.grid { training.epochs = [1] } } |"
            + " held-out images, but benchmark.validation-fraction is 0",
        "tuning { rule = pseudo-incremental, pseudo-incremental.grid { training.epochs = [1] } },"
            + " benchmark.validation-fraction = 0.2 | are 60 classes, but session 0 has"
            + " benchmark.base-classes = 2",
        "tuning { rule = pseudo-incremental, pseudo-incremental { base-classes = 1, sessions = 1,"
            + " ways = 1, search = coordinates, grid { training.epochs = [1, x] } } },"
            + " benchmark.validation-fraction = 0.2 | tries training.epochs = x",
        "tuning { rule = pseudo-incremental, pseudo-incremental.grid { training.epochs = [1] } },"
            + " benchmark { scenario = domain-incremental, validation-fraction = 0.2 } |"
            + " needs sessions of new classes",
        "tuning.first-session.grid { training.epochs = [1] } | has no effect: tuning.rule is null",
        "benchmark { scenario = online, validation-fraction = 0.2 }, tuning { rule = first-session,"
            + " first-session.grid { training.batch-size = [8, 16] } } | goes through images again"
      })
  void whatCannotBeTunedIsRefusedWithItsLine(String line, String why) {
    assertThatThrownBy(() -> runs.spec(line + "\n"))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("small.conf:")
        .hasMessageContaining(why);
  }

  /** Each combination is a training, and the list of them alone would fill the memory. */
  @ParameterizedTest
  @ValueSource(strings = {"first-session", "pseudo-incremental", "other-benchmark"})
  void aGridOfMoreSettingsThanCanBeTriedIsRefusedBeforeItIsMade(String rule) {
    String values =
        IntStream.rangeClosed(1, 300).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String axes =
        Stream.of("training.batch-size", "training.base.epochs", "training.epochs")
            .map(key -> "%s = [%s]".formatted(key, values))
            .collect(Collectors.joining("\n"));
    String tuning = "tuning { rule = %s, %s.grid {\n%s\n} }\n".formatted(rule, rule, axes);
    assertThatThrownBy(() -> runs.spec(tuning))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining(
            "tuning.%s.grid makes 27000000 settings; at most 10000 are tried".formatted(rule));
  }
}
