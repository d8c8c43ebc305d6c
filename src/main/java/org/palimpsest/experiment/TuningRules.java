package org.palimpsest.experiment;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.palimpsest.benchmark.BenchmarkSpec;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.disk.Digests;
import org.palimpsest.method.tuning.CoordinateSearch;
import org.palimpsest.method.tuning.GridSearch;
import org.palimpsest.method.tuning.PseudoIncremental;
import org.palimpsest.method.tuning.Search;
import org.palimpsest.method.tuning.Setting;
import org.palimpsest.method.tuning.StabilityDecay;
import org.palimpsest.method.tuning.TuningRule;

/** The ways of choosing settings, by name. */
final class TuningRules {

  static final String SHA256 = "sha256";
  static final String ELSEWHERE = "other-benchmark";

  private static final double MOST = 1e12;

  private static final String GRID =
      """
      # Keys of the learner with the values that are tried, every combination of them, such as
      # { training.optimizer.learning-rate = [0.1, 0.01] }.
      grid = null
      """;

  static final Part<TuningRule> PSEUDO_INCREMENTAL =
      new Part<>(
          "pseudo-incremental",
          "chosen on sessions within the base classes: Zhang et al., CVPR 2021, section 3.3, as a"
              + " validation",
          """
          # Session 0's first classes are a base session, those after them join in sessions of so many
          # classes with so many of their training images each, all 1 or more. Held-out images of these
          # classes are asked about; nothing else is looked at.
          base-classes = 40
          sessions = 4
          ways = 5
          shots = 5

          # After which of these sessions answers count: every-session or last-session.
          asked = every-session

          # grid (every combination) or coordinates (one key after another, in the order of their
          # names: first the first value of each, then each key's others in turn, the best stays).
          search = grid

          """
              + GRID,
          TuningRules::pseudoIncremental);

  static final Part<TuningRule> CONTINUAL =
      new Part<>(
          "continual",
          "De Lange et al., TPAMI 2021, algorithm 1; values: FACIL, Masana et al., TPAMI 2023",
          """
          # The learner's key of the learning rate.
          rate-key = training.optimizer.learning-rate

          # Rates tried in session 0.
          first-rates = [0.5, 0.1, 0.05]

          # Rates of later sessions: as many of the largest below session 0's as rates-tried says.
          rates = [0.1, 0.05, 0.01, 0.005, 0.001]
          rates-tried = 3

          # strength-key, required: the learner's key of what keeps it from forgetting, such as
          # learner.ewc.strength; with 0 it has to be plain finetuning.

          # The strength tried first, above 0, and what it is multiplied with while the new session
          # is learnt too badly, above 0 and below 1, at most so often.
          start = 10000
          decay = 0.5
          decays = 7

          # Share of plain finetuning's accuracy that may be given up, 0 to 1.
          margin = 0.2
          """,
          TuningRules::continual);

  static final List<Part<TuningRule>> ALL =
      List.of(
          new Part<>(
              "first-session",
              "Lee et al. 2024: chosen on session 0, kept for all",
              GRID,
              section -> new OnFirst(grid(section))),
          CONTINUAL,
          PSEUDO_INCREMENTAL,
          new Part<>(
              ELSEWHERE,
              "Cha and Cho 2024: chosen on one data set, used on another",
              """
              # file, required: an experiment's, whose benchmark is learnt in the trials, all sessions
              # of it. A relative path counts from where the command runs.

              # SHA-256 over that benchmark's settings; null to take them as they are. A run's own file
              # has it filled in.
              sha256 = null

              """
                  + GRID,
              TuningRules::elsewhere));

  private TuningRules() {}

  private record OnFirst(GridSearch grid) implements TuningRule {

    @Override
    public Optional<Search> search(int session, List<Setting> taken) {
      return session == 0 ? Optional.of(grid) : Optional.empty();
    }

    @Override
    public List<Setting> samples() {
      return grid.settings();
    }
  }

  private record Within(Search search, List<Setting> samples, PseudoIncremental plan)
      implements TuningRule {

    @Override
    public Optional<Search> search(int session, List<Setting> taken) {
      return session == 0 ? Optional.of(search) : Optional.empty();
    }

    @Override
    public boolean isPerSession() {
      return false;
    }

    @Override
    public Optional<PseudoIncremental> within() {
      return Optional.of(plan);
    }
  }

  private static TuningRule pseudoIncremental(Section section) {
    PseudoIncremental plan =
        new PseudoIncremental(
            section.integer("base-classes", 1, 1_000_000),
            section.integer("sessions", 1, 10_000),
            section.integer("ways", 1, 10_000),
            section.integer("shots", 1, Integer.MAX_VALUE),
            section.word("asked", PseudoIncremental.Asked.class));
    Map<String, List<String>> axes = axes(section);
    boolean coordinates =
        section.oneOf("search", List.of("grid", "coordinates")).equals("coordinates");
    GridSearch grid = grid(section, coordinates ? Map.of() : axes);
    return coordinates && !axes.isEmpty()
        ? new Within(new CoordinateSearch(axes), oneByOne(axes), plan)
        : new Within(grid, grid.settings(), plan);
  }

