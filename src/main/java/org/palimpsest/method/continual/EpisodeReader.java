package org.palimpsest.method.continual;

import java.util.List;
import java.util.Optional;
import org.palimpsest.benchmark.BenchmarkSpec;
import org.palimpsest.benchmark.Count;
import org.palimpsest.benchmark.EpisodeForm;
import org.palimpsest.benchmark.EpisodeSetting;
import org.palimpsest.benchmark.ScenarioMaker;
import org.palimpsest.conf.Chosen;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Augmentation;
import org.palimpsest.data.ClassSplit.Role;
import org.palimpsest.data.DatasetSize;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.engine.Mode;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.method.fit.EpisodeAnswers.BatchStatistics;
import org.palimpsest.method.fit.Episodes;
import org.palimpsest.method.fit.FitSpec;
import org.palimpsest.method.fit.Selection;

/** Reads how a learner is trained on episodes, chooses by them and answers them. */
final class EpisodeReader {

  private static final int MANY = 10_000_000;

  private static final int LEAST_WAYS = 2;

  /** What only an episodic experiment has of {@code training.episodes}. */
  private static final List<String> ONLY_EPISODIC =
      List.of("unequal", "within-groups", "unlabelled", "distractors", "labelled");

  private final Section root;
  private final Section training;
  private final ScenarioMaker maker;

  EpisodeReader(Section root, ScenarioMaker maker) {
    this.root = root;
    this.maker = maker;
    training = root.section("training");
  }

  private boolean isEpisodic() {
    return maker.scenario().isEpisodic();
  }

  private String why() {
    return "benchmark.scenario = %s asks no episodes".formatted(maker.scenario().name());
  }

  /**
   * How episodes train, if they do.
   *
   * @param metric that the head learns on episodes, if it does
   */
  Optional<Settings.EpisodeTraining> episodes(
      Chosen<HeadMaker> head, Optional<EpisodeMetric> metric, Augmentation augmentation) {
    Section section = training.section("episodes");
    if (metric.isEmpty()) {
      String why = "learner.head = %s has no episodes".formatted(head.name());
      section.keys().forEach(key -> section.idle(key, why));
      return Optional.empty();
    }
    int number = section.integer("number", 0, MANY);
    Episodes.Plan plan = new Episodes.Plan(number, metric.get().episodesPerStep(), form(section));
    if (number > 0) {
      check(section, plan.form());
      checkSizes(section, head, metric.get(), plan.form());
    }
    FitSpec spec =
        new FitSpec(
            "episodes",
            OptimizerReader.read(
                section.section("optimizer").inheriting(training.section("optimizer"))),
            OptimizerReader.read(
                section.section("optimizer").inheriting(training.section("optimizer"))),
            section.flag("augment") ? augmentation : Augmentation.NONE,
            mode(section),
            section.flag("train-encoder"),
            false,
            false);
    double rate = section.real("encoder-learning-rate", 1e-12, 1e6);
    return number == 0
        ? Optional.empty()
        : Optional.of(new Settings.EpisodeTraining(Settings.withEncoderRate(spec, rate), plan));
  }

  private static Mode mode(Section section) {
    boolean running =
        section.has("batch-normalization")
            && section.oneOf("batch-normalization", List.of("batch", "running")).equals("running");
    return running ? Mode.FROZEN_STATISTICS : Mode.TRAINING;
  }

  private EpisodeForm form(Section section) {
    int ways = section.integer("ways", LEAST_WAYS, MANY);
    if (!isEpisodic()) {
      ONLY_EPISODIC.forEach(key -> section.idle(key, why()));
      return new EpisodeForm(
          ways,
          Count.of(section.integer("shots", 1, MANY)),
          Count.of(section.integer("queries", 1, MANY)));
    }
    return new EpisodeForm(
        ways,
        Count.read(section, "shots"),
        Count.read(section, "queries"),
        section.flag("unequal"),
        section.flag("within-groups"),
        section.integer("unlabelled", 0, MANY),
        section.integer("distractors", 0, MANY),
        section.real("labelled", EpisodeForm.LEAST_LABELLED, 1));
  }

  /** What may stand in the file; the value refused is mostly one that it does not name. */
  private static String enough(Section section, int ways) {
    return ways < LEAST_WAYS ? "" : "; %s.ways = %d would do".formatted(section.path(), ways);
  }

