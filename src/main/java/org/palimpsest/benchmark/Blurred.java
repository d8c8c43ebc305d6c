package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.benchmark.Scenario.Classes;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.tensor.Seeds;

/**
 * Sessions whose classes overlap; see {@link BlurredStream}. Classes are numbered as they are first
 * seen. A session is tested with the classes that it brings first, and these are asked for from
 * then on.
 *
 * @param disjointPercent classes all of whose images come in one session, percent of all
 * @param blurryPercent images of each other class that come in foreign sessions, percent of its own
 */
public record Blurred(double disjointPercent, double blurryPercent) implements ScenarioMaker {

  private static final Scenario SCENARIO = Scenario.offline("blurred", false, Classes.OVERLAPPING);

  static final Part<ScenarioMaker> PART =
      new Part<>(
          SCENARIO.name(),
          "i-Blurry-N-M; Koh et al., ICLR 2022",
          """
          # N: percent of the classes that come in one session only, 0 to 100; at least one class for
          # each session.
          disjoint-percent = 50

          # M: percent of the images of every other class that come in other sessions than its own, 0
          # to 100.
          blurry-percent = 10
          """,
          section ->
              new Blurred(
                  section.real("disjoint-percent", 0, 100),
                  section.real("blurry-percent", 0, 100)));

  @Override
  public Scenario scenario() {
    return SCENARIO;
  }

  @Override
  public void check(Section benchmark, Section own, BenchmarkSpec spec) {
    Section novel = benchmark.section("novel");
    if (novel.sound("shots") && spec.novel().shots().isPresent()) {
      novel.problem("shots", "is not all, but a blurred session has no class with so many images");
    }
    if (novel.sound("sessions") && spec.novel().sessions() < 1) {
      novel.problem("sessions", "leaves a single session, which overlaps with none");
    } else if (novel.sound("ways", "sessions") && benchmark.sound("base-classes")) {
      checkClasses(own, novel, spec);
    }
  }

  private void checkClasses(Section own, Section novel, BenchmarkSpec spec) {
    if (!spec.novel().allBring(spec.baseClasses())) {
      novel.problem(
          "ways",
          "is not base-classes = %d, but equally many classes are at home in every session"
              .formatted(spec.baseClasses()));
      return;
    }
    long disjoint = Math.round(spec.totalClasses() * disjointPercent / 100);
    int sessions = 1 + spec.novel().sessions();
    if (own.sound("disjoint-percent") && disjoint < sessions) {
      own.problem(
          "disjoint-percent",
          "of %d classes is %d, but each of %d sessions needs one of its own"
              .formatted(spec.totalClasses(), disjoint, sessions));
    }
  }

  @Override
  public Benchmark build(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    Cutter cutter = new Cutter(dataset, spec, seeds);
    int count = 1 + spec.novel().sessions();
    List<ClassImages> all =
        IntStream.range(0, Math.toIntExact(spec.totalClasses()))
            .mapToObj(c -> cutter.images(c, 0, c))
            .toList();
    BlurredStream stream =
        BlurredStream.of(
            all.stream().map(ClassImages::train).toList(),
            count,
            disjointPercent,
            blurryPercent,
            seeds);
    List<Integer> bySeen = stream.bySeen();
    List<Session> sessions = new ArrayList<>();
    ClassSet earlier = ClassSet.EMPTY;
    for (int t = 0; t < count; t++) {
      List<ClassImages> parts = new ArrayList<>();
      for (int number = 0; number < bySeen.size(); number++) {
        int c = bySeen.get(number);
        int[] train = stream.sessions().get(t).get(c);
        if (train.length > 0) {
          // Held-out and test images come once, with the first images of their class.
          boolean first = stream.firstSeen(c) == t;
          int[] validation = first ? all.get(c).validation() : new int[0];
          int[] test = first ? all.get(c).test() : new int[0];
          parts.add(new ClassImages(number, train, validation, test));
        }
      }
      ClassSet classes = ClassSet.copyOf(parts.stream().map(ClassImages::classNumber).toList());
      sessions.add(session(dataset, t, classes, earlier, parts));
      earlier = earlier.and(classes);
    }
    return new Benchmark(dataset, numbered(cutter.order(), bySeen), SCENARIO, sessions);
  }

  private static Session session(
      Dataset dataset, int t, ClassSet classes, ClassSet earlier, List<ClassImages> parts) {
    Session session = Cutter.session(dataset, t, classes, earlier, parts);
    if (session.test().size() == 0) {
      throw new DataException(
          "data set %s: session %d of the blurred stream brings no class of its own"
              .formatted(dataset.name(), t));
    }
    return session;
  }

  /** The labels of the classes in use as they are numbered here, then all others. */
  private static ClassOrder numbered(ClassOrder order, List<Integer> bySeen) {
    List<Integer> labels = new ArrayList<>(bySeen.stream().map(order::label).toList());
    labels.addAll(order.labels().subList(bySeen.size(), order.classes()));
    return new ClassOrder(labels);
  }
}
