package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.DownloadProgress;
import org.palimpsest.record.Reporter;
import org.palimpsest.record.ResultsFolder;

/**
 * Whole runs of a very small network on the embedded digits, three sessions of two classes unless
 * said otherwise.
 *
 * @param temp folder of all files
 */
record SmallRuns(Path temp) {

  private static final String COMMON =
      """
      name = small
      engine.threads = 1
      benchmark {
        dataset = digits
        base-classes = 2
        novel { sessions = 2, ways = 2, shots = all }
      }
      network { encoder { filters = 2, embedding = 8 }, decoder = none }
      learner { method = composed, head = linear, terms = [] }
      training {
        epochs = 1
        batch-size = 32
        keep-moments = true
        augmentation { crop-padding = 0, flip = false }
        optimizer { type = adam, learning-rate = 0.01, schedule = constant, weight-decay = 0 }
        base.reuse = false
      }
      mlflow.tracking-uri = null
      """;

  ExperimentSpec spec(String more) throws IOException {
    Path file = temp.resolve("small.conf");
    Files.writeString(file, COMMON + more);
    return ExperimentSpec.load(file, List.of());
  }

  /** The run's folder. */
  Path run(String name, String more, BooleanSupplier cancelled) throws IOException {
    ExperimentSpec spec = spec(more);
    RunConfig config = new RunConfig(spec.resolved());
    ExperimentPlan plan =
        new ExperimentPlan(
            spec.name(),
            spec.seeds(),
            spec.method(),
            spec.learner(),
            temp.resolve(name),
            config,
            List.of("run"),
            Map.of(),
            OptionalInt.empty(),
            false);
    Dataset dataset = Datasets.load(spec.benchmark().dataset(), DownloadProgress.NONE);
    Environment environment =
        new Environment(
            Engines.of(spec.engine()),
            seeds -> Benchmarks.build(dataset, spec.benchmark(), seeds),
            MortalDisk.swift(),
            InstantSource.system(),
            0,
            cancelled);
    Path folder = plan.folder().resolve(config.runId(1));
    new ExperimentRunner(
            plan,
            environment,
            new ResultsFolder(MortalDisk.swift(), plan.folder(), Reporter.NONE),
            event -> {})
        .run();
    return folder;
  }
}
