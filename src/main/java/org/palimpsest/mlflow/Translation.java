package org.palimpsest.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mlflow.api.proto.Service.Dataset;
import org.mlflow.api.proto.Service.DatasetInput;
import org.mlflow.api.proto.Service.InputTag;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunTag;
import org.palimpsest.disk.Json;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.NotesFile;

/**
 * Turns a journal's entries into what MLflow stores. It has to see every entry from the first on,
 * also those that the server has already: names depend on what came before.
 */
final class Translation {

  private static final String CONTEXT_TAG = "mlflow.data.context";

  /**
   * MLflow sorts its sections of charts by name, but for what begins with {@code system/}, which
   * comes last; times are no result and belong there.
   */
  private static final Map<String, String> SECTIONS = Map.of("time/", "system/time_");

  private final AsRecorded asRecorded = new AsRecorded();
  private final Map<String, String> parameters = new HashMap<>();
  private final Map<String, String> metricKeys = new HashMap<>();
  private final Map<String, String> datasetContexts = new HashMap<>();

  AsRecorded asRecorded() {
    return asRecorded;
  }

  List<Metric> metrics(JournalEntry.Metrics entry) {
    List<Metric> metrics = new ArrayList<>();
    for (JournalEntry.Measurement measured : entry.values()) {
      metrics.add(
          Metric.newBuilder()
              .setKey(metricKeys.computeIfAbsent(measured.key(), this::metricKey))
              .setValue(measured.value())
              .setTimestamp(entry.timestampMillis())
              .setStep(measured.step())
              .build());
    }
    return metrics;
  }

  private String metricKey(String original) {
    String shown =
        SECTIONS.entrySet().stream()
            .filter(section -> original.startsWith(section.getKey()))
            .map(section -> section.getValue() + original.substring(section.getKey().length()))
            .findFirst()
            .orElse(original);
    String key = MlflowLimits.key(shown);
    if (!key.equals(shown)) {
      asRecorded.metricName(key, original);
    }
    return key;
  }

  /** A parameter that has another value than before gets another name: MLflow's never change. */
  List<Param> parameters(long seq, JournalEntry.Parameters entry) {
    List<Param> params = new ArrayList<>();
    entry
        .values()
        .forEach(
            (original, whole) -> {
              String before = parameters.putIfAbsent(original, whole);
              if (before == null) {
                params.add(parameter(original, whole));
              } else if (!before.equals(whole)) {
                params.add(parameter(original + " changed at " + seq, whole));
              }
            });
    return params;
  }

  private Param parameter(String original, String whole) {
    String key = MlflowLimits.key(original);
    String value = MlflowLimits.value(whole, MlflowLimits.PARAMETER_VALUE, AsRecorded.PARAMETERS);
    if (!key.equals(original) || !value.equals(whole)) {
      asRecorded.parameter(original, whole);
    }
    return Param.newBuilder().setKey(key).setValue(value).build();
  }

  /** A note is the run's description; the words stand in one tag, to be searched by LIKE. */
  List<RunTag> notes(NotesFile notes) {
    Map<String, String> tags = new LinkedHashMap<>();
    notes.note().ifPresent(text -> tags.put("mlflow.note.content", text));
    tags.put("palimpsest.tags", String.join(", ", notes.tags()));
    return tags(new JournalEntry.Tags(tags));
  }

  List<RunTag> tags(JournalEntry.Tags entry) {
    List<RunTag> tags = new ArrayList<>();
    entry
        .values()
        .forEach(
            (original, whole) -> {
              String key = MlflowLimits.key(original);
              String value = MlflowLimits.value(whole, MlflowLimits.TAG_VALUE, AsRecorded.TAGS);
              if (!key.equals(original) || !value.equals(whole)) {
                asRecorded.tag(original, whole);
              }
              tags.add(RunTag.newBuilder().setKey(key).setValue(value).build());
            });
    return tags;
  }

  /**
   * A data set as an input of the run. The server keeps one input per name and digest, so that a
   * data set used for a second purpose gets that purpose into its name; and it keeps 36 characters
   * of a digest, so that the whole is in the source and the profile.
   */
  DatasetInput dataset(JournalEntry.DatasetUsed entry) {
    String first =
        datasetContexts.computeIfAbsent(
            entry.name() + "\n" + entry.digest(), id -> entry.context());
    String name =
        first.equals(entry.context()) ? entry.name() : entry.name() + " for " + entry.context();
    ObjectNode whole = Json.object().put("digest", entry.digest());
    whole.setAll(entry.profile());
    String profile = Json.line(whole);
    Dataset dataset =
        Dataset.newBuilder()
            .setName(MlflowLimits.name(name, MlflowLimits.DATASET_NAME))
            .setDigest(MlflowLimits.start(entry.digest(), MlflowLimits.DATASET_DIGEST))
            .setSourceType("palimpsest")
            .setSource(profile)
            .setProfile(profile)
            .build();
    return DatasetInput.newBuilder()
        .setDataset(dataset)
        .addTags(InputTag.newBuilder().setKey(CONTEXT_TAG).setValue(entry.context()))
        .build();
  }

  /** The path under the run's artifacts for a file of the run's folder. */
  String artifactPath(JournalEntry.ArtifactWritten entry) {
    String path = MlflowLimits.artifactPath(entry.path());
    if (!path.equals(entry.path())) {
      asRecorded.fileName(path, entry.path());
    }
    return path;
  }
}
