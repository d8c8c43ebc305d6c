package org.palimpsest.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.conf.Chosen;
import org.palimpsest.conf.Section;
import org.palimpsest.data.DatasetSize;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.tensor.Require;

/**
 * How a data set is cut into sessions.
 *
 * @param scenario what sessions are and what is asked after them
 * @param dataset which images
 * @param classOrder which classes come first
 * @param baseClasses classes of session 0, at least 1
 * @param novel the sessions after it
 * @param validationFraction share of the training images that is held out for choices during
 *     training, in [0, 0.9], of every class that comes with all its training images; a class that
 *     comes with a few shots has no labelled image besides them
 */
public record BenchmarkSpec(
    ScenarioMaker scenario,
    DatasetSpec dataset,
    ClassOrderSpec classOrder,
    int baseClasses,
    NovelSpec novel,
    double validationFraction) {

  static final double LARGEST_VALIDATION_FRACTION = 0.9;

  public BenchmarkSpec {
    Require.atLeast(1, baseClasses, "base-classes");
    Require.within(0, LARGEST_VALIDATION_FRACTION, validationFraction, "validation-fraction");
  }

  /** A class-incremental one. */
  public BenchmarkSpec(
      DatasetSpec dataset,
      ClassOrderSpec classOrder,
      int baseClasses,
      NovelSpec novel,
      double validationFraction) {
    this(
        new NewClasses(Scenario.CLASS_INCREMENTAL),
        dataset,
        classOrder,
        baseClasses,
        novel,
        validationFraction);
  }

  /**
   * Reads the section {@code benchmark} of a configuration. What contradicts the data set is found
   * here, if it is one whose size is known before it is loaded.
   *
   * @param root of the configuration, since the data set may also be looked for where {@code data}
   *     says
   */
  public static BenchmarkSpec read(Section root) {
    Section section = root.section("benchmark");
    Section novelSection = section.section("novel");
    Chosen<ScenarioMaker> scenario = section.choice("scenario", Scenarios.ALL);
    ScenarioMaker maker = scenario.create();
    if (maker.hasOwnClasses()) {
      return readOwn(root, section, novelSection, scenario.section(), maker);
    }
    int baseClasses = section.integer("base-classes", 1, Integer.MAX_VALUE);
    boolean again = maker.scenario().classes() == Scenario.Classes.AGAIN;
    BenchmarkSpec spec =
        new BenchmarkSpec(
            maker,
            DatasetSpec.read(root),
            ClassOrderSpec.read(section, "class-order"),
            baseClasses,
            again ? NovelSpec.readAgain(novelSection, baseClasses) : NovelSpec.read(novelSection),
            section.real("validation-fraction", 0, LARGEST_VALIDATION_FRACTION));
    maker.check(section, scenario.section(), spec);
    spec.compareOrder(section, novelSection);
    Optional<DatasetSize> size = Datasets.size(spec.dataset);
    if (size.isPresent() && !size.get().isCut() && section.sound("dataset")) {
      spec.compare(section, novelSection, size.get());
    }
    return spec;
  }

  /** Reads a benchmark whose scenario says itself which classes are for what. */
  private static BenchmarkSpec readOwn(
      Section root, Section section, Section novel, Section own, ScenarioMaker maker) {
    String why = "benchmark.scenario = %s has keys of its own".formatted(maker.scenario().name());
    for (String key : List.of("base-classes", "validation-fraction")) {
      section.idle(key, why);
    }
    for (String key : List.of("sessions", "ways", "shots", "shot-list", "shot-list-sha256")) {
      novel.idle(key, why);
    }
    BenchmarkSpec spec =
        new BenchmarkSpec(
            maker,
            DatasetSpec.read(root),
            ClassOrderSpec.read(section, "class-order"),
            maker.ownClasses().orElse(1),
            new NovelSpec(0, 1, OptionalInt.empty(), Optional.empty()),
            0);
    maker.check(section, own, spec);
    if (section.sound("dataset")) {
      Datasets.size(spec.dataset).ifPresent(size -> maker.check(section, own, size));
    }
    return spec;
  }

  /** Classes of all sessions together. */
  public long totalClasses() {
    return scenario.classes(baseClasses, novel);
  }

  /** How many of a class's training images are held out. */
  int heldOut(int images) {
    return heldOut(validationFraction, images);
  }

  /** How many of a class's training images a share of them is. */
  public static int heldOut(double validationFraction, int images) {
    // The little more makes 0.29 of 100 images 29, though 0.29 * 100 is below it in binary.
    return (int) Math.floor(validationFraction * images + 1e-9);
  }

  /** Whether an order that is written out names every class of the sessions. */
  private void compareOrder(Section section, Section novelSection) {
    if (section.sound("class-order", "base-classes")
        && novelSection.sound("sessions", "ways")
        && classOrder.named().isPresent()
        && classOrder.named().getAsInt() < totalClasses()) {
      section.problem(
          "class-order",
          "names %d classes, but the sessions have %d together"
              .formatted(classOrder.named().getAsInt(), totalClasses()));
    }
  }

  private void compare(Section section, Section novelSection, DatasetSize size) {
    if (section.sound("base-classes") && novelSection.sound("sessions", "ways")) {
      compareClasses(section, novelSection, size);
    }
    if (section.sound("class-order")) {
      classOrder.refusal(size.classes()).ifPresent(why -> section.problem("class-order", why));
    }
    int images = size.fewestTrainImages();
    if (novelSection.sound("shots") && novel.sessions() > 0 && novel.shots().orElse(1) > images) {
      novelSection.problem(
          "shots",
          "is more than the %d training images of a class of %s".formatted(images, dataset.name()));
    }
    if (section.sound("validation-fraction") && validationFraction > 0 && heldOut(images) == 0) {
      section.problem(
          "validation-fraction",
          "of the %d training images of a class of %s is no image"
              .formatted(images, dataset.name()));
    }
  }

  private void compareClasses(Section section, Section novelSection, DatasetSize size) {
    if (baseClasses > size.classes()) {
      section.problem(
          "base-classes",
          "is more than the %d classes of %s".formatted(size.classes(), dataset.name()));
    } else if (totalClasses() > size.classes()) {
      novelSection.problem(
          novel.ways().size() == 1 ? "sessions" : "ways",
          "of %s ways after %d base classes need %d classes, but %s has %d"
              .formatted(
                  novel.waysText(), baseClasses, totalClasses(), dataset.name(), size.classes()));
    }
  }
}
