package org.palimpsest.cli;

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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.benchmark.Contents;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Datasets;
import org.palimpsest.disk.Json;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.experiment.Engines;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.LearntState;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.record.Console;
import org.palimpsest.record.ProvenanceFile;
import org.palimpsest.tensor.Seeds;

/** A learner brought to where its run left it, with what another program has to know of it. */
record LearntRun(Learner learner, LearntModel model) implements AutoCloseable {

  private static final String CONFIGURATION = "experiment.conf";

  /** What a run says that does not matter to a model that is there. */
  private static final List<String> OVERRIDES =
      List.of("engine.device=cpu", "network.init-from=null", "network.init-from-sha256=null");

  private static final ObjectWriter JSON =
      Json.MAPPER.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /**
   * Reads a run's folder and the data set's description.
   *
   * @throws DataException if it is not a run's folder, the data are not what the run learnt from or
   *     the method has no model
   * @throws org.palimpsest.experiment.CheckpointException if the checkpoint is damaged
   */
  static LearntRun open(Path run, Streams streams) {
    if (!Files.isRegularFile(run.resolve(CONFIGURATION))) {
      throw new DataException(run.toString(), "no " + CONFIGURATION + runsBelow(run), "a run");
    }
    LearntState state = LearntState.of(run);
    ExperimentSpec spec = ExperimentSpec.load(run.resolve(CONFIGURATION), OVERRIDES);
    Dataset dataset = dataset(run, spec, streams);
    Seeds seeds = new Seeds(spec.seeds().get(0));
    Benchmark benchmark = Benchmarks.build(dataset, spec.benchmark(), seeds);
    if (!state.finished()) {
      streams
          .err()
          .printf(
              "palimpsest: %s is not finished; this is what it knows after session %d of 0 to %d%n",
              run, state.session(), benchmark.sessions().size() - 1);
    }
    Learner learner = spec.learner().create(context(spec, benchmark, seeds));
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
      return new LearntRun(learner, model.with(texts(run, spec, benchmark, state)));
    } catch (IllegalArgumentException e) {
      learner.close();
      throw new DataException("%s: %s".formatted(run, e.getMessage()), e);
    } catch (RuntimeException e) {
      learner.close();
      throw e;
    }
  }

  private static Dataset dataset(Path run, ExperimentSpec spec, Streams streams) {
    Dataset dataset;
    try (DownloadBar bar = new DownloadBar(streams.err(), Console.errorIsTerminal())) {
      dataset = Datasets.load(spec.benchmark().dataset(), bar);
    }
    String learntFrom = ProvenanceFile.dataSha256(run);
    if (!dataset.sha256().equals(learntFrom)) {
      throw new DataException(
          "data set %s of %s".formatted(dataset.name(), run),
          "SHA-256 " + dataset.sha256(),
          "SHA-256 %s, which the run learnt from".formatted(learntFrom));
    }
    return dataset;
  }

  private static LearnerContext context(ExperimentSpec spec, Benchmark benchmark, Seeds seeds) {
    return LearnerContext.of(Engines.of(spec.engine()), seeds, benchmark);
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
