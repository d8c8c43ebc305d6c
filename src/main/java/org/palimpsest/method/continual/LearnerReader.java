package org.palimpsest.method.continual;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.benchmark.ScenarioMaker;
import org.palimpsest.benchmark.Scenarios;
import org.palimpsest.conf.Chosen;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Augmentation;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.Head;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.Heads;
import org.palimpsest.memory.Budget;
import org.palimpsest.memory.Policies;
import org.palimpsest.memory.Policy;
import org.palimpsest.method.Encoders;
import org.palimpsest.method.LearnerFactory;
import org.palimpsest.method.Methods;
import org.palimpsest.method.fit.Epochs;
import org.palimpsest.method.fit.FitSpec;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Term;
import org.palimpsest.method.term.Objectives;
import org.palimpsest.method.term.Terms;
import org.palimpsest.tensor.Seeds;

/** Reads a learner made of parts out of {@code network}, {@code learner} and {@code training}. */
public final class LearnerReader {

  private static final int MANY = 10_000_000;

  /** To ask a head what it is. */
  private static final HeadShape ANY = new HeadShape(1, 1, 1, new Seeds(0));

  private final Section root;
  private final Section network;
  private final Section learner;
  private final Section training;
  private final Scenario scenario;
  private final EpisodeReader episodes;

  private LearnerReader(Section root) {
    this.root = root;
    network = root.section("network");
    learner = root.section("learner");
    training = root.section("training");
    ScenarioMaker maker = root.section("benchmark").choice("scenario", Scenarios.ALL).create();
    scenario = maker.scenario();
    episodes = new EpisodeReader(root, maker);
  }

  /**
   * Reads all settings; what contradicts what is a problem there.
   *
   * @param root of an experiment
   */
  public static LearnerFactory read(Section root) {
    Settings settings = new LearnerReader(root).settings();
    return context -> new ComposedLearner(settings, context);
  }

  private Settings settings() {
    boolean decoder = network.oneOf("decoder", List.of("mirrored", "none")).equals("mirrored");
    Chosen<HeadMaker> head = learner.choice("head", Heads.ALL);
    head.create();
    Chosen<Term> objective = learner.choice("objective", Objectives.ALL);
    List<Chosen<Term>> terms = terms(decoder);
    Augmentation augmentation = augmentation();
    Settings settings =
        new Settings(
            Encoders.read(network.section("encoder"), Datasets.size(DatasetSpec.read(root))),
            decoder,
            head,
            objective,
            terms,
            memory(),
            learner.word("train-on", Settings.TrainsOn.class),
            learner.flag("restart"),
            training("base", augmentation, objective),
            training("novel", augmentation, objective),
            episodes(head, augmentation),
            episodes.validation(),
            episodes.statistics(),
            training.section("base").flag("reuse"));
    check(settings);
    ScenarioCheck.check(root, scenario, settings);
    return settings;
  }

  /** A network without a decoder reconstructs nothing, whatever is listed. */
  private List<Chosen<Term>> terms(boolean decoder) {
    List<Chosen<Term>> all = new ArrayList<>();
    List<Chosen<Term>> written = learner.choices("terms", Terms.ALL);
    String method = learner.text("method");
    List<String> published = Methods.terms(method);
    List<String> names = written.stream().map(Chosen::name).toList();
    if (!published.isEmpty() && !names.isEmpty() && Collections.disjoint(published, names)) {
      learner.problem(
          "terms",
          "leaves nothing of learner.method = %s, which is %s; learner.method = composed is made of"
                  .formatted(method, published)
              + " any terms");
    }
    for (Chosen<Term> term : written) {
      if (decoder || !term.create().needs().contains(Need.DECODER)) {
        all.add(term);
      }
    }
    return all;
  }

  private Augmentation augmentation() {
    Section augmentation = training.section("augmentation");
    return new Augmentation(
        augmentation.integer("crop-padding", 0, 1024), augmentation.flag("flip"));
  }

