package org.palimpsest.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.ClassSplit.Role;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSize;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

/**
 * One session, learnt from background classes, then asked by episodes of test classes that nothing
 * was learnt of.
 *
 * @param counts how many classes are for what; empty for what the split of the data set says
 * @param settings of the test episodes, at least one; the first is the one that the accuracy matrix
 *     counts
 * @param episodes of each setting
 * @param lists folder with the episodes of each setting, {@code SETTING.csv}; empty to draw them
 */
public record Episodic(
    Optional<Counts> counts, List<EpisodeSetting> settings, int episodes, Optional<Path> lists)
    implements ScenarioMaker {

  /** Numbers of classes. */
  public record Counts(int background, int validation, int test) {
    int all() {
      return background + validation + test;
    }
  }

  /** Where the digest of the lists stands in a configuration. */
  private static final String LISTS_SHA256_PATH = "benchmark.episodic.lists-sha256";

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
          # Leave them out where the data set has a split, such as { name = omniglot, split = vinyals }.
          background = null
          validation = null
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
          # the first one, such as Omniglot's alphabets.
          within-groups = false

          # Test episodes of each setting, 1 or more. The interval is mean +- 1.96 s / sqrt(episodes).
          episodes = 600

          # Unlabelled images of each class, 0 or more, and classes that are no answer but give as many:
          # for methods that learn from them. No other method looks at them.
          unlabelled = 0
          distractors = 0

          # Folder with a fixed list of episodes for each setting, SETTING.csv, with the columns episode,
          # role, class and image, as `palimpsest episodes` writes it; null to draw them by seed. An image
          # goes by its position among its class's images, from 0. How many episodes there are, and of
          # what, is then the list's to say.
          lists = null

          # Digest that the lists have to have; filled in by the program in a run's experiment.conf.
          lists-sha256 = null
          """,
          Episodic::read);

  public Episodic {
    settings = List.copyOf(settings);
  }

  private static ScenarioMaker read(Section section) {
    OptionalInt background = section.optionalInteger("background", 1, MANY);
    int validation = section.optionalInteger("validation", 0, MANY).orElse(0);
    OptionalInt test = section.optionalInteger("test", 2, MANY);
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
        background.isPresent() || test.isPresent()
            ? Optional.of(new Counts(background.orElse(1), validation, test.orElse(2)))
            : Optional.empty(),
        settings,
        section.integer("episodes", 1, MANY),
        lists(section, settings));
  }

  private static Optional<Path> lists(Section section, List<EpisodeSetting> settings) {
    Optional<Path> folder = section.optionalPath("lists");
    Optional<String> wanted = section.optionalText("lists-sha256");
    if (folder.isEmpty() || !section.sound("settings")) {
      return Optional.empty();
    }
    for (EpisodeSetting setting : settings) {
      Path file = EpisodeList.file(folder.get(), setting.name());
      if (!Files.isReadable(file)) {
        section.problem("lists", "has no file %s that can be read".formatted(file.getFileName()));
        return Optional.empty();
      }
    }
    String found = sha256(folder.get(), settings);
    if (wanted.isPresent() && !wanted.get().equals(found)) {
      section.problem("lists-sha256", "is not that of the lists, which is " + found);
    }
    return folder;
  }

  private static String sha256(Path folder, List<EpisodeSetting> settings) {
    return EpisodeList.sha256(folder, settings.stream().map(EpisodeSetting::name).toList());
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
  public boolean hasOwnClasses() {
    return true;
  }

  @Override
  public int mostWays() {
    return settings.stream().mapToInt(setting -> setting.form().ways()).max().orElse(0);
  }

  @Override
  public OptionalInt ownClasses() {
    return counts.isPresent() ? OptionalInt.of(counts.get().background()) : OptionalInt.empty();
  }

  @Override
  public long classes(int baseClasses, NovelSpec novel) {
    return counts.map(Counts::all).orElse(1);
  }

  @Override
  public void check(Section benchmark, Section own, BenchmarkSpec spec) {
    boolean split = spec.dataset().split().isPresent();
    for (String key : List.of("background", "validation", "test")) {
      if (split && own.has(key)) {
        own.problem(key, "has no effect: the data set has a split, which says so");
      }
    }
    if (!split) {
      for (String key : List.of("background", "test")) {
        if (!own.has(key)) {
          own.problem(
              key,
              "is missing, and so is a split of the data set, as in"
                  + " dataset = { name = omniglot, split = vinyals }");
        }
      }
    }
    counts.ifPresent(known -> check(own, known));
  }

  private void check(Section own, Counts known) {
    for (EpisodeSetting setting : settings) {
      EpisodeForm form = setting.form();
      if (lists.isEmpty()
          && own.sound("settings", "test")
          && form.ways() + form.distractors() > known.test()) {
        own.problem(
            "settings",
            "has %s, more classes than test = %d".formatted(setting.name(), known.test()));
      }
    }
  }

  @Override
  public void check(Section benchmark, Section own, DatasetSize size) {
    if (!own.sound("background", "validation", "test") || counts.isPresent() == size.isCut()) {
      return; // what is neither cut nor to be, or both, was reported
    }
    counts
        .filter(known -> known.all() > size.classes())
        .ifPresent(
            known ->
                own.problem(
                    "background",
                    "with %d validation and %d test classes makes %d classes; the data set has %d"
                        .formatted(known.validation(), known.test(), known.all(), size.classes())));
    DatasetSize.Share tested = size.share(Role.TEST);
    for (EpisodeSetting setting : settings) {
      EpisodeForm form = setting.form();
      if (lists.isPresent() || !own.sound("settings", "queries")) {
        return;
      }
      if (form.ways() + form.distractors() > tested.classes()) {
        own.problem(
            "settings",
            "has %s, more classes than the %d test classes of the data set"
                .formatted(setting.name(), tested.classes()));
      } else if (form.mostImages() > tested.fewestImages()) {
        own.problem(
            "settings",
            "has %s, which needs %d images of each class; one of the data set has %d"
                .formatted(setting.name(), form.mostImages(), tested.fewestImages()));
      }
    }
  }

  @Override
  public Benchmark build(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    EpisodicSplit split =
        dataset.split().isPresent()
            ? EpisodicSplit.of(dataset)
            : EpisodicSplit.of(
                dataset,
                spec.classOrder().order(dataset.train().classNames(), seeds),
                counts.orElseThrow(() -> new DataException("the data set has no split")));
    Session session = split.session();
    Samples pool = session.test();
    List<EpisodeSeries> series =
        settings.stream().map(setting -> series(setting, pool, seeds)).toList();
    return new Benchmark(split.dataset(), split.order(), SCENARIO, List.of(session), series);
  }

  private EpisodeSeries series(EpisodeSetting setting, Samples pool, Seeds seeds) {
    return lists
        .map(folder -> EpisodeList.file(folder, setting.name()))
        .map(file -> EpisodeList.read(file, setting.name(), pool))
        .orElseGet(() -> EpisodeSeries.drawn("test-episodes", setting, episodes, pool, seeds));
  }

  @Override
  public Map<String, String> digests() {
    return lists
        .map(folder -> Map.of(LISTS_SHA256_PATH, sha256(folder, settings)))
        .orElse(Map.of());
  }
}