  /** Each value of each key once, the others at their first: settings that trials may have. */
  private static List<Setting> oneByOne(Map<String, List<String>> axes) {
    Setting first = new Setting(Map.of());
    for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
      first = first.with(axis.getKey(), axis.getValue().get(0));
    }
    List<Setting> all = new ArrayList<>(List.of(first));
    for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
      for (String value : axis.getValue().subList(1, axis.getValue().size())) {
        all.add(first.with(axis.getKey(), value));
      }
    }
    return all;
  }

  private record Elsewhere(
      GridSearch grid, Optional<BenchmarkSpec> elsewhere, Optional<String> sha256)
      implements TuningRule {

    @Override
    public Optional<Search> search(int session, List<Setting> taken) {
      return session == 0 ? Optional.of(grid) : Optional.empty();
    }

    @Override
    public boolean isPerSession() {
      return false;
    }

    @Override
    public List<Setting> samples() {
      return grid.settings();
    }
  }

  private record Continual(GridSearch first, List<Double> rates, int tried, StabilityDecay later)
      implements TuningRule {

    @Override
    public Optional<Search> search(int session, List<Setting> taken) {
      if (session == 0) {
        return Optional.of(first);
      }
      String chosen = taken.isEmpty() ? "" : taken.get(0).values().get(later.rateKey());
      double rate = chosen == null || chosen.isEmpty() ? MOST : Double.parseDouble(chosen);
      return Optional.of(
          new StabilityDecay(
              later.rateKey(),
              StabilityDecay.ratesBelow(rate, rates, tried),
              later.strengthKey(),
              later.start(),
              later.decay(),
              later.margin(),
              later.decays()));
    }

    @Override
    public List<Setting> samples() {
      return List.of(
          first.settings().get(0).with(later.strengthKey(), Double.toString(later.start())),
          first.settings().get(0).with(later.strengthKey(), "0.0"));
    }
  }

  private static TuningRule continual(Section section) {
    String rateKey = section.text("rate-key");
    List<Double> first = rates(section, "first-rates");
    List<Double> rates = rates(section, "rates");
    GridSearch grid = GridSearch.of(Map.of(rateKey, first.stream().map(String::valueOf).toList()));
    int tried = section.integer("rates-tried", 1, Integer.MAX_VALUE);
    StabilityDecay later =
        new StabilityDecay(
            rateKey,
            rates,
            section.text("strength-key"),
            section.real("start", 1e-12, MOST),
            section.real("decay", 1e-6, 1 - 1e-6),
            section.real("margin", 0, 1),
            section.integer("decays", 0, 1000));
    return new Continual(grid, rates, tried, later);
  }

  private static List<Double> rates(Section section, String key) {
    List<Double> rates = section.reals(key, 1e-12, 1e6);
    if (rates.isEmpty() && section.sound(key)) {
      section.problem(key, "is empty; at least one rate is tried");
    }
    return rates.isEmpty() ? List.of(1.0) : rates;
  }

  private static TuningRule elsewhere(Section section) {
    GridSearch grid = grid(section);
    Path file = section.path("file");
    if (!section.sound("file")) {
      return new Elsewhere(grid, Optional.empty(), Optional.empty());
    }
    Optional<String> expected = section.optionalText(SHA256);
    try {
      if (!Files.isReadable(file)) {
        section.problem("file", "is not a file that can be read");
        return new Elsewhere(grid, Optional.empty(), Optional.empty());
      }
      ConfigFile other = ExperimentSpec.file(file, List.of());
      BenchmarkSpec benchmark = BenchmarkSpec.read(other.root());
      other.problems().throwIfAny();
      String found =
          Digests.of(
              other.used().getConfig("benchmark").root().render(ConfigRenderOptions.concise()));
      if (expected.isPresent() && !expected.get().equals(found)) {
        section.problem(
            SHA256, "is not that of the benchmark in %s, which is %s".formatted(file, found));
      }
      if (benchmark.validationFraction() == 0) {
        section.problem("file", "holds nothing out: benchmark.validation-fraction is 0 there");
      }
      return new Elsewhere(grid, Optional.of(benchmark), Optional.of(found));
    } catch (ConfException e) {
      section.problem("file", "has no benchmark: " + e.getMessage());
      return new Elsewhere(grid, Optional.empty(), Optional.empty());
    }
  }

  /** Every combination of the values of free keys. */
  private static GridSearch grid(Section section) {
    return grid(section, axes(section));
  }

  private static GridSearch grid(Section section, Map<String, List<String>> axes) {
    double settings = GridSearch.combinations(axes);
    if (settings > GridSearch.MOST_SETTINGS) {
      section.problem(
          "grid",
          "makes %.0f settings; at most %d are tried"
              .formatted(settings, GridSearch.MOST_SETTINGS));
      return GridSearch.of(Map.of());
    }
    return GridSearch.of(axes);
  }

  private static Map<String, List<String>> axes(Section section) {
    Map<String, List<String>> axes = new LinkedHashMap<>();
    Optional<ConfigValue> grid = section.raw("grid");
    if (grid.isPresent() && grid.get() instanceof ConfigObject keys) {
      Map<String, ConfigValue> inOrder = new TreeMap<>();
      keys.toConfig().entrySet().forEach(axis -> inOrder.put(axis.getKey(), axis.getValue()));
      inOrder.forEach(
          (key, value) -> {
            if (value.unwrapped() instanceof List<?> list && !list.isEmpty()) {
              String path = String.join(".", ConfigUtil.splitPath(key));
              axes.put(path, list.stream().map(String::valueOf).toList());
            } else {
              section.problem("grid", "has no list of values at " + key);
            }
          });
    }
    if (axes.isEmpty() && section.sound("grid")) {
      section.problem("grid", "names no key; write grid { key = [value, value] }");
    }
    return axes;
  }
}
