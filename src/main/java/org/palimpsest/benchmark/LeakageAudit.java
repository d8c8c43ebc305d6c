package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;

/**
 * Looks, before training, for everything by which a run could see what it must not see yet: test or
 * validation images in training, a class or shot before its session, training episodes with novel
 * classes. It trusts nobody: a {@link Benchmark} made by hand is checked like one made by {@link
 * Benchmarks}.
 *
 * <p>60,000 images of 32x32 pixels take about a tenth of a second.
 */
public final class LeakageAudit {

  private final Benchmark benchmark;
  private final List<String> violations = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();

  private LeakageAudit(Benchmark benchmark) {
    this.benchmark = benchmark;
  }

  /**
   * Audits a benchmark.
   *
   * @param episodePools where episodes for training are drawn from, under the experiment's class
   *     numbers
   */
  public static Verdict of(Benchmark benchmark, Samples... episodePools) {
    return new LeakageAudit(benchmark).run(episodePools);
  }

  private Verdict run(Samples[] episodePools) {
    classes();
    roles();
    episodes(episodePools);
    CopyCensus census = CopyCensus.of(benchmark);
    findings.addAll(census.findings());
    leftOut();
    violations.addAll(census.violations());
    return new Verdict(
        violations.isEmpty(),
        violations,
        findings,
        census.trainImages(),
        census.validationImages(),
        census.testImages(),
        census.copies());
  }

  /** Whoever reads the numbers has to know that files lie there which nobody used. */
  private void leftOut() {
    Map<String, Integer> leftOut = benchmark.dataset().leftOut();
    if (!leftOut.isEmpty()) {
      findings.add(
          "%s entries of the data set's folder are not used: %s"
              .formatted(leftOut.values().stream().mapToInt(Integer::intValue).sum(), leftOut));
    }
  }

  /** Classes come again only as the scenario says, and a session's images are of its own only. */
  private void classes() {
    ClassSet before = ClassSet.EMPTY;
    Set<Integer> labels = new HashSet<>();
    List<Session> sessions = benchmark.sessions();
    for (int t = 0; t < sessions.size(); t++) {
      Session session = sessions.get(t);
      if (session.index() != t || !session.earlier().equals(before)) {
        violations.add(
            "session %d follows %d classes, but is number %d and follows %d classes"
                .formatted(session.index(), session.earlier().size(), t, before.size()));
      }
      again(t, session, before, labels);
      before = before.and(session.classes());
      for (int number : session.classes().numbers()) {
        labels.add(benchmark.label(session.index(), number));
      }
      if (benchmark.scenario().isEpisodic()) {
        disjoint(session, labels);
        continue;
      }
      classes(session, session.train(), session.classes(), "training");
      classes(session, session.validation(), session.classes(), "validation");
      classes(session, session.test(), session.classes(), "test");
    }
    int total = benchmark.order().classes();
    if (labels.size() < total) {
      findings.add(
          "%d of the data set's %d classes are in no session"
              .formatted(total - labels.size(), total));
    }
  }

  /** What is learnt from, chosen by and tested with are of different classes. */
  private void disjoint(Session session, Set<Integer> labels) {
    classes(session, session.train(), session.classes(), "training");
    ClassSet before = session.classes();
    for (boolean test : new boolean[] {false, true}) {
      Samples samples = test ? session.test() : session.validation();
      ClassSet own = ClassSet.of(samples.classes());
      ClassSet shared = own.without(own.without(before));
      String role = test ? "test" : "validation";
      if (!shared.isEmpty()) {
        violations.add(
            "%d %s classes are learnt from or chosen by, such as class %d"
                .formatted(shared.size(), role, shared.first()));
      }
      classes(session, samples, own, role);
      own.numbers().forEach(number -> labels.add(benchmark.label(session.index(), number)));
      before = before.and(own);
    }
  }

  /** Which classes of a session may have been in an earlier one is the scenario's to say. */
  private void again(int t, Session session, ClassSet before, Set<Integer> labels) {
    ClassSet again = session.classes().without(session.classes().without(before));
    switch (benchmark.scenario().classes()) {
      case NEW, DISJOINT_ROLES -> again(t, again);
      case RENUMBERED ->
          again(
              t,
              new ClassSet(
                  session.classes().numbers().stream()
                      .filter(number -> labels.contains(benchmark.label(session.index(), number)))
                      .toList()));
      case AGAIN -> {
        if (session.index() > 0 && !session.classes().equals(before)) {
          violations.add(
              "session %d has not the classes of session 0 again".formatted(session.index()));
        }
      }
      case OVERLAPPING -> {
        comeLate(session, again, session.validation(), "validation");
        comeLate(session, again, session.test(), "test");
      }
    }
  }

