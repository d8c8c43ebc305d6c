package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palimpsest.experiment.Event;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.experiment.SessionResult;

/** The journal's entries, not yet numbered. */
final class Entries {

  /** Measured once a session. */
  static final String CLASSES_SEEN = "session/classes_seen";

  private Entries() {}

  static JournalEntry run(Event.RunStarted event, String uuid) {
    return new JournalEntry.Started(
        uuid, experiment(event), name(event.run(), experiment(event)), event.time());
  }

  /**
   * Where runs of several experiments stand together, each says which one it is of: a sweep's cell
   * by what it sets, which its name has after the sweep's, and by the seed.
   */
  static String name(RunInfo run, String together) {
    String experiment = run.experiment();
    if (together.equals(experiment)) {
      return run.id();
    }
    return experiment.startsWith(together + "-")
        ? "%s %s"
            .formatted(
                experiment.substring(together.length() + 1),
                run.id().replace("-" + run.configuration(), ""))
        : experiment + " " + run.id();
  }

  /** The name that tracking servers show, which the configuration may set apart. */
  private static String experiment(Event.RunStarted event) {
    return event.config().flat().getOrDefault("mlflow.experiment", event.run().experiment());
  }

  static JournalEntry dataset(Event.RunStarted event) {
    var data = event.provenance().data();
    Map<String, JsonNode> profile = new LinkedHashMap<>();
    profile.put("images", IntNode.valueOf(data.trainImages()));
    profile.put("classes", IntNode.valueOf(data.classes()));
    return new JournalEntry.DatasetUsed(data.name(), data.sha256(), "training", profile);
  }

  /**
   * What a block measured; what ends in {@code seconds} is a time.
   *
   * @param machine what the block took of it
   */
  static JournalEntry block(Event.BlockFinished event, SystemSampler.Sample machine) {
    String stage = event.place().stage();
    Map<String, Double> values = new LinkedHashMap<>();
    event
        .result()
        .measures()
        .forEach(
            (name, value) -> {
              boolean time = name.endsWith("seconds");
              if (!time || !event.reused()) {
                values.put((time ? "time/" : TrainingFile.KEYS) + stage + "_" + name, value);
              }
            });
    if (!event.reused()) {
      values.put("time/" + stage + "_block_seconds", event.result().seconds());
      machine.cpuShare().ifPresent(share -> values.put("system/" + stage + "_cpu_share", share));
      machine
          .residentBytes()
          .ifPresent(bytes -> values.put("system/" + stage + "_resident_bytes", bytes));
    }
    return metrics(event.time(), event.running(), values);
  }

  static JournalEntry session(Event.SessionFinished event) {
    SessionResult result = event.result();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(CLASSES_SEEN, (double) result.classesSeen());
    result.metrics().forEach((name, value) -> values.put("session/" + name, value));
    for (int j = 0; j < result.correct().size(); j++) {
      values.put(
          String.format(Locale.ROOT, "accuracy_by_session/session_%02d", j),
          result.correct().get(j) / (double) result.totals().get(j));
    }
    values.put("time/session_seconds", result.trainingSeconds());
    values.put("time/evaluation_seconds", result.evaluationSeconds());
    if (event.peakResidentBytes() > 0) {
      values.put("system/peak_resident_bytes", (double) event.peakResidentBytes());
    }
    return metrics(event.time(), result.session(), values);
  }

  static JournalEntry finals(Event.RunFinished event) {
    RunSummary summary = event.summary();
    Map<String, Double> values = new LinkedHashMap<>();
    summary.finals().forEach((name, value) -> values.put("final/" + name, value));
    values.put("time/wall_seconds", summary.wallSeconds());
    summary
        .seconds()
        .forEach(
            (activity, seconds) ->
                values.put(
                    "time/%s_total_seconds".formatted(activity.name().toLowerCase(Locale.ROOT)),
                    seconds));
    values.put("time/reused_training_seconds", summary.reusedSeconds());
    values.put("time/share_outside_network", summary.shareOutsideNetwork());
    summary
        .budgetBytes()
        .forEach(
            (name, bytes) -> values.put("system/budget_%s_bytes".formatted(name), 0.0 + bytes));
    return metrics(event.time(), 0, values);
  }

  private static JournalEntry metrics(long time, long step, Map<String, Double> values) {
    return new JournalEntry.Metrics(
        time,
        values.entrySet().stream()
            .map(one -> new JournalEntry.Measurement(one.getKey(), one.getValue(), step))
            .toList());
  }

  static List<JournalEntry> artifacts(List<String> paths) {
    return paths.stream().<JournalEntry>map(JournalEntry.ArtifactWritten::new).toList();
  }
}
