package org.palimpsest.method.continual;

import java.util.List;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.conf.Chosen;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.head.Head;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.Heads;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Seeds;

/** Whether a learner's parts can do without what a scenario keeps from them. */
final class ScenarioCheck {

  /** To ask a head what it is. */
  private static final HeadShape ANY = new HeadShape(1, 1, 1, new Seeds(0));

  private final Scenario scenario;
  private final Settings settings;
  private final Section learner;
  private final Section training;

  private ScenarioCheck(Section root, Scenario scenario, Settings settings) {
    this.scenario = scenario;
    this.settings = settings;
    learner = root.section("learner");
    training = root.section("training");
  }

  /** The heads that answer episodes; each has to be made to be asked, which takes its time. */
  private static final class OfEpisodes {
    static final List<String> NAMES =
        Heads.ALL.stream()
            .filter(part -> part.sample().create(ANY).metric().isPresent())
            .map(Part::name)
            .toList();
  }

  /** Records what contradicts the scenario. */
  static void check(Section root, Scenario scenario, Settings settings) {
    ScenarioCheck check = new ScenarioCheck(root, scenario, settings);
    if (scenario.isEpisodic()) {
      check.episodic();
      return;
    }
    check.head();
    if (scenario.onePass()) {
      check.onePass();
    }
    if (!scenario.hasBoundaries()) {
      check.boundaries();
    }
  }

  private Head sample() {
    return settings.head().create().create(ANY);
  }

  private void head() {
    Head head = sample();
    if (scenario.repeatsClasses() && !head.learnsClassesAgain()) {
      learner.problem(
          "head",
          "learns a class once, but with benchmark.scenario = %s classes come again"
              .formatted(scenario.name()));
    } else if (scenario.questionsEvery().isPresent() && head.answersFromSettled()) {
      learner.problem(
          "head",
          "answers for a class when its session has ended, but benchmark.scenario = %s asks before"
              .formatted(scenario.name()));
    }
  }

  private void episodic() {
    String why = "benchmark.scenario = %s".formatted(scenario.name());
    if (sample().metric().isEmpty()) {
      learner.problem(
          "head",
          "answers no episodes, which %s asks; use one of %s"
              .formatted(why, String.join(", ", OfEpisodes.NAMES)));
    }
    if (settings.memory().isPresent()) {
      learner
          .section("memory")
          .problem("policy", "has no later session to store images for with " + why);
    }
    if (settings.trainsOn() != Settings.TrainsOn.SESSION) {
      learner.problem("train-on", "has nothing but the one session with " + why);
    }
    if (settings.validation().isPresent()
        && settings.episodes().isEmpty()
        && !settings.base().isWanted()) {
      training
          .section("validation")
          .problem("episodes", "has no training to choose a moment of: no episodes, no epochs");
    }
  }

  private void onePass() {
    String why = "but benchmark.scenario = %s goes through each once".formatted(scenario.name());
    if (settings.trainsOn() == Settings.TrainsOn.SEEN) {
      learner.problem("train-on", "goes through the images of all sessions again, " + why);
    }
    if (settings.trainsOn() != Settings.TrainsOn.MEMORY) {
      onePass(training.section("base"), settings.base(), why);
      onePass(training.section("novel"), settings.novel(), why);
    }
    if (settings.episodes().isPresent()) {
      training.section("episodes").problem("number", "goes through images again, " + why);
    }
  }

  private void onePass(Section section, Settings.Training own, String why) {
    Section inheriting = section.inheriting(training);
    if (own.plan().iterations().isPresent()) {
      inheriting.problem(
          "iterations", "may go through images again, %s; use epochs".formatted(why));
    } else if (own.plan().epochs() > 1) {
      inheriting.problem("epochs", "is more than one pass over the images, " + why);
    }
  }

  private void boundaries() {
    String why = "but benchmark.%s.boundaries = hidden".formatted(scenario.name());
    if (settings.objective().create().needs().contains(Need.BOUNDARIES)) {
      Section objective = settings.objective().section();
      // Only the cross-entropy has these keys.
      String shared = objective.has("share") ? objective.text("share") : "whole";
      String other = shared.equals("whole") ? "weighting" : "share";
      String key = objective.text("softmax").equals("current") ? "softmax" : other;
      objective.problem(key, "needs " + Need.BOUNDARIES.what() + ", " + why);
    }
    if (sample().looksAhead()) {
      learner.problem("head", "looks at a session's images before they come, " + why);
    }
    for (Chosen<Term> term : settings.terms()) {
      if (term.create().needs().contains(Need.BOUNDARIES)) {
        learner.problem(
            "terms", "needs for %s %s, %s".formatted(term.name(), Need.BOUNDARIES.what(), why));
      }
    }
    settings
        .memory()
        .filter(memory -> !memory.policy().create().isOnline())
        .ifPresent(
            memory ->
                learner
                    .section("memory")
                    .problem("policy", "chooses when a session has ended, " + why));
    if (settings.restarts()) {
      learner.problem("restart", "happens where a session begins, " + why);
    }
    for (String name : List.of("base", "novel")) {
      Settings.Training own = name.equals("base") ? settings.base() : settings.novel();
      boundaries(training.section(name).inheriting(training), own, why);
    }
  }

  private void boundaries(Section section, Settings.Training own, String why) {
    if (own.spec().ownRowsOnly()) {
      section.problem("rows", "depends on which classes the session has, " + why);
    }
    if (!own.spec().keepsMoments()) {
      section.problem("keep-moments", "makes optimisers start anew with a session, " + why);
    }
    if (!own.spec().optimizer().schedule().equals(new OptimizerSpec.Constant())) {
      section
          .section("optimizer")
          .inheriting(training.section("optimizer"))
          .problem("schedule", "begins anew with a session, " + why);
    }
  }
}
