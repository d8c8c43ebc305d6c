package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.mlflow.FaultyProxy.Behaviour;
import org.palimpsest.mlflow.FaultyProxy.Fault;
import org.palimpsest.mlflow.MlflowFollower.Outcome;
import org.palimpsest.mlflow.MlflowSync.Options;
import org.palimpsest.mlflow.MlflowSync.RunReport;
import org.palimpsest.record.JournalEntry.Status;

/** A run that is followed live, by good servers and bad ones. */
@ExtendWith(SharedMlflow.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MlflowFollowerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path results;
  private String experiment;
  private String uri;
  private Inspector inspector;

  @BeforeEach
  void connect(RealMlflow mlflow) {
    experiment = "follow " + UUID.randomUUID();
    uri = mlflow.uri();
    inspector = new Inspector(uri);
  }

  private JournalWriter run() throws IOException {
    String uuid = UUID.randomUUID().toString().replace("-", "");
    return JournalWriter.smallRun(results.resolve("seed-1"), experiment, uuid);
  }

  private static TrackingServer server(String uri) {
    return TrackingServer.of(uri, Map.of());
  }

  @Test
  void showsMetricsWhileTheRunIsStillGoingOn() throws Exception {
    JournalWriter journal = run();
    MlflowFollower follower = MlflowFollower.start(journal.folder(), server(uri), Sending.QUICK);
    journal.session(4);
    await(() -> inspector.experiment(experiment).has("experiment_id"));
    await(
        () -> {
          var runs = inspector.runs(journal, "ACTIVE_ONLY");
          return !runs.isEmpty()
              && inspector.history(Inspector.runId(runs.get(0)), "session/accuracy_seen").size()
                  == 5;
        });
    assertThat(inspector.theRun(journal).path("info").path("status").asText()).isEqualTo("RUNNING");

    journal.session(5);
    journal.artifact("summary.json", "{}");
    journal.end(Status.FINISHED);
    Outcome outcome = follower.finish(LONG_PATIENCE);
    assertThat(outcome.message()).contains("MLflow has this run", uri + "/#/experiments/");
    assertThat(outcome.complete()).isTrue();
    inspector.assertWhole(journal);
    assertThat(inspector.theRun(journal).path("info").path("status").asText())
        .isEqualTo("FINISHED");
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!holds(condition)) {
      assertThat(System.nanoTime()).as("30 s have passed").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static boolean holds(Condition condition) throws Exception {
    try {
      return condition.holds();
    } catch (AssertionError e) {
      return false; // Not there yet, says the server with a status of 404.
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("silent", always(Fault.SILENCE), "no answer in"),
        Arguments.of("silent after the work", always(Fault.SILENCE_AFTER_WORK), "no answer in"),
        Arguments.of("500", always(Fault.instead(500)), "HTTP 500"),
        Arguments.of("429", always(Fault.instead(429)), "HTTP 429"),
        Arguments.of("401", always(Fault.instead(401)), "MLFLOW_TRACKING_USERNAME"),
        Arguments.of("403", always(Fault.instead(403)), "--allowed-hosts"),
        Arguments.of("302", always(Fault.instead(302)), "HTTP 302"),
        Arguments.of("not MLflow", always(new Fault(false, 200, "<html>", false)), "not MLflow's"),
        Arguments.of(
            "503 after having done the work",
            (Behaviour)
                (number, path) ->
                    path.endsWith("/search") || path.contains("get-by-name")
                        ? Fault.NONE
                        : Fault.afterWork(503),
            "HTTP 503"));
  }

  private static Behaviour always(Fault fault) {
    return (number, path) -> fault;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void endsAndSaysWhatIsLeftAndLosesNothing(String name, Behaviour behaviour, String why)
      throws Exception {
    JournalWriter journal = run();
    try (FaultyProxy proxy = new FaultyProxy(uri)) {
      proxy.behave(behaviour);
      MlflowFollower follower =
          MlflowFollower.start(journal.folder(), server(proxy.uri()), Sending.IMPATIENT);
      for (int session = 4; session < 10; session++) {
        journal.session(session);
        Thread.sleep(50);
      }
      journal.end(Status.FINISHED);
      Outcome outcome = follower.finish(PATIENCE);
      assertThat(outcome.complete()).as(name).isFalse();
      assertThat(outcome.message())
          .contains(
              why,
              "of the journal's " + journal.lines() + " lines",
              "scripts/mlflow-sync --tracking-uri " + proxy.uri() + " " + journal.folder());

      proxy.always(Fault.NONE);
      RunReport report = Sending.sync(proxy.uri(), journal.folder());
      assertThat(report.why()).isEmpty();
    }
    inspector.assertWhole(journal);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void comesThroughAServerThatFailsEverySecondTime(long seed) throws Exception {
    JournalWriter journal = run();
    journal.end(Status.FINISHED);
    Fault[] faults = {
      Fault.instead(500), Fault.afterWork(503), Fault.instead(429), Fault.SILENCE_AFTER_WORK
    };
    SplittableRandom random = new SplittableRandom(seed);
    try (FaultyProxy proxy = new FaultyProxy(uri)) {
      proxy.behave(
          (number, path) ->
              random.nextBoolean() ? Fault.NONE : faults[random.nextInt(faults.length)]);
      MlflowFollower follower =
          MlflowFollower.start(journal.folder(), server(proxy.uri()), Sending.IMPATIENT);
      await(() -> proxy.requests().size() >= 8);
      follower.finish(Duration.ofSeconds(5));
      proxy.always(Fault.NONE);
      assertThat(Sending.sync(proxy.uri(), journal.folder()).why()).isEmpty();
    }
    inspector.assertWhole(journal);
  }

  static Stream<Long> seeds() {
    return Stream.of(1L, 2L, 3L);
  }

  @Test
  void stopsWhenItsExperimentIsDeletedAndIsFinishedByARestoringSync() throws Exception {
    JournalWriter journal = run();
    MlflowFollower follower = MlflowFollower.start(journal.folder(), server(uri), Sending.QUICK);
    await(() -> !inspector.runs(journal, "ACTIVE_ONLY").isEmpty());
    String id = inspector.experiment(experiment).path("experiment_id").asText();
    inspector.post(
        "experiments/delete", JsonNodeFactory.instance.objectNode().put("experiment_id", id));
    journal.session(4);
    journal.end(Status.FINISHED);
    Outcome outcome = follower.finish(LONG_PATIENCE);
    assertThat(outcome.complete()).isFalse();
    assertThat(outcome.message()).contains("was deleted on the server", "--restore");

    assertThat(Sending.sync(uri, journal.folder(), new Options(true, false), Sending.QUICK).why())
        .isEmpty();
    inspector.assertWhole(journal);
  }

  @Test
  void saysSoWhenNobodyListens() throws Exception {
    JournalWriter journal = run();
    String nobody = "http://127.0.0.1:" + RealMlflow.freePort();
    MlflowFollower follower = MlflowFollower.start(journal.folder(), server(nobody), Sending.QUICK);
    Thread.sleep(500);
    Outcome outcome = follower.finish(LONG_PATIENCE);
    assertThat(outcome.message()).contains("cannot connect", "scripts/mlflow-sync");
  }

  @Test
  void leavesTrainingAloneWhenTheRunsFolderCannotBeWritten() throws Exception {
    JournalWriter journal = run();
    Files.createDirectory(journal.folder().resolve(SyncStateFile.NAME));
    MlflowFollower follower = MlflowFollower.start(journal.folder(), server(uri), Sending.QUICK);
    Outcome outcome = follower.finish(LONG_PATIENCE);
    assertThat(outcome.complete()).isFalse();
    assertThat(outcome.message()).contains(SyncStateFile.NAME);
  }
}
