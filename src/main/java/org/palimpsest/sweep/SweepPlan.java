package org.palimpsest.sweep;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.HiddenSettings;
import org.palimpsest.conf.Problem;
import org.palimpsest.conf.Problems;
import org.palimpsest.conf.Section;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.RunConfig;

/**
 * A sweep, read and checked, with every cell's whole configuration.
 *
 * @param name of the sweep and of its folder
 * @param file that it was read from
 * @param overrides {@code key=value} from the command line
 * @param folder {@code results/NAME}
 * @param spec what the file says about the sweep
 * @param cells in order; not empty
 */
public record SweepPlan(
    String name, Path file, List<String> overrides, Path folder, SweepSpec spec, List<Cell> cells) {

  /** The launcher that hands cells to a cluster. */
  public static final String SLURM = "slurm";

  private static final int LONGEST_NAME = 100;
  private static final String VALIDATION = "benchmark.validation-fraction";
  private static final String SESSIONS = "benchmark.novel.sessions";

  /** Points that are told to be wrong before the rest is left unread: nobody mends thousands. */
  private static final int MOST_WRONG = 50;

  public SweepPlan {
    overrides = List.copyOf(overrides);
    cells = List.copyOf(cells);
  }

  /**
   * Reads a sweep's file, which is an experiment's file with a section {@code sweep}, and every
   * cell that it makes.
   *
   * @param overrides each {@code key=value}
   * @throws ConfException with everything that is wrong with the sweep or with any of its cells
   */
  public static SweepPlan load(Path file, List<String> overrides) {
    return new Loading(file, overrides).plan();
  }

  /** Cells at once, if the file says so. */
  public OptionalInt jobs() {
    return spec.jobs();
  }

  /** What the cells' processes are told by their environment instead of their arguments. */
  Map<String, String> hidden() {
    return HiddenSettings.variable(aboutRuns(overrides));
  }

  /** Without what says nothing about a run. */
  private static List<String> aboutRuns(List<String> overrides) {
    return overrides.stream().filter(word -> !word.startsWith("sweep.")).toList();
  }

  /** Who runs the cells, as the file says: {@code local} or {@code slurm}. */
  public String launcher() {
    return spec.launcher();
  }

  Optional<Halving> halving() {
    return spec.halving();
  }

  SlurmSpec slurm() {
    return spec.slurm();
  }

  /** The varied keys, in alphabetical order. */
  public List<String> keys() {
    return cells.stream()
        .flatMap(cell -> cell.settings().keySet().stream())
        .sorted()
        .distinct()
        .toList();
  }

  /** The experiments of its points, in order; each has a cell for every seed. */
  public List<String> experiments() {
    return cells.stream().map(Cell::experiment).distinct().toList();
  }

  /** The same sweep as far as it is about some of its experiments; its folder stays the same. */
  public SweepPlan only(Set<String> experiments) {
    List<Cell> some = cells.stream().filter(c -> experiments.contains(c.experiment())).toList();
    return new SweepPlan(name, file, overrides, folder, spec, some);
  }

  private static final class Loading {

    private final Path file;
    private final List<String> overrides;
    private final ConfigFile config;
    private final Problems problems = new Problems();
    private final List<SweepSpec> read = new ArrayList<>();
    private final Map<String, Cell> byRun = new HashMap<>();

    Loading(Path file, List<String> overrides) {
      this.file = file;
      this.overrides = overrides;
      this.config = ExperimentSpec.file(file, overrides);
    }

    SweepPlan plan() {
      try {
        config.read(this::sweep);
      } catch (ConfException e) {
        e.problems().forEach(problems::add);
      }
      SweepSpec spec = read.get(0);
      String name = text("name");
      List<String> names = Labels.of(name, spec.points(), LONGEST_NAME);
      List<Cell> cells = new ArrayList<>();
      Path results = Path.of("");
      int wrong = 0;
      for (int i = 0; i < spec.points().size(); i++) {
        Optional<ExperimentSpec> experiment = experiment(name, names.get(i), spec.points().get(i));
        if (experiment.isEmpty() && ++wrong == MOST_WRONG && i + 1 < spec.points().size()) {
          int left = spec.points().size() - i - 1;
          atSweep("has %d points that are wrong; %d more were not read".formatted(wrong, left));
          break;
        }
        if (experiment.isPresent()) {
          results = experiment.get().results();
          if ((long) experiment.get().seeds().size() * spec.points().size() > Axes.MOST_POINTS) {
            atSweep("makes more than %d cells with its seeds".formatted(Axes.MOST_POINTS));
            break;
          }
          for (long seed : experiment.get().seeds()) {
            cells.add(cell(cells.size() + 1, experiment.get(), spec.points().get(i), seed));
          }
        }
      }
      refuseOverriddenKeys(spec.points());
      problems.throwIfAny();
      return new SweepPlan(name, file, overrides, results.resolve(name), spec, cells);
    }

    /** The text at a path; empty if something else stands there, which is found with the cells. */
    private String text(String path) {
      Config all = config.resolved();
      boolean text =
          all.hasPath(path)
              && !Set.of(ConfigValueType.OBJECT, ConfigValueType.LIST)
                  .contains(all.getValue(path).valueType());
      return text ? all.getString(path) : "";
    }

    /** The rest of the file is read with each cell. */
    private SweepSpec sweep(Section root) {
      root.keys().stream().filter(key -> !key.equals("sweep")).forEach(root::ignore);
      SweepSpec spec = SweepSpec.read(root.section("sweep"));
      read.add(spec);
      return spec;
    }

    private Optional<ExperimentSpec> experiment(String sweep, String name, Point point) {
      Map<String, ConfigValue> settings = new LinkedHashMap<>(point.settings());
      settings.putAll(identity(sweep, name));
      try {
        ConfigFile cell = config.with(settings);
        ExperimentSpec experiment = ExperimentSpec.of(cell);
        read.get(0).halving().ifPresent(halving -> check(halving, experiment));
        return Optional.of(experiment);
      } catch (ConfException e) {
        e.problems().forEach(problems::add);
        return Optional.empty();
      }
    }

    /** Name of a cell's own; the one in MLflow is the sweep's, where its runs are compared. */
    private Map<String, ConfigValue> identity(String sweep, String name) {
      if (sweep.isEmpty() || name.equals(sweep)) {
        return Map.of(); // a missing name is found with the cell
      }
      Map<String, ConfigValue> identity = new LinkedHashMap<>();
      identity.put("name", ConfigValueFactory.fromAnyRef(name));
      if (text("mlflow.experiment").equals(sweep)) {
        identity.put("mlflow.experiment", ConfigValueFactory.fromAnyRef(sweep));
      }
      return identity;
    }

    private Cell cell(int number, ExperimentSpec experiment, Point point, long seed) {
      String run = new RunConfig(experiment.resolved()).runId(seed);
      Path folder = experiment.results().resolve(experiment.name()).resolve(run);
      List<String> words = new ArrayList<>();
      if (HiddenSettings.variable(aboutRuns(overrides)).isEmpty()) {
        words.addAll(aboutRuns(overrides));
      }
      SortedMap<String, String> settings = new TreeMap<>();
      point
          .settings()
          .forEach(
              (path, value) -> {
                words.add(path + "=" + value.render(ConfigRenderOptions.concise()));
                settings.put(path, Labels.text(value));
              });
      identity(text("name"), experiment.name())
          .forEach((path, value) -> words.add(path + "=" + Labels.text(value)));
      words.add("seeds=[%s]".formatted(seed));
      Cell cell = new Cell(number, experiment.name(), seed, run, folder, settings, words);
      Cell same = byRun.putIfAbsent(run, cell);
      if (same != null) {
        atSweep(
            "cells %d and %d are the same run: %s and %s"
                .formatted(same.number(), number, same.experiment(), experiment.name()));
      }
      return cell;
    }

    private void check(Halving halving, ExperimentSpec experiment) {
      int sessions = experiment.resolved().getInt(SESSIONS);
      if (experiment.resolved().getDouble(VALIDATION) == 0) {
        atHalving(
            ("selects by validation accuracy, but %s = 0 holds no images out; test images select"
                    + " nothing here. Set it, such as to 0.1, or leave after-sessions empty")
                .formatted(VALIDATION));
      }
      if (halving.last() >= sessions) {
        atHalving(
            "compares after session %d, which is not before the last one: %s = %d"
                .formatted(halving.last(), SESSIONS, sessions));
      }
    }

    private void atHalving(String message) {
      at("sweep.halving.after-sessions", message);
    }

    private void atSweep(String message) {
      at("sweep", message);
    }

    private void at(String path, String message) {
      problems.add(config.problem(path, message));
    }

    private void refuseOverriddenKeys(List<Point> points) {
      for (String override : overrides) {
        String key = override.replaceFirst("\\+?=.*", "").strip();
        if (points.stream().anyMatch(point -> point.settings().containsKey(key))) {
          problems.add(
              new Problem(
                  "command line",
                  0,
                  "%s: %s is varied by the sweep; change it there".formatted(override, key)));
        }
      }
    }
  }
}
