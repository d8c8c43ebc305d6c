package org.palimpsest.cli;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.palimpsest.mlflow.MlflowSync.Result;
import org.palimpsest.mlflow.MlflowSync.RunReport;
import org.palimpsest.mlflow.TrackingServer;

/** Tells what became of runs on their way to a server: each that moved or failed, and a summary. */
final class MlflowTally implements Consumer<RunReport> {

  private final PrintStream progress;
  private final Map<Result, Integer> counts = new EnumMap<>(Result.class);
  private final Map<String, Integer> runsByExperiment = new TreeMap<>();
  private long metrics;
  private long artifacts;

  /**
   * A tally of nothing yet.
   *
   * @param progress gets a line for each run that was sent or failed
   */
  MlflowTally(PrintStream progress) {
    this.progress = progress;
  }

  @Override
  public void accept(RunReport report) {
    counts.merge(report.result(), 1, Integer::sum);
    metrics += report.metrics();
    artifacts += report.artifacts();
    report.experimentId().ifPresent(id -> runsByExperiment.merge(id, 1, Integer::sum));
    switch (report.result()) {
      case SENT ->
          progress.printf(
              "%s: sent %d metric values and %d files%n",
              report.runFolder(), report.metrics(), report.artifacts());
      case FAILED, BUSY ->
          progress.printf("%s: %s%n", report.runFolder(), String.join("\n  ", report.why()));
      case WAS_THERE, EMPTY -> {}
    }
  }

  /** Whether the server has all runs, or another process is sending them. */
  boolean isComplete() {
    return count(Result.FAILED) == 0;
  }

  /**
   * Counts, and the pages that compare the runs of each experiment.
   *
   * @param swept experiments that also have a page about what differs
   */
  String summary(TrackingServer server, Set<String> swept) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d runs sent (%d metric values, %d files), %d were there"
            .formatted(count(Result.SENT), metrics, artifacts, count(Result.WAS_THERE)));
    mention(text, Result.FAILED, "failed: the same command goes on");
    mention(text, Result.BUSY, "being sent by another process");
    mention(text, Result.EMPTY, "have not begun");
    for (String id : runsByExperiment.keySet()) {
      text.append("\n  ").append(server.comparisonPage(id));
      if (swept.contains(id)) {
        text.append("\n  with parallel coordinates of what differs: ").append(server.sweepPage(id));
      }
    }
    return text.toString();
  }

  private void mention(StringBuilder text, Result result, String what) {
    if (count(result) > 0) {
      text.append(", ").append(count(result)).append(' ').append(what);
    }
  }

  private int count(Result result) {
    return counts.getOrDefault(result, 0);
  }
}
