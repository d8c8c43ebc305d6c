package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.benchmark.EpisodeList;
import org.palimpsest.benchmark.EpisodeSeries;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.DownloadProgress;
import org.palimpsest.disk.Disk;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.tensor.Seeds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest episodes}. */
@Command(
    name = "episodes",
    description = {
      "Writes the test episodes of an experiment as lists that can be published and repeated:",
      "SETTING.csv for each setting, with episode, role, class and image in a row."
    },
    mixinStandardHelpOptions = true)
final class EpisodesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "An episodic experiment.")
  private Path file;

  @Parameters(index = "1", paramLabel = "FOLDER", description = "Where the lists go.")
  private Path folder;

  @Parameters(
      index = "2..*",
      paramLabel = "key=value",
      description = "Overrides of the file, in HOCON.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Of the run; the experiment's first one if left out.")
  private @Nullable Long seed;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  EpisodesCommand() {}

  @Override
  public Integer call() throws IOException {
    ExperimentSpec experiment = ExperimentSpec.load(file, overrides);
    if (!experiment.benchmark().scenario().scenario().isEpisodic()) {
      throw new ParameterException(
          spec.commandLine(), file + ": benchmark.scenario is not episodic: it asks no episodes");
    }
    Dataset dataset = Datasets.load(experiment.benchmark().dataset(), DownloadProgress.NONE);
    Seeds seeds = new Seeds(seed == null ? experiment.seeds().get(0) : seed);
    Benchmark benchmark = Benchmarks.build(dataset, experiment.benchmark(), seeds);
    Disk disk = new Disk();
    disk.createFolder(folder);
    for (EpisodeSeries series : benchmark.episodes()) {
      Path list = EpisodeList.file(folder, series.setting());
      StringBuilder text = new StringBuilder();
      EpisodeList.write(series, benchmark.sessions().get(0).test(), text);
      disk.replace(list, text.toString());
      spec.commandLine().getOut().println(list);
    }
    return ExitCodes.DONE;
  }
}
