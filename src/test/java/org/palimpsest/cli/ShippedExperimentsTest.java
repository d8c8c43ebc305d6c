package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.conf.ConfException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.DownloadProgress;
import org.palimpsest.data.ImageSet;
import org.palimpsest.disk.Disk;
import org.palimpsest.experiment.Engines;
import org.palimpsest.experiment.Environment;
import org.palimpsest.experiment.Event;
import org.palimpsest.experiment.ExperimentPlan;
import org.palimpsest.experiment.ExperimentRunner;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.MortalDisk;
import org.palimpsest.experiment.RunConfig;
import org.palimpsest.record.Reporter;
import org.palimpsest.record.ResultsFolder;
import org.palimpsest.sweep.Cell;
import org.palimpsest.sweep.SweepPlan;
import org.palimpsest.tensor.Seeds;

/** Every file under {@code experiments/} is run to its end, on a few images and for a few steps. */
class ShippedExperimentsTest {

  private static final Path EXPERIMENTS = Path.of("experiments");

  /** What makes a run short: of each list, the first that the experiment takes. */
  private static final List<List<String>> SHORT =
      List.of(
          List.of("training.base.iterations=2", "training.base.epochs=1"),
          List.of("training.novel.iterations=2", "training.novel.epochs=1"),
          List.of("training.episodes.number=2"),
          List.of("training.validation.episodes=2"),
          List.of("benchmark.episodic.episodes=2"),
          List.of("network.encoder.filters=4"));

  /** Where the last number of a kind may do what the first does not: weights up to 10 diverged. */
  private static final Set<Path> FAR = Set.of(EXPERIMENTS.resolve("sweeps/lambda.conf"));

  /** Images of a class that episodes of any form here are drawn from. */
  private static final int EPISODES = 40;

  @TempDir Path results;
  private final Map<String, Dataset> datasets = new HashMap<>();

  @TestFactory
  Stream<DynamicTest> each() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(EXPERIMENTS)) {
      files =
          all.filter(file -> file.toString().endsWith(".conf"))
              .filter(file -> !file.toString().endsWith("common.conf")) // run with what includes it
              .sorted()
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(15);
    return files.stream().map(file -> DynamicTest.dynamicTest(file.toString(), () -> run(file)));
  }

  private void run(Path file) throws IOException {
    List<String> words = List.of("results=\"%s\"".formatted(results), "engine.threads=1");
    Map<String, Cell> points = new LinkedHashMap<>();
    Map<String, Cell> last = new LinkedHashMap<>();
    for (Cell cell : SweepPlan.load(file, words).cells()) {
      points.putIfAbsent(kind(cell), cell);
      last.put("last " + kind(cell), cell);
    }
    if (FAR.contains(file)) {
      points.putAll(last);
    }
    for (Cell cell : points.values()) {
      List<String> overrides = new ArrayList<>(cell.overrides());
      int before = overrides.size();
      for (List<String> choice : SHORT) {
        choice.stream()
            .filter(word -> takes(file, overrides, word))
            .findFirst()
            .ifPresent(overrides::add);
      }
      assertThat(overrides.size()).as("%s is made short", cell).isGreaterThan(before);
      run(ExperimentSpec.load(file, overrides));
    }
  }

  /** Points that differ in numbers only are one kind, of which the first is run. */
  private static String kind(Cell cell) {
    return cell.settings().toString().replaceAll("[0-9.]+", "#");
  }

  /** Whether there is such a key, and what it counts is not switched off. */
  private static boolean takes(Path file, List<String> overrides, String word) {
    String key = word.substring(0, word.indexOf('='));
    List<String> all = new ArrayList<>(overrides);
    all.add(word);
    try {
      ExperimentSpec.load(file, all);
      Config before = ExperimentSpec.load(file, overrides).resolved();
      return !before.hasPath(key) || before.getInt(key) > 0;
    } catch (ConfException e) {
      return false;
    }
  }

  private void run(ExperimentSpec experiment) throws IOException {
    assumeTrue(
        experiment.benchmark().dataset().name().equals("digits")
            || System.getenv("PALIMPSEST_DATA") != null
            || System.getenv("CI") != null,
        "SKIPPED: set PALIMPSEST_DATA to the folder of the data sets");
    Disk disk = MortalDisk.swift();
    ExperimentPlan plan =
        new ExperimentPlan(
            experiment.name(),
            experiment.seeds(),
            experiment.method(),
            experiment.learner(),
            experiment.results(),
            new RunConfig(experiment.resolved()),
            List.of(),
            Map.of(),
            OptionalInt.empty(),
            false);
    List<Event> events = new ArrayList<>();
    new ExperimentRunner(
            plan,
            new Environment(
                Engines.of(experiment.engine()),
                seeds -> benchmark(experiment, seeds),
                disk,
                InstantSource.system(),
                Environment.CHECKPOINT_MILLIS,
                () -> false),
            new ResultsFolder(disk, plan.folder(), Reporter.NONE),
            events::add)
        .run();
    // Of two files that ask for the same run, the second finds it done.
    assertThat(events)
        .filteredOn(e -> e instanceof Event.RunFinished || e instanceof Event.RunSkipped)
        .hasSize(1);
  }

  private Benchmark benchmark(ExperimentSpec experiment, Seeds seeds) {
    Dataset few =
        datasets.computeIfAbsent(
            experiment.benchmark().dataset().toString(),
            name -> {
              Dataset all = Datasets.load(experiment.benchmark().dataset(), DownloadProgress.NONE);
              boolean digits = all.name().equals("digits");
              boolean episodes = all.split().isPresent();
              return new Dataset(
                  all.name(),
                  few(all.train(), episodes ? EPISODES : digits ? 40 : 20),
                  few(all.test(), episodes ? EPISODES : digits ? 5 : 1),
                  all.normalization(),
                  all.sha256(),
                  all.leftOut(),
                  all.split(),
                  all.groups());
            });
    return Benchmarks.build(few, experiment.benchmark(), seeds);
  }

  /** The first images of each class. */
  private static ImageSet few(ImageSet images, int ofEach) {
    Map<Integer, Integer> taken = new HashMap<>();
    Predicate<Integer> wanted = i -> taken.merge(images.label(i), 1, Integer::sum) <= ofEach;
    int[] chosen = IntStream.range(0, images.size()).filter(wanted::test).toArray();
    byte[] pixels = new byte[chosen.length * images.bytesPerImage()];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(
          images.image(chosen[i]), 0, pixels, i * images.bytesPerImage(), images.bytesPerImage());
    }
    return new ImageSet(
        pixels,
        IntStream.of(chosen).map(images::label).toArray(),
        images.channels(),
        images.height(),
        images.width(),
        images.classNames());
  }
}