  private void check(Section section, EpisodeForm form) {
    Section benchmark = root.section("benchmark");
    boolean own = maker.hasOwnClasses();
    DatasetSpec dataset = DatasetSpec.read(root);
    Optional<DatasetSize> size = Datasets.size(dataset);
    int classes =
        own
            ? maker.ownClasses().orElse(cut(size, Role.BACKGROUND))
            : benchmark.integer("base-classes", 1, Integer.MAX_VALUE);
    if (section.sound("ways")
        && (own || benchmark.sound("base-classes"))
        && form.ways() + form.distractors() > classes) {
      section.problem(
          "ways",
          own
              ? "is more than the %d classes that are learnt from".formatted(classes)
              : "is more than the %d classes of the base session, benchmark.base-classes%s"
                  .formatted(classes, enough(section, classes - form.distractors())));
    }
    if (size.isEmpty()
        || (size.get().isCut() && !own)
        || !section.sound("shots", "queries")
        || !benchmark.sound("dataset")) {
      return;
    }
    int images =
        own ? size.get().share(Role.BACKGROUND).fewestImages() : learnt(benchmark, size.get());
    if (images >= 0 && form.mostImages() > images) {
      section.problem(
          "shots",
          "and %s queries are more than the %d %simages of a class of %s"
              .formatted(form.queries(), images, own ? "" : "training ", dataset.name()));
    }
  }

  private void checkSizes(
      Section section, Chosen<HeadMaker> head, EpisodeMetric metric, EpisodeForm form) {
    String why = "more than the %d that learner.head = %s tells apart; give it more labels";
    if (form.ways() > metric.mostWays()) {
      section.problem("ways", "is " + why.formatted(metric.mostWays(), head.name()));
    }
    if (form.shots().least() < metric.leastShots()) {
      section.problem(
          "shots",
          "is less than the %d that learner.head = %s learns from"
              .formatted(metric.leastShots(), head.name()));
    }
    if (maker.mostWays() > metric.mostWays()) {
      root.section("benchmark")
          .section(maker.scenario().name())
          .problem(
              "settings",
              "asks for %d ways, ".formatted(maker.mostWays())
                  + why.formatted(metric.mostWays(), head.name()));
    }
  }

  /** Classes for one purpose of a data set that is known to be cut; else as many as may be. */
  private static int cut(Optional<DatasetSize> size, Role role) {
    return size.filter(DatasetSize::isCut)
        .map(cut -> cut.share(role).classes())
        .filter(classes -> classes > 0)
        .orElse(Integer.MAX_VALUE);
  }

  /** What is not held out; negative if that cannot be told. */
  private static int learnt(Section benchmark, DatasetSize size) {
    double held = benchmark.real("validation-fraction", 0, 0.9);
    int fewest = size.fewestTrainImages();
    return benchmark.sound("validation-fraction")
        ? fewest - BenchmarkSpec.heldOut(held, fewest)
        : -1;
  }

  /** How the best moment of training is chosen; empty for its end. */
  Optional<Settings.Validation> validation() {
    Section section = training.section("validation");
    if (!isEpisodic()) {
      section.keys().forEach(key -> section.idle(key, why()));
      return Optional.empty();
    }
    int episodes = section.integer("episodes", 0, MANY);
    EpisodeForm usual = new EpisodeForm(2, Count.of(1), Count.of(15));
    String name = section.text("setting");
    EpisodeSetting setting = EpisodeSetting.of("2w1s", usual);
    try {
      setting = EpisodeSetting.of(name, usual);
    } catch (IllegalArgumentException e) {
      if (section.sound("setting")) {
        section.problem("setting", "is not one " + EpisodeSetting.PATTERN);
      }
    }
    int classes = cut(Datasets.size(DatasetSpec.read(root)), Role.VALIDATION);
    if (episodes > 0 && section.sound("setting") && setting.form().ways() > classes) {
      section.problem(
          "setting", "has more classes than the %d that choices are made by".formatted(classes));
    }
    Selection.Choice choice =
        new Selection.Choice(
            section.word("by", Selection.By.class),
            section.integer("every", 1, MANY),
            section.integer("patience", 0, MANY));
    return episodes == 0
        ? Optional.empty()
        : Optional.of(new Settings.Validation(setting, episodes, choice));
  }

  /** Whose statistics batch normalisation takes when an episode is answered. */
  BatchStatistics statistics() {
    Section section = root.section("evaluation");
    if (!isEpisodic()) {
      section.idle("batch-normalization", why());
      return BatchStatistics.RUNNING;
    }
    return section.word("batch-normalization", BatchStatistics.class);
  }
}
