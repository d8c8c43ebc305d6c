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
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.benchmark.Contents;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.disk.Json;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.tensor.Seeds;

/**
 * A learner brought to where its run left it, with what another program has to know of it.
 *
 * @param session that it has learnt to the end, the last one
 * @param sessions that the run has
 * @param finished whether the run is complete
 */
public record RestoredRun(
    Learner learner, LearntModel model, int session, int sessions, boolean finished)
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
   * @param data loads what the run learnt from
   * @throws DataException if it is not a run's folder, or the method has no model
   * @throws CheckpointException if the checkpoint is damaged
   */
  public static RestoredRun open(Path run, Function<DatasetSpec, Dataset> data) {
    if (!Files.isRegularFile(run.resolve(CONFIGURATION))) {
      throw new DataException(run.toString(), "no " + CONFIGURATION + runsBelow(run), "a run");
    }
    LearntState state = LearntState.of(run);
    ExperimentSpec spec = ExperimentSpec.load(run.resolve(CONFIGURATION), OVERRIDES);
    Dataset dataset = data.apply(spec.benchmark().dataset());
    Seeds seeds = new Seeds(spec.seeds().get(0));
    Benchmark benchmark = Benchmarks.build(dataset, spec.benchmark(), seeds);
    Learner learner =
        spec.learner().create(LearnerContext.of(Engines.of(spec.engine()), seeds, benchmark));
    try {
      learner.restore(state.state().tensors());
      LearntModel model =
          learner
              .model()
              .orElseThrow(
                  () ->
                      new DataException(
                          "%s: learner.method = %s has no model to write"
                              .formatted(run, spec.method())));
      return new RestoredRun(
          learner,
          model.with(texts(run, spec, benchmark, state)),
          state.session(),
          benchmark.sessions().size(),
          state.finished());
    } catch (IllegalArgumentException e) {
      learner.close();
      throw new DataException("%s: %s".formatted(run, e.getMessage()), e);
    } catch (RuntimeException e) {
      learner.close();
      throw e;
    }
  }

  private static Map<String, String> texts(
      Path run, ExperimentSpec spec, Benchmark benchmark, LearntState state) {
    Dataset dataset = benchmark.dataset();
    int classes = benchmark.sessions().get(state.session()).seen().size();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("experiment", spec.name());
    texts.put("run_id", String.valueOf(run.toAbsolutePath().normalize().getFileName()));
    texts.put("session", Integer.toString(state.session()));
    texts.put("dataset", dataset.name());
    texts.put("dataset_sha256", dataset.sha256());
    texts.put("dataset_content_sha256", Contents.of(benchmark).dataset());
    texts.put(
        "image",
        json(
            List.of(
                dataset.train().channels(), dataset.train().height(), dataset.train().width())));
    texts.put(
        "normalization",
        json(
            Map.of(
                "formula", "(byte / 255 - mean) / deviation",
                "mean", dataset.normalization().mean(),
                "deviation", dataset.normalization().deviation())));
    texts.put("labels", json(benchmark.order().labels().subList(0, classes)));
    texts.put("classes", json(IntStream.range(0, classes).mapToObj(benchmark::className).toList()));
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
