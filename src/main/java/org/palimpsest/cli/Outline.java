package org.palimpsest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.palimpsest.benchmark.BenchmarkSpec;
import org.palimpsest.benchmark.EpisodeSetting;
import org.palimpsest.benchmark.Episodic;
import org.palimpsest.benchmark.NovelSpec;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.RunConfig;
import org.palimpsest.sweep.Cell;
import org.palimpsest.sweep.SweepPlan;
import org.palimpsest.sweep.Texts;

/** An experiment in a few lines, before it is run. */
final class Outline {

  private Outline() {}

  static String of(ExperimentSpec experiment) {
    List<String> lines = new ArrayList<>();
    lines.add("%s: %s".formatted(experiment.name(), experiment.method()));
    lines.add("  data      " + benchmark(experiment.benchmark()));
    lines.add(
        "  engine    %s on %s, %s"
            .formatted(
                experiment.engine().name(),
                experiment.engine().device(),
                count(experiment.engine().threads(), "thread")));
    RunConfig config = new RunConfig(experiment.resolved());
    for (long seed : experiment.seeds()) {
      lines.add(
          "  run       "
              + experiment.results().resolve(experiment.name()).resolve(config.runId(seed)));
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** A sweep in a few lines. */
  static String of(SweepPlan sweep) {
    List<String> lines = new ArrayList<>();
    long seeds = sweep.cells().stream().mapToLong(Cell::seed).distinct().count();
    lines.add(
        "%s: a sweep of %s under %s, by the launcher %s"
            .formatted(
                sweep.name(),
                count(sweep.cells().size(), "cell"),
                count((int) seeds, "seed"),
                sweep.launcher()));
    for (String key : sweep.keys()) {
      lines.add("  varies    %s = %s".formatted(key, Texts.values(sweep, key)));
    }
    lines.add("  results   " + sweep.folder());
    return String.join(System.lineSeparator(), lines);
  }

  private static String benchmark(BenchmarkSpec benchmark) {
    if (benchmark.scenario() instanceof Episodic episodic) {
      return "%s, episodes of %s"
          .formatted(
              benchmark.dataset().name(),
              episodic.settings().stream()
                  .map(EpisodeSetting::name)
                  .collect(Collectors.joining(", ")));
    }
    NovelSpec novel = benchmark.novel();
    String base =
        "%s, %s"
            .formatted(benchmark.dataset().name(), count(benchmark.baseClasses(), "base class"));
    if (novel.sessions() == 0) {
      return base;
    }
    String shots =
        novel.shots().isPresent() ? count(novel.shots().getAsInt(), "image") : "all images";
    return "%s, then %s of %s with %s each"
        .formatted(base, count(novel.sessions(), "session"), ways(novel), shots);
  }

  private static String ways(NovelSpec novel) {
    return novel.ways().size() == 1
        ? count(novel.ways().get(0), "class")
        : novel.waysText() + " classes";
  }

  private static String count(int number, String noun) {
    String plural = noun.endsWith("s") ? noun + "es" : noun + "s";
    return number + " " + (number == 1 ? noun : plural);
  }
}
