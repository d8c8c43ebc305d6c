package org.palimpsest.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.disk.Json;

/**
 * What weights were trained on, as far as they say.
 *
 * @param dataset name of the data set
 * @param sha256 of its files
 * @param contentSha256 of its images
 * @param classes names of those that were learnt
 * @param fromRandomWeights whether nothing but this taught them
 */
record TrainedOn(
    String dataset,
    String sha256,
    String contentSha256,
    Set<String> classes,
    boolean fromRandomWeights) {

  /** In an exported model: what it started from; not there if from random weights. */
  static final String START = "started_from";

  TrainedOn {
    classes = Set.copyOf(classes);
  }

  /**
   * What an exported model says.
   *
   * @param texts by name
   * @return empty if another program wrote it
   */
  static Optional<TrainedOn> said(Map<String, String> texts) {
    String dataset = texts.getOrDefault("dataset", "");
    return classes(texts.getOrDefault("classes", ""))
        .filter(classes -> !dataset.isEmpty())
        .map(
            classes ->
                new TrainedOn(
                    dataset,
                    texts.getOrDefault("dataset_sha256", ""),
                    texts.getOrDefault("dataset_content_sha256", ""),
                    classes,
                    !texts.containsKey(START)));
  }

  /** What a run has learnt by now; empty if it is of a version that did not keep it. */
  static Optional<TrainedOn> by(Path run) {
    return ModelCard.find(run)
        .map(
            card -> {
              Set<String> classes = new LinkedHashSet<>();
              for (int c : card.seen(LearntState.of(run).session()).numbers()) {
                classes.add(card.names().get(c));
              }
              return new TrainedOn(
                  card.dataset(),
                  card.sha256(),
                  card.contentSha256(),
                  classes,
                  RunConfig.read(run.resolve(RunConfig.FILE)).start().isEmpty());
            });
  }

  private static Optional<Set<String>> classes(String json) {
    try {
      String[] names = Json.MAPPER.readValue(json, String[].class);
      return Optional.ofNullable(names).map(all -> new LinkedHashSet<>(Arrays.asList(all)));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
