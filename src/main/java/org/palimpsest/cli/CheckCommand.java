package org.palimpsest.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.RunConfig;
import org.palimpsest.sweep.Cell;
import org.palimpsest.sweep.SweepPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code palimpsest check}. */
@Command(
    name = "check",
    description = {
      "Says everything that is wrong with an experiment file, its sweep and where its data should"
          + " be; runs nothing.",
      "Data are looked for and not read: what contradicts a folder of images is only found once it"
          + " is, before training."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  private final Streams streams;

  @Parameters(index = "0", paramLabel = "FILE", description = "The experiment.")
  private Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Overrides of the file, in HOCON.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--resolved",
      description = "Print every setting with its value, as a run writes it down.")
  private boolean resolved;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  CheckCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    SweepPlan sweep = SweepPlan.load(file, overrides);
    Cell first = sweep.cells().get(0);
    ExperimentSpec experiment =
        ExperimentSpec.load(file, sweep.keys().isEmpty() ? overrides : ofCell(first));
    if (resolved) {
      if (!sweep.keys().isEmpty()) {
        streams
            .out()
            .printf(
                "# The first of %d cells; the others differ in %s.%n",
                sweep.cells().size(), String.join(", ", sweep.keys()));
      }
      streams.out().print(new RunConfig(experiment.resolved()).file(experiment.seeds()));
    } else {
      streams.out().println(sweep.keys().isEmpty() ? Outline.of(experiment) : Outline.of(sweep));
    }
    for (DatasetSpec dataset : datasets(sweep, experiment)) {
      String place = Datasets.place(dataset);
      if (!resolved) {
        streams.out().printf("  %s is %s%n", dataset.name(), place);
      }
    }
    return ExitCodes.DONE;
  }

  /** What its points need, no two alike. */
  private Set<DatasetSpec> datasets(SweepPlan sweep, ExperimentSpec first) {
    Set<DatasetSpec> datasets = new LinkedHashSet<>(List.of(first.benchmark().dataset()));
    if (sweep.keys().stream().anyMatch(key -> key.startsWith("benchmark."))) {
      Set<String> seen = new HashSet<>();
      for (Cell cell : sweep.cells()) {
        if (seen.add(cell.experiment())) {
          datasets.add(ExperimentSpec.load(file, ofCell(cell)).benchmark().dataset());
        }
      }
    }
    return datasets;
  }

  private List<String> ofCell(Cell cell) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(cell.overrides());
    return all;
  }
}
