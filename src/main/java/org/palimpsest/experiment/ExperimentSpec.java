package org.palimpsest.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.palimpsest.benchmark.BenchmarkSpec;
import org.palimpsest.benchmark.NovelSpec;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.Section;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.method.InitialWeights;
import org.palimpsest.method.LearnerFactory;
import org.palimpsest.method.Methods;

/**
 * A whole experiment, read and checked.
 *
 * @param name of the experiment and of its folder
 * @param seeds one run each; not empty, no two alike
 * @param engine what trains
 * @param benchmark how the data set is cut into sessions
 * @param method name of the learner, as in {@link Methods#ALL}
 * @param learner builds it
 * @param initial what the networks start from instead of random weights
 * @param mlflow where runs are shown besides their folder
 * @param results folder of all experiments, relative to the working directory
 * @param resolved everything that was read of the configuration
 */
public record ExperimentSpec(
    String name,
    List<Long> seeds,
    EngineSpec engine,
    BenchmarkSpec benchmark,
    String method,
    LearnerFactory learner,
    Optional<InitialWeightsSpec> initial,
    MlflowSpec mlflow,
    Path results,
    Config resolved) {

  /** How runs are made from this experiment; no part of any of them. */
  private static final String SWEEP = "sweep";

  /** What others measured in its place. */
  private static final String PUBLISHED = "published";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  public ExperimentSpec {
    seeds = List.copyOf(seeds);
  }

  /**
   * Reads an experiment file. Nothing else is opened but, once all is right, the file that the
   * weights start from.
   *
   * @param overrides each {@code key=value}
   * @throws ConfException with everything that is wrong
   * @throws DataException if there is no file to start from or it is another one
   */
  public static ExperimentSpec load(Path file, List<String> overrides) {
    return of(file(file, overrides));
  }

  /**
   * Reads what a run wrote down, perhaps somebody else's: nothing in it is followed.
   *
   * @param overrides each {@code key=value}
   * @throws ConfException as {@link #load} says, and if the file holds more than values
   * @throws DataException as {@link #load} says
   */
  static ExperimentSpec ofARun(Path file, List<String> overrides) {
    return of(ConfigFile.loadValues(file, overrides, Methods::values));
  }

  /**
   * An experiment's file with the values of the method that it names below it; nothing is read yet.
   *
   * @param overrides each {@code key=value}
   * @throws ConfException as {@link ConfigFile#load} says
   */
  public static ConfigFile file(Path file, List<String> overrides) {
    return ConfigFile.load(file, overrides, Methods::values);
  }

  /**
   * Reads an experiment.
   *
   * @throws ConfException with everything that is wrong
   * @throws DataException if there is no file to start from or it is another one
   */
  public static ExperimentSpec of(ConfigFile config) {
    Tuned read =
        config.read(
            root -> {
              ExperimentSpec plain = read(root, config.resolved());
              return new Tuned(
                  plain,
                  Tuning.read(root, plain.benchmark, config),
                  Pretrained.read(root.section("learner")));
            });
    // What nothing asked for is no part of a run: a key of one method leaves all other runs alone.
    Config used = run(config.used(), read.spec.mlflow());
    ExperimentSpec spec = read.spec.with(used).withLists().tuned(read.tuning);
    ExperimentSpec started =
        spec.initial().map(InitialWeightsSpec::open).map(spec::startingFrom).orElse(spec);
    return read.pretrained.map(Pretrained::open).map(started::goingOn).orElse(started);
  }

  private record Tuned(
      ExperimentSpec spec, Optional<Tuning> tuning, Optional<Pretrained> pretrained) {}

  /** What the other run has learnt becomes part of the configuration, and so of the run's id. */
  private ExperimentSpec goingOn(Pretrained.Opened other) {
    return with(
        other.before(learner), resolved.withValue(Pretrained.SHA256_PATH, text(other.sha256())));
  }

  /** What settings are chosen on becomes part of the configuration, and so of the run's id. */
  private ExperimentSpec tuned(Optional<Tuning> tuning) {
    if (tuning.isEmpty()) {
      return this;
    }
    Optional<String> sha256 = tuning.get().sha256();
    return with(
        tuning.get().learner(),
        sha256.map(value -> resolved.withValue(Tuning.SHA256_PATH, text(value))).orElse(resolved));
  }

  /**
   * What lists of shots, classes or episodes say becomes part of the configuration, and of the
   * run's id.
   */
  private ExperimentSpec withLists() {
    Config all = resolved;
    Optional<String> shots = benchmark.novel().shotListSha256();
    if (shots.isPresent()) {
      all = all.withValue(NovelSpec.SHOT_LIST_SHA256_PATH, text(shots.get()));
    }
    Optional<String> split = benchmark.dataset().splitSha256();
    if (split.isPresent()) {
      all = all.withValue(DatasetSpec.SPLIT_SHA256_PATH, text(split.get()));
    }
    for (Map.Entry<String, String> digest : benchmark.scenario().digests().entrySet()) {
      all = all.withValue(digest.getKey(), text(digest.getValue()));
    }
    return with(all);
  }

  /** A run's own configuration repeats it wherever it is run, whatever the environment is there. */
  private static Config run(Config used, MlflowSpec mlflow) {
    return mlflow.trackingUri().isPresent() ? used : used.withoutPath(MlflowSpec.TRACKING_URI);
  }

  private ExperimentSpec with(Config complete) {
    return with(learner, complete);
  }

  private ExperimentSpec with(LearnerFactory other, Config complete) {
    return new ExperimentSpec(
        name, seeds, engine, benchmark, method, other, initial, mlflow, results, complete);
  }

  private static ConfigValue text(String value) {
    return ConfigValueFactory.fromAnyRef(value);
  }

  /** What the file holds becomes part of the configuration, and so of the run's id. */
  private ExperimentSpec startingFrom(InitialWeights weights) {
    return with(
        context -> learner.create(context.startingFrom(weights)),
        resolved.withValue("network." + InitialWeightsSpec.SHA256, text(weights.sha256())));
  }

  /** Reads what an experiment says; records problems there. */
  public static ExperimentSpec read(Section root, Config resolved) {
    String name = name(root);
    List<Long> seeds = seeds(root);
    EngineSpec engine = EngineSpec.read(root.section("engine"));
    BenchmarkSpec benchmark = BenchmarkSpec.read(root);
    MlflowSpec mlflow = MlflowSpec.read(root.section("mlflow"));
    Path results = root.path("results");
    String method = method(root);
    LearnerFactory learner = Methods.read(root);
    Optional<InitialWeightsSpec> initial = InitialWeightsSpec.read(root.section("network"));
    FeatureProbe.read(root);
    root.section(SWEEP).ignoreRest();
    root.ignore(PUBLISHED);
    return new ExperimentSpec(
        name, seeds, engine, benchmark, method, learner, initial, mlflow, results, resolved);
  }

  private static String name(Section root) {
    String name = root.text("name");
    if (!NAME.matcher(name).matches()) {
      root.problem(
          "name",
          "cannot name a folder: at most 100 letters, digits, dots, dashes and underscores, a letter"
              + " or digit first");
    }
    return name;
  }

  private static List<Long> seeds(Section root) {
    List<Long> seeds = root.integers("seeds", Long.MIN_VALUE, Long.MAX_VALUE);
    if (root.sound("seeds") && seeds.isEmpty()) {
      root.problem("seeds", "is empty; a run needs a seed");
    }
    if (new HashSet<>(seeds).size() < seeds.size()) {
      root.problem("seeds", "has a seed twice");
    }
    return seeds;
  }

  private static String method(Section root) {
    return root.section("learner").oneOf("method", Methods.names());
  }
}