  private Optional<Settings.Memory> memory() {
    Section memory = learner.section("memory");
    if (memory.kind("policy") == Kind.TEXT && memory.text("policy").equals("none")) {
      for (Budget.Unit unit : Budget.Unit.values()) {
        memory.idle(unit.key(), "learner.memory.policy is none");
      }
      return Optional.empty();
    }
    Chosen<Policy> policy = memory.choice("policy", Policies.ALL);
    policy.create();
    List<Budget> budgets = new ArrayList<>();
    for (Budget.Unit unit : Budget.Unit.values()) {
      if (memory.has(unit.key())) {
        long limit =
            unit == Budget.Unit.BYTES
                ? memory.bytes(unit.key(), 1)
                : memory.integer(unit.key(), 1, Integer.MAX_VALUE);
        budgets.add(new Budget(unit, limit));
      }
    }
    if (budgets.size() != 1) {
      memory.problem(
          budgets.isEmpty() ? "policy" : budgets.get(0).unit().key(),
          "needs one of images, images-per-class and bytes; take one back by = null");
      // Something stands in, so that nobody is told that there is no memory.
      budgets.add(new Budget(Budget.Unit.BYTES, 1));
    }
    if (budgets.get(0).unit() == Budget.Unit.IMAGES_PER_CLASS && !policy.create().knowsClasses()) {
      memory.problem(
          Budget.Unit.IMAGES_PER_CLASS.key(),
          "cannot be held to by %s, which takes no notice of classes; give images or bytes"
              .formatted(policy.name()));
    }
    return Optional.of(new Settings.Memory(policy, budgets.get(0)));
  }

  private Settings.Training training(
      String name, Augmentation augmentation, Chosen<Term> objective) {
    Section section = training.section(name).inheriting(training);
    int epochs = 0;
    OptionalInt iterations = section.optionalInteger("iterations", 1, MANY);
    if (iterations.isPresent()) {
      section.idle("epochs", section.path() + ".iterations is set");
    } else {
      epochs = section.integer("epochs", 0, MANY);
    }
    OptimizerSpec optimizer =
        OptimizerReader.read(
            section.section("optimizer").inheriting(training.section("optimizer")));
    boolean trainsEncoder =
        section.oneOf("encoder", List.of("trained", "frozen")).equals("trained");
    boolean runningStatistics =
        section.oneOf("batch-normalization", List.of("batch", "running")).equals("running");
    boolean ownRows = section.oneOf("rows", List.of("all", "own")).equals("own");
    FitSpec spec =
        new FitSpec(
            name,
            optimizer,
            optimizer,
            augmentation,
            runningStatistics ? Mode.FROZEN_STATISTICS : Mode.TRAINING,
            trainsEncoder,
            ownRows,
            section.flag("keep-moments"));
    return new Settings.Training(
        spec,
        new Epochs.Plan(
            epochs,
            iterations,
            section.integer("batch-size", 1, MANY),
            section.flag("drop-last"),
            blockSteps(section),
            learner.section("replay").integer("batch-size", 0, MANY)),
        patience(section, objective));
  }

  private OptionalInt patience(Section section, Chosen<Term> objective) {
    if (scenario.isEpisodic()) {
      String why = "benchmark.scenario = %s has training.validation.patience";
      section.idle("patience", why.formatted(scenario.name()));
      training.idle("patience", why.formatted(scenario.name()));
      return OptionalInt.empty();
    }
    OptionalInt patience = section.optionalInteger("patience", 1, MANY);
    Section benchmark = root.section("benchmark");
    if (patience.isPresent()
        && section.sound("patience")
        && benchmark.sound("validation-fraction")
        && benchmark.real("validation-fraction", 0, 0.9) == 0) {
      section.problem(
          "patience", "needs images that are held out: benchmark.validation-fraction is 0");
    }
    if (patience.isPresent() && section.sound("patience") && !objective.create().isAnswering()) {
      section.problem(
          "patience",
          "has nothing to wait for: learner.objective = %s answers nothing while it trains"
              .formatted(objective.name()));
    }
    return patience;
  }

  private OptionalInt blockSteps(Section section) {
    if (scenario.questionsEvery().isEmpty()) {
      return section.optionalInteger("block-steps", 1, MANY);
    }
    String why = "benchmark.%s.questions-every says so".formatted(scenario.name());
    section.idle("block-steps", why);
    training.idle("block-steps", why);
    return scenario.questionsEvery();
  }

  private Optional<Settings.EpisodeTraining> episodes(
      Chosen<HeadMaker> head, Augmentation augmentation) {
    if (!learner.sound("head")) {
      training.section("episodes").ignoreRest();
      return Optional.empty();
    }
    return episodes.episodes(
        head,
        head.create().create(ANY).metric().filter(EpisodeMetric::learnsOnEpisodes),
        augmentation);
  }

