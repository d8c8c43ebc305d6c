package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.conf.ConfException;
import org.palimpsest.disk.Json;
import org.palimpsest.metric.AnytimeCurve;
import org.palimpsest.record.AnytimeFile;
import org.palimpsest.report.Recalculation;

/** Whole runs of a very small network on the embedded digits in every scenario. */
class ScenarioRunTest {

  private static final String ONLINE =
      "benchmark { scenario = online, online { boundaries = hidden, questions-every = 3 } }\n";

  @TempDir private Path temp;

  private ExperimentSpec spec(String more) throws IOException {
    return new SmallRuns(temp).spec(more);
  }

  private Path run(String name, String more, BooleanSupplier cancelled) throws IOException {
    return new SmallRuns(temp).run(name, more, cancelled);
  }

  private Path run(String more) throws IOException {
    return run("results", more, () -> false);
  }

  private static JsonNode summary(Path folder) {
    return Json.read(folder.resolve("summary.json"));
  }

  private static void agrees(Path folder) throws IOException {
    assertThat(Recalculation.of(folder).disagreements()).isEmpty();
    assertThat(summary(folder).path("leakage").path("violations")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "permuted, 'base-classes = 10, novel.sessions = 2', 10",
    "rotated, 'base-classes = 10, novel.sessions = 2', 10",
    "parity, 'novel.sessions = 4', 2"
  })
  void domainsAreAskedAboutBeforeTheyAreLearnt(String domains, String sizes, int classes)
      throws IOException {
    String ways = domains.equals("parity") ? "" : "benchmark.novel.ways = null\n";
    Path folder =
        run(
            "benchmark { scenario = domain-incremental, domain-incremental.domains = %s, %s }\n%s"
                .formatted(domains, sizes, ways));
    agrees(folder);
    JsonNode summary = summary(folder);
    int sessions = summary.path("sessions").size();
    for (int t = 0; t < sessions; t++) {
      JsonNode session = summary.path("sessions").get(t);
      assertThat(session.path("classes_seen").asInt()).isEqualTo(classes);
      assertThat(session.path("correct")).hasSize(Math.min(sessions, t + 2));
    }
    double transfer = 0;
    for (int j = 1; j < sessions; j++) {
      JsonNode before = summary.path("sessions").get(j - 1);
      double accuracy =
          before.path("correct").get(j).asDouble() / before.path("total").get(j).asDouble();
      transfer += (accuracy - 1.0 / classes) / (sessions - 1);
    }
    assertThat(summary.path("final").path("forward_transfer").asDouble())
        .isCloseTo(transfer, within(1e-12));
    assertThat(summary.path("final").has("recency_bias")).isFalse();
    assertThat(summary.path("final").has("learning_accuracy")).isTrue();
  }

  /** With moments that are kept from session to session, but not by a model that begins anew. */
  @Test
  void whoBeginsAnewForgetsTheMomentsToo() throws IOException {
    String joint =
        "learner.method = joint\ntraining { keep-moments = %s, optimizer.type = adam }\n";
    Path kept = run("kept", joint.formatted(true), () -> false);
    Path forgotten = run("forgotten", joint.formatted(false), () -> false);
    int last = summary(kept).path("sessions").size() - 1;
    assertThat(summary(kept).path("sessions").get(last).path("correct"))
        .isEqualTo(summary(forgotten).path("sessions").get(last).path("correct"));
    String answers = "predictions/session-%02d.csv.gz".formatted(last);
    assertThat(kept.resolve(answers)).hasSameBinaryContentAs(forgotten.resolve(answers));
  }

