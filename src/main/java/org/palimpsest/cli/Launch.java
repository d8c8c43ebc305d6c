package org.palimpsest.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.LoadedDataset;
import org.palimpsest.disk.Disk;
import org.palimpsest.experiment.Engines;
import org.palimpsest.experiment.Environment;
import org.palimpsest.experiment.ExperimentPlan;
import org.palimpsest.experiment.ExperimentRunner;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.Results;
import org.palimpsest.experiment.RunConfig;
import org.palimpsest.mlflow.TrackingServer;
import org.palimpsest.record.Console;
import org.palimpsest.record.ResultsFolder;
import org.palimpsest.record.Terminal;
import org.palimpsest.tensor.Seeds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts everything together that a run needs, and runs. */
final class Launch {

  private static final Logger LOG = LoggerFactory.getLogger(Launch.class);

  private final ExperimentSpec experiment;
  private final Path file;
  private final List<String> overrides;
  private final DatasetReader data;
  private final Streams streams;
  private final BooleanSupplier cancelled;

  /**
   * An experiment about to be run.
   *
   * @param file that it was read from
   * @param cancelled whether the user wants to stop
   */
  Launch(
      ExperimentSpec experiment,
      Path file,
      List<String> overrides,
      DatasetReader data,
      Streams streams,
      BooleanSupplier cancelled) {
    this.experiment = experiment;
    this.file = file;
    this.overrides = overrides;
    this.data = data;
    this.streams = streams;
    this.cancelled = cancelled;
  }

  /**
   * Runs what is not finished.
   *
   * @param lastSession after which unfinished runs stop for now; empty to run to the end
   * @param again whether finished runs are repeated
   * @param quiet whether nothing is shown but the folder
   */
  void run(OptionalInt lastSession, boolean again, boolean quiet) {
    Optional<TrackingServer> server =
        experiment.mlflow().trackingUri().map(uri -> TrackingServer.of(uri, System.getenv()));
    experiment.mlflow().passedOver().ifPresent(streams.err()::println);
    ExperimentPlan plan = plan(lastSession, again);
    Disk disk = new Disk();
    OptionalInt columns = Terminal.columns();
    try (RunLog log = new RunLog();
        Console console = new Console(streams.out(), streams.err(), columns, quiet);
        MlflowRecorder mlflow =
            new MlflowRecorder(server, quiet ? text -> {} : streams.err()::println)) {
      BenchmarkBySeed benchmarks =
          new BenchmarkBySeed(quiet ? OptionalInt.empty() : columns, quiet);
      Environment environment =
          new Environment(
              Engines.of(experiment.engine()),
              benchmarks,
              disk,
              InstantSource.system(),
              Environment.CHECKPOINT_MILLIS,
              cancelled);
      Results results = new ResultsFolder(disk, plan.folder(), new Pages());
      new ExperimentRunner(
              plan,
              environment,
              results,
              event -> {
                log.record(event);
                mlflow.record(event);
                console.record(event);
              })
          .run();
    }
  }

  private ExperimentPlan plan(OptionalInt lastSession, boolean again) {
    List<String> command = new ArrayList<>(List.of("palimpsest", "run", file.toString()));
    command.addAll(overrides);
    if (again) {
      command.add("--again");
    }
    return new ExperimentPlan(
        experiment.name(),
        experiment.seeds(),
        experiment.method(),
        experiment.learner(),
        experiment.results(),
        new RunConfig(experiment.resolved()),
        command,
        tags(),
        lastSession,
        again);
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.source.name", file.toString());
    experiment.mlflow().note().ifPresent(note -> tags.put("mlflow.note.content", note));
    return tags;
  }

  /**
   * Reads the data set once for all seeds, in a thread of its own: meanwhile the engine's libraries
   * are loaded.
   */
  private final class BenchmarkBySeed implements Function<Seeds, Benchmark> {

    private final CompletableFuture<Dataset> dataset;

    BenchmarkBySeed(OptionalInt columns, boolean quiet) {
      dataset = CompletableFuture.supplyAsync(() -> read(columns, quiet), BenchmarkBySeed::start);
    }

    private static void start(Runnable work) {
      Thread thread = new Thread(work, "data");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public Benchmark apply(Seeds seeds) {
      return Benchmarks.build(dataset(), experiment.benchmark(), seeds);
    }

    private Dataset dataset() {
      try {
        return dataset.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        if (e.getCause() instanceof Error failure) {
          throw failure;
        }
        throw e;
      }
    }

    private Dataset read(OptionalInt columns, boolean quiet) {
      LoadedDataset loaded;
      try (DownloadBar bar = new DownloadBar(streams.err(), columns)) {
        loaded = data.read(experiment.benchmark().dataset(), bar);
      }
      loaded.notes().forEach(note -> LOG.warn("{}", note));
      if (!quiet) {
        loaded.notes().forEach(streams.err()::println); // below the bar, not into it
      }
      return loaded.dataset();
    }
  }
}