  /** Whether everything that a part needs is there. */
  private void check(Settings settings) {
    check("objective", settings.objective(), settings);
    settings.terms().forEach(term -> check("terms", term, settings));
    boolean likelihood = settings.objective().create().needs().contains(Need.GENERATIVE_HEAD);
    if (isGenerative(settings)) {
      String head = settings.head().name();
      if (!likelihood) {
        learner.problem(
            "objective", "needs to be likelihood: learner.head = %s has no logits".formatted(head));
      }
      if (!settings.terms().isEmpty()) {
        learner.problem(
            "terms", "have nothing to act on: learner.head = %s shares nothing".formatted(head));
      }
    }
    Head head = settings.head().create().create(ANY);
    if (head.answersFromExemplars() && settings.memory().isEmpty()) {
      learner.problem(
          "head", "needs for %s %s".formatted(settings.head().name(), Need.MEMORY.what()));
    }
    boolean runs = head.metric().filter(EpisodeMetric::runsEncoder).isPresent();
    if (runs && !hasGraph()) {
      learner.problem(
          "head", "needs for %s %s".formatted(settings.head().name(), Need.GRAPH_WEIGHTS.what()));
    }
    boolean wantsMemory =
        settings.trainsOn() == Settings.TrainsOn.MEMORY
            || settings.trainsOn() == Settings.TrainsOn.SESSION_AND_MEMORY;
    if (wantsMemory && settings.memory().isEmpty()) {
      learner.problem("train-on", "needs " + Need.MEMORY.what());
    }
    boolean online =
        settings.memory().map(memory -> memory.policy().create().isOnline()).orElse(false);
    if (settings.trainsOn() == Settings.TrainsOn.SESSION_AND_MEMORY && online) {
      learner.problem(
          "train-on",
          "needs a memory that stays as it is while a session is learnt: herding, random");
    }
    boolean stores =
        settings.terms().stream().anyMatch(term -> term.create().floatsBesideExemplar(1) > 0);
    if (settings.trainsOn() == Settings.TrainsOn.MEMORY && stores) {
      learner.problem(
          "train-on", "stores images before they are learnt: there are no logits to store beside");
    }
    if (settings.base().plan().replayed() > 0 && settings.memory().isEmpty()) {
      learner.section("replay").problem("batch-size", "needs " + Need.MEMORY.what());
    }
  }

  private boolean hasGraph() {
    return !root.section("engine").text("name").equals("dl4j");
  }

  private static boolean hasFrozenLowerHalf(Settings settings) {
    FitSpec novel = settings.novel().spec();
    return !novel.trainsEncoder()
        || (novel.mode() == Mode.FROZEN_STATISTICS
            && settings.terms().stream().anyMatch(term -> term.create().freezesLowerHalf()));
  }

  private static boolean isGenerative(Settings settings) {
    return settings.head().create().create(ANY).likelihood().isPresent();
  }

  private void check(String key, Chosen<Term> term, Settings settings) {
    boolean online =
        settings.memory().map(memory -> memory.policy().create().isOnline()).orElse(false);
    for (Need need : term.create().needs()) {
      boolean there =
          switch (need) {
            case MEMORY -> settings.memory().isPresent();
            case ONLINE_MEMORY -> online;
            case MEMORY_IN_ONE_LIST ->
                settings.memory().isPresent()
                    && !online
                    && settings.trainsOn() == Settings.TrainsOn.SESSION_AND_MEMORY
                    && settings.novel().plan().replayed() == 0;
            case LINEAR_HEAD ->
                settings.head().create().create(new HeadShape(1, 1, 1, new Seeds(0))).isLinear();
            case DECODER -> settings.decoder();
            case GRAPH_WEIGHTS, OPEN_ENCODER -> hasGraph();
            case FROZEN_ENCODER -> !settings.novel().spec().trainsEncoder();
            case FROZEN_LOWER_HALF -> hasFrozenLowerHalf(settings);
            case GENERATIVE_HEAD -> isGenerative(settings);
            case BOUNDARIES -> true;
            case LAST -> term.equals(settings.terms().get(settings.terms().size() - 1));
          };
      if (!there) {
        learner.problem(key, "needs for %s %s".formatted(term.name(), need.what()));
      }
    }
  }
}