  @Test
  void aStreamIsAskedEveryFewStepsAndAtTheEndsOfSessions() throws IOException {
    Path folder = run(ONLINE);
    agrees(folder);
    AnytimeCurve curve = AnytimeFile.read(folder);
    // About 290 images a session in batches of 32: 9 or 10 steps, asked after 3, 6, 9 and the end.
    assertThat(curve.points().stream().filter(point -> point.session() == 1).count())
        .isBetween(3L, 4L);
    long before = 0;
    for (AnytimeCurve.Point point : curve.points()) {
      assertThat(point.step() - before).isBetween(1L, 3L);
      before = point.step();
    }
    JsonNode summary = summary(folder);
    for (int t = 0; t < 3; t++) {
      int session = t;
      AnytimeCurve.Point last =
          curve.points().stream()
              .filter(point -> point.session() == session)
              .reduce((a, b) -> b)
              .orElseThrow();
      for (int j = 0; j <= t; j++) {
        assertThat(summary.path("sessions").get(t).path("correct").get(j).asInt())
            .isEqualTo(last.correct().get(j));
      }
    }
    for (String metric :
        List.of(
            "anytime_accuracy_auc",
            "minimum_accuracy",
            "worst_case_accuracy",
            "stability_gap",
            "recency_bias")) {
      assertThat(summary.path("final").path(metric).isNumber()).as(metric).isTrue();
    }
    assertThat(Files.readString(folder.resolve("journal.jsonl"))).contains("anytime.csv");
  }

  @Test
  void aStreamStoppedAnywhereEndsTheSame() throws IOException {
    Path undisturbed = run("undisturbed", ONLINE, () -> false);
    Map<String, String> outcome = new HashMap<>(Trial.outcome(undisturbed));
    for (int steps : List.of(2, 5, 13, 24)) {
      int[] left = {steps};
      String name = "stopped-" + steps;
      assertThatThrownBy(() -> run(name, ONLINE, () -> left[0]-- <= 0))
          .isInstanceOf(RunCancelledException.class);
      Path folder = run(name, ONLINE, () -> false);
      assertThat(Trial.outcome(folder)).isEqualTo(outcome);
      assertThat(folder.resolve("anytime.csv"))
          .hasSameTextualContentAs(undisturbed.resolve("anytime.csv"));
    }
  }

  @Test
  void aBlurredStreamIsLearntLikeAnyOther() throws IOException {
    Path folder =
        run(
            """
            benchmark {
              scenario = online
              online { sessions = blurred, boundaries = hidden, questions-every = 4
                       blurred { disjoint-percent = 50, blurry-percent = 20 } }
              novel.sessions = 4
            }
            """);
    agrees(folder);
    JsonNode sessions = summary(folder).path("sessions");
    assertThat(sessions).hasSize(5);
    assertThat(sessions.get(4).path("classes_seen").asInt()).isEqualTo(10);
    assertThat(sessions.get(0).path("classes_seen").asInt()).isGreaterThan(2);
  }

  @Test
  void taskIncrementalAnswersAreWhatTheFilesHold() throws IOException {
    Path folder = run("benchmark.scenario = task-incremental\n");
    agrees(folder);
    JsonNode summary = summary(folder);
    assertThat(summary.path("final").path("accuracy_seen").asDouble())
        .isGreaterThanOrEqualTo(
            summary
                .path("sessions")
                .get(2)
                .path("metrics")
                .path("class_incremental_accuracy")
                .asDouble());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.epochs = 3 | training.base.epochs = 3 is more than one pass over the images, but"
            + " benchmark.scenario = online",
        "training.novel.iterations = 9 | training.novel.iterations = 9 may go through images again",
        "training.block-steps = 9 | training.block-steps = 9 has no effect:"
            + " benchmark.online.questions-every says so",
        "training.keep-moments = false | keep-moments = false makes optimisers start anew",
        "training.optimizer.schedule = cosine | schedule = \"cosine\" begins anew",
        "training.novel.rows = own | rows = \"own\" depends on which classes the session has",
        "learner.head = prototype | learner.head = \"prototype\" answers for a class when its session",
        "learner.train-on = seen | train-on = \"seen\" goes through the images of all sessions again",
        "learner.restart = true | restart = true happens where a session begins",
        "learner.terms = [feature-distillation] | needs for feature-distillation to be told when a"
            + " session ends, but benchmark.online.boundaries = hidden",
        "learner.cross-entropy.softmax = current | cross-entropy.softmax = \"current\" needs to"
            + " be told",
        "learner.memory { policy = herding, images = 9 } | learner.memory.policy = \"herding\" chooses"
            + " when a session has ended"
      })
  void whatAStreamDoesNotAllowIsRefusedWithItsLine(String line, String why) {
    assertThatThrownBy(() -> spec(ONLINE + line + "\n"))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("small.conf:")
        .hasMessageContaining(why);
  }
}