  private void again(int t, ClassSet again) {
    if (!again.isEmpty()) {
      violations.add(
          "%d classes of session %d were in an earlier session, such as class %d"
              .formatted(again.size(), t, again.first()));
    }
  }

  /** A class is asked about from the session on that first brings it, neither before nor after. */
  private void comeLate(Session session, ClassSet again, Samples samples, String role) {
    Tally late = new Tally();
    for (int i = 0; i < samples.size(); i++) {
      if (again.contains(samples.classes()[i])) {
        late.add(samples.indices()[i]);
      }
    }
    late.report(
        violations,
        "of the %s images of session %d are of classes that came before"
            .formatted(role, session.index()));
  }

  private void classes(Session session, Samples samples, ClassSet own, String role) {
    Tally foreign = new Tally();
    Tally mislabelled = new Tally();
    Tally elsewhere = new Tally();
    ImageSet images = samples.images();
    for (int i = 0; i < samples.size(); i++) {
      int number = samples.classes()[i];
      if (images.domains() > 1
          && samples.indices()[i] / images.imagesPerDomain() != session.index()) {
        elsewhere.add(samples.indices()[i]);
      }
      if (!own.contains(number)) {
        foreign.add(samples.indices()[i]);
      } else if (benchmark.label(session.index(), number)
          != samples.images().label(samples.indices()[i])) {
        mislabelled.add(samples.indices()[i]);
      }
    }
    String place = "%s images of session %d".formatted(role, session.index());
    foreign.report(violations, "of the " + place + " belong to another session's classes");
    elsewhere.report(violations, "of the " + place + " are of another session's domain");
    mislabelled.report(violations, "of the " + place + " do not have their class's label");
  }

  /** No image is used twice, and training never touches the test set. */
  private void roles() {
    ImageSet train = benchmark.dataset().train();
    ImageSet test = benchmark.dataset().test();
    Roles ofTrain = new Roles(train, violations);
    Roles ofTest = new Roles(test, violations);
    for (Session session : benchmark.sessions()) {
      ofTrain.take(session.train(), "training", session.index());
      ofTrain.take(session.validation(), "validation", session.index());
      ofTest.take(session.test(), "test", session.index());
    }
  }

  private void episodes(Samples[] pools) {
    if (pools.length == 0) {
      return;
    }
    Session base = benchmark.sessions().get(0);
    Set<Integer> allowed = new HashSet<>();
    for (int index : base.train().indices()) {
      allowed.add(index);
    }
    for (Samples pool : pools) {
      Tally foreign = new Tally();
      for (int i = 0; i < pool.size(); i++) {
        if (pool.images() != base.train().images()
            || !allowed.contains(pool.indices()[i])
            || !base.classes().contains(pool.classes()[i])) {
          foreign.add(pool.indices()[i]);
        }
      }
      foreign.report(
          violations,
          "of the images for training episodes are not training images of the base session");
    }
  }

  /** Which image of a set is used for what. */
  private static final class Roles {

    private final ImageSet images;
    private final List<String> violations;
    private final String[] roleOfImage;

    /** What a stored image is used for, in whatever domain. */
    private final String[] kindOfStored;

    Roles(ImageSet images, List<String> violations) {
      this.images = images;
      this.violations = violations;
      this.roleOfImage = new String[images.size()];
      this.kindOfStored = new String[images.imagesPerDomain()];
    }

    void take(Samples samples, String role, int session) {
      String here = "the %s images of session %d".formatted(role, session);
      if (samples.images() != images) {
        violations.add(
            "%s are not from the data set's %s images"
                .formatted(here, role.equals("test") ? "test" : "training"));
        return;
      }
      Map<String, Tally> shared = new TreeMap<>();
      Tally inOtherDomain = new Tally();
      for (int index : samples.indices()) {
        String earlier = roleOfImage[index];
        if (earlier != null) {
          shared.computeIfAbsent(earlier, e -> new Tally()).add(index);
        }
        roleOfImage[index] = here;
        int stored = images.storedImage(index);
        String kind = kindOfStored[stored];
        if (earlier == null && kind != null && !kind.equals(role)) {
          inOtherDomain.add(index);
        }
        kindOfStored[stored] = role;
      }
      inOtherDomain.report(
          violations, "of %s are in another domain used otherwise".formatted(here));
      shared.forEach(
          (earlier, tally) ->
              tally.report(violations, "of %s are also among %s".formatted(here, earlier)));
    }
  }

  /** How many images, and the first of them. */
  private static final class Tally {

    private int count;
    private int first = -1;

    void add(int image) {
      first = count++ == 0 ? image : first;
    }

    void report(List<String> into, String what) {
      if (count > 0) {
        into.add("%d %s, such as image %d".formatted(count, what, first));
      }
    }
  }
}
