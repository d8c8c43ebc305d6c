package org.palimpsest.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSize;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

/**
 * One session, learnt from background classes, then asked by episodes of test classes that nothing
 * was learnt of.
 *
 * @param counts how many classes are for what
 * @param settings of the test episodes, at least one; the first is the one that the accuracy matrix
 *     counts
 * @param episodes of each setting
 * @param lists folder with the episodes of each setting, {@code SETTING.csv}; empty to draw them
 */
public record Episodic(
    Counts counts, List<EpisodeSetting> settings, int episodes, Optional<Path> lists)
    implements ScenarioMaker {

  /** Numbers of classes. */
  public record Counts(int background, int validation, int test) {
    int all() {
      return background + validation + test;
    }
  }

  private static final int MANY = 10_000_000;

  static final Scenario SCENARIO =
      Scenario.offline("episodic", false, Scenario.Classes.DISJOINT_ROLES);

  static final Part<ScenarioMaker> PART =
      new Part<>(
          SCENARIO.name(),
          "Vinyals et al., NeurIPS 2016; 600 episodes of 15 queries: Ravi and Larochelle, ICLR 2017",
          """
          # How many classes are learnt from, 1 or more, how many choices are made by, 0 or more, and how
          # many are tested with, 2 or more: the first ones of benchmark.class-order, then the next ones.
          background = null
          validation = 0
          test = null

          # Kinds of test episodes, all asked after the one training: 5w1s is 5 classes with 1 support
          # image of each, 5w1-10s as many as are drawn, 20w5s1q one query of each class. The first is
          # the one that accuracy_seen and the accuracy matrix count.
          settings = [5w1s, 5w5s]

          # Query images of each class where a setting does not say, 1 or more, or drawn, as in "5-15".
          queries = 15

          # Whether a number that is drawn is drawn for each class and not for a whole episode.
          unequal = false

          # Whether the classes of an episode are of one group: of names with a slash what stands before
          # the last one, such as Omniglot's alphabets.
          within-groups = false

          # Test episodes of each setting, 1 or more. The interval is mean +- 1.96 s / sqrt(episodes).
          episodes = 600

          # Unlabelled images of each class, 0 or more, and classes that are no answer but give as many:
          # for methods that learn from them. No other method looks at them.
          unlabelled = 0
          distractors = 0

          # Folder with a fixed list of episodes for each setting, SETTING.csv, with the columns episode,
          # role, class and image, as `palimpsest episodes` writes it; null to draw them by seed.
          lists = null
          """,
          Episodic::read);

  public Episodic {
    settings = List.copyOf(settings);
  }

  private static ScenarioMaker read(Section section) {
    int background = section.integer("background", 1, MANY);
    int validation = section.integer("validation", 0, MANY);
    int test = section.integer("test", 2, MANY);
    EpisodeForm usual =
        new EpisodeForm(
            2,
            Count.of(1),
            Count.read(section, "queries"),
            section.flag("unequal"),
            section.flag("within-groups"),
            section.integer("unlabelled", 0, MANY),
            section.integer("distractors", 0, MANY));
    List<EpisodeSetting> settings = settings(section, usual);
    return new Episodic(
        new Counts(background, validation, test),
        settings,
        section.integer("episodes", 1, MANY),
        section.optionalText("lists").map(Path::of));
  }

  private static List<EpisodeSetting> settings(Section section, EpisodeForm usual) {
    List<EpisodeSetting> settings = new ArrayList<>();
    List<String> names = section.texts("settings");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      try {
        settings.add(EpisodeSetting.of(name, usual));
      } catch (IllegalArgumentException e) {
        section.problem(
            "settings", "has \"%s\", which is not one %s".formatted(name, EpisodeSetting.PATTERN));
      }
      if (names.indexOf(name) < i) {
        section.problem("settings", "has %s twice".formatted(name));
      }
    }
    if (names.isEmpty()) {
      section.problem("settings", "is empty; write settings = [5w1s]");
    }
    if (settings.isEmpty()) {
      settings.add(EpisodeSetting.of("2w1s", usual));
    }
    return settings;
  }

  @Override
  public Scenario scenario() {
    return SCENARIO;
  }

  @Override
  public OptionalInt ownClasses() {
    return OptionalInt.of(counts.background());
  }

  @Override
  public long classes(int baseClasses, NovelSpec novel) {
    return counts.all();
  }

  @Override
  public void check(Section benchmark, Section own, BenchmarkSpec spec) {
    for (EpisodeSetting setting : settings) {
      EpisodeForm form = setting.form();
      if (own.sound("settings", "test") && form.ways() + form.distractors() > counts.test()) {
        own.problem(
            "settings",
            "has %s, more classes than test = %d".formatted(setting.name(), counts.test()));
      }
    }
  }

  @Override
  public void check(Section benchmark, Section own, DatasetSize size) {
    if (!own.sound("background", "validation", "test")) {
      return;
    }
    if (counts.all() > size.classes()) {
      own.problem(
          "background",
          "with %d validation and %d test classes makes %d classes; the data set has %d"
              .formatted(counts.validation(), counts.test(), counts.all(), size.classes()));
    }
    long images = (long) size.fewestTrainImages() + size.fewestTestImages();
    for (EpisodeSetting setting : settings) {
      if (own.sound("settings", "queries") && setting.form().mostImages() > images) {
        own.problem(
            "settings",
            "has %s, which needs %d images of each class; one of the data set has %d"
                .formatted(setting.name(), setting.form().mostImages(), images));
      }
    }
  }

  @Override
  public Benchmark build(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    ClassOrder order = spec.classOrder().order(dataset.classes(), seeds);
    EpisodicSplit split =
        EpisodicSplit.of(dataset, order, counts.background(), counts.validation(), counts.test());
    Session session = split.session();
    Samples pool = session.test();
    List<EpisodeSeries> series =
        settings.stream()
            .map(setting -> EpisodeSeries.drawn("test-episodes", setting, episodes, pool, seeds))
            .toList();
    return new Benchmark(split.dataset(), split.order(), SCENARIO, List.of(session), series);
  }
}
