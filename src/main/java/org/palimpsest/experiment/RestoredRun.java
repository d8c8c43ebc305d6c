package org.palimpsest.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.disk.Json;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.tensor.Seeds;

/**
 * A learner brought to where its run left it, with what another program has to know of it.
 *
 * @param run its folder
 * @param spec its settings
 * @param card what it knows of its data
 * @param session that it has learnt to the end, the last one
 * @param finished whether the run is complete
 */
public record RestoredRun(
    Path run, ExperimentSpec spec, ModelCard card, Learner learner, int session, boolean finished)
    implements AutoCloseable {

  private static final String CONFIGURATION = RunConfig.FILE;

  /** What a run says that does not matter to a model that is there. */
  private static final List<String> OVERRIDES =
      List.of(
          "engine.device=cpu",
          "network.init-from=null",
          "network.init-from-sha256=null",
          "learner.pretrained=null",
          "learner.pretrained-sha256=null");

  private static final ObjectWriter JSON =
      Json.MAPPER.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /**
   * Reads a run's folder.
   *
   * @param data loads what the run learnt from; asked only where the run keeps no {@link ModelCard}
   * @throws DataException if it is not a run's folder
   * @throws CheckpointException if the checkpoint is damaged
   */
  public static RestoredRun open(Path run, Function<DatasetSpec, Dataset> data) {
    if (!Files.isRegularFile(run.resolve(CONFIGURATION))) {
      throw new DataException(run.toString(), "no " + CONFIGURATION + runsBelow(run), "a run");
    }
    LearntState state = LearntState.of(run);
    ExperimentSpec spec = ExperimentSpec.ofARun(run.resolve(CONFIGURATION), OVERRIDES);
    Seeds seeds = new Seeds(spec.seeds().get(0));
    Engine engine = Engines.of(spec.engine());
    Optional<ModelCard> kept = ModelCard.find(run);
    ModelCard card = kept.isPresent() ? kept.get() : card(spec, data, engine, seeds);
    Learner learner = spec.learner().create(card.context(engine, seeds));
    try {
      learner.restore(state.state().tensors());
      return new RestoredRun(run, spec, card, learner, state.session(), state.finished());
    } catch (IllegalArgumentException e) {
      learner.close();
      throw new DataException("%s: %s".formatted(run, e.getMessage()), e);
    } catch (RuntimeException e) {
      learner.close();
      throw e;
    }
  }

  private static ModelCard card(
      ExperimentSpec spec, Function<DatasetSpec, Dataset> data, Engine engine, Seeds seeds) {
    Dataset dataset = data.apply(spec.benchmark().dataset());
    Benchmark benchmark = Benchmarks.build(dataset, spec.benchmark(), seeds);
    return ModelCard.of(benchmark, LearnerContext.of(engine, seeds, benchmark));
  }

  /** Number of sessions that the run has. */
  public int sessions() {
    return card.sessions().size();
  }

  /** The classes that it can tell apart. */
  public ClassSet seen() {
    return card.seen(session);
  }

  /**
   * The model, for other programs.
   *
   * @throws DataException if the method has none
   */
  public LearntModel model() {
    return learner
        .model(seen())
        .orElseThrow(
            () ->
                new DataException(
                    "%s: learner.method = %s has no model to write".formatted(run, spec.method())))
        .with(texts());
  }

  private Map<String, String> texts() {
    int classes = seen().last() + 1;
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("experiment", spec.name());
    texts.put("run_id", String.valueOf(run.toAbsolutePath().normalize().getFileName()));
    texts.put("session", Integer.toString(session));
    texts.put("dataset", card.dataset());
    texts.put("dataset_sha256", card.sha256());
    texts.put("dataset_content_sha256", card.contentSha256());
    texts.put("image", json(List.of(card.channels(), card.height(), card.width())));
    texts.put(
        "normalization",
        json(
            Map.of(
                "formula", "(byte / 255 - mean) / deviation",
                "mean", card.normalization().mean(),
                "deviation", card.normalization().deviation())));
    texts.put("labels", json(card.labels().subList(0, classes)));
    texts.put("classes", json(card.names().subList(0, classes)));
    Map<String, String> start = RunConfig.read(run.resolve(CONFIGURATION)).start();
    if (!start.isEmpty()) {
      texts.put(TrainedOn.START, json(start));
    }
    return texts;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("lists of texts and numbers can always be written", e);
    }
  }

  /** Whoever names an experiment's folder is told the runs in it. */
  private static String runsBelow(Path folder) {
    if (!Files.isDirectory(folder)) {
      return ""; // to list what is a pipe would wait for whoever writes into it
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> runs =
          entries
              .filter(entry -> Files.isRegularFile(entry.resolve(CONFIGURATION)))
              .map(Path::toString)
              .sorted()
              .toList();
      return runs.isEmpty() ? "" : ", but the runs " + String.join(", ", runs);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder %s".formatted(folder), e);
    }
  }

  @Override
  public void close() {
    learner.close();
  }
}
