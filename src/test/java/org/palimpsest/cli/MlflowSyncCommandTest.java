package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.mlflow.MlflowSync.Result;
import org.palimpsest.mlflow.MlflowSync.RunReport;
import org.palimpsest.mlflow.TrackingServer;
import picocli.CommandLine;

class MlflowSyncCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Streams streams = new Streams(printTo(out), printTo(err));

  private static PrintStream printTo(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private int execute(Map<String, String> environment, String... arguments) {
    Failures failures = new Failures(streams.err());
    return new CommandLine(new MlflowSyncCommand(streams, environment))
        .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((e, command, parsed) -> failures.report(e))
        .execute(arguments);
  }

  @Test
  void asksWhichServer(@TempDir Path results) {
    assertThat(execute(Map.of(), results.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("MLFLOW_TRACKING_URI", "--tracking-uri", "scripts/mlflow-ui");
  }

  @Test
  void refusesAnAddressThatIsNoServers(@TempDir Path results) {
    assertThat(execute(Map.of("MLFLOW_TRACKING_URI", "sqlite:///x.db"), results.toString()))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("sqlite:///x.db", "http://");
  }

  @Test
  void namesAFolderThatIsNotThere() {
    assertThat(execute(Map.of("MLFLOW_TRACKING_URI", "http://h"), "/no/such/folder")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("/no/such/folder");
  }

  @Test
  void hasNothingToDoWhereThereAreNoRuns(@TempDir Path results) {
    assertThat(execute(Map.of("MLFLOW_TRACKING_URI", "http://h"), results.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("0 runs sent");
  }

  @Test
  void tellsWhatBecameOfRunsAndWhereToCompareThem() {
    MlflowTally tally = new MlflowTally(streams.err());
    tally.accept(report("a", Result.SENT, 20, 3, "7", List.of()));
    tally.accept(report("b", Result.WAS_THERE, 0, 0, "7", List.of()));
    assertThat(tally.isComplete()).isTrue();
    tally.accept(report("c", Result.FAILED, 5, 0, "8", List.of("first reason", "second")));
    assertThat(tally.isComplete()).isFalse();
    assertThat(tally.summary(TrackingServer.of("http://h:5000/", Map.of()), Set.of("8")))
        .isEqualTo(
            """
            1 runs sent (25 metric values, 3 files), 1 were there, 1 failed: the same command goes on
              http://h:5000/#/experiments/7/runs?compareRunsMode=CHART&workflowType=machine_learning
              http://h:5000/#/experiments/8/runs?compareRunsMode=CHART&workflowType=machine_learning
              with parallel coordinates of what differs: \
            http://h:5000/#/experiments/8/runs?compareRunsMode=CHART&workflowType=machine_learning\
            &viewStateShareKey=palimpsest""");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("a: sent 20 metric values and 3 files\nc: first reason\n  second\n");
  }

  private static RunReport report(
      String folder, Result result, long metrics, long files, String experiment, List<String> why) {
    return new RunReport(Path.of(folder), result, metrics, files, Optional.of(experiment), why);
  }
}
