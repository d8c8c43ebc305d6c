package org.palimpsest.experiment;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.benchmark.BenchmarkSpec;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.Section;
import org.palimpsest.method.LearnerFactory;
import org.palimpsest.method.tuning.PseudoIncremental;
import org.palimpsest.method.tuning.Setting;
import org.palimpsest.method.tuning.TunedLearner;
import org.palimpsest.method.tuning.TuningRule;

/**
 * How settings are chosen within a run.
 *
 * @param learner that chooses
 * @param sha256 over the other benchmark that it chooses on, if it does
 */
record Tuning(LearnerFactory learner, Optional<String> sha256) {

  static final String SECTION = "tuning";

  /** Where the digest stands in a run's configuration. */
  static final String SHA256_PATH =
      String.join(".", SECTION, TuningRules.ELSEWHERE, TuningRules.SHA256);

  /**
   * Reads the section {@code tuning}; empty if nothing is tuned.
   *
   * @param config what {@code root} is read from, to be read again with the settings of trials
   */
  static Optional<Tuning> read(Section root, BenchmarkSpec benchmark, ConfigFile config) {
    Section section = root.section(SECTION);
    if (section.optionalText("rule").isEmpty()) {
      TuningRules.ALL.forEach(part -> section.idle(part.name(), "tuning.rule is null"));
      return Optional.empty();
    }
    TuningRule rule = section.choice("rule", TuningRules.ALL).create();
    check(section, rule, benchmark);
    if (section.sound("rule")) {
      rule.samples().forEach(setting -> check(section, setting, config));
    }
    return Optional.of(
        new Tuning(
            context -> new TunedLearner(rule, setting -> with(setting, config), context),
            rule.sha256()));
  }

  private static void check(Section section, TuningRule rule, BenchmarkSpec benchmark) {
    rule.within().ifPresent(plan -> check(section, plan, benchmark));
    if (!rule.isPerSession() && rule.within().isEmpty()) {
      return;
    }
    if (benchmark.validationFraction() == 0) {
      section.problem("rule", "chooses on held-out images, but benchmark.validation-fraction is 0");
    } else if (benchmark.scenario().scenario().onePass()) {
      section.problem(
          "rule",
          "goes through images again, but benchmark.scenario = %s goes through each once"
              .formatted(benchmark.scenario().scenario().name()));
    } else if (rule.search(1, List.of()).isPresent() && benchmark.novel().shots().isPresent()) {
      section.problem(
          "rule",
          "chooses on held-out images of every session, but benchmark.novel.shots leaves none");
    }
  }

  /** Whether session 0 has the classes and images for pseudo-sessions. */
  private static void check(Section section, PseudoIncremental plan, BenchmarkSpec benchmark) {
    String scenario = benchmark.scenario().scenario().name();
    Section own = section.section("pseudo-incremental");
    if (benchmark.scenario().scenario().classes() != Scenario.Classes.NEW) {
      section.problem(
          "rule",
          "needs sessions of new classes, but benchmark.scenario = %s has others"
              .formatted(scenario));
    } else if (plan.classes() > benchmark.baseClasses()) {
      own.problem(
          "base-classes",
          "and %d x %d novel ones are %d classes, but session 0 has benchmark.base-classes = %d"
              .formatted(plan.sessions(), plan.ways(), plan.classes(), benchmark.baseClasses()));
    }
  }

  /** A trial must not fail in the middle of a run for what can be read now. */
  private static void check(Section section, Setting setting, ConfigFile config) {
    if (setting.values().containsKey("")) {
      return; // a key that is missing was reported
    }
    try {
      with(setting, config);
    } catch (ConfException e) {
      // What is wrong whatever is tried is told by itself.
      section.problem("rule", "tries %s: %s".formatted(setting, e.problems().get(0)));
    }
  }

  private static LearnerFactory with(Setting setting, ConfigFile config) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    setting.values().forEach((key, value) -> values.put(key, ConfigValueFactory.fromAnyRef(value)));
    ConfigFile other = config.with(values);
    return other
        .read(
            root -> {
              root.section(SECTION).ignoreRest();
              return ExperimentSpec.read(root, other.resolved());
            })
        .learner();
  }
}
