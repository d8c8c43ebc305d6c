package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.benchmark.Scenario.Classes;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.tensor.Seeds;

/**
 * Every session has the same outputs, for other images: the same classes in another domain, or
 * other classes under the same numbers.
 *
 * @param domains what tells sessions apart
 */
public record NewDomains(DomainMaker domains) implements ScenarioMaker {

  static final Part<ScenarioMaker> PART =
      new Part<>(
          "domain-incremental",
          "van de Ven, Tuytelaars and Tolias, Nature MI 2022",
          """
          # What tells sessions apart: permuted (each has its own permutation of the pixels), rotated
          # (each its own angle), or parity (each has other classes; the answer is a class's place
          # within its session, which in split MNIST is even or odd).
          domains = permuted
          """,
          NewDomains::read);

  private static ScenarioMaker read(Section section) {
    return new NewDomains(section.choice("domains", DomainMakers.ALL).create());
  }

  @Override
  public Scenario scenario() {
    Classes classes = domains.renumbers() ? Classes.RENUMBERED : Classes.AGAIN;
    return Scenario.offline(PART.name(), false, classes);
  }

  @Override
  public long classes(int baseClasses, NovelSpec novel) {
    return domains.renumbers() ? ScenarioMaker.super.classes(baseClasses, novel) : baseClasses;
  }

  @Override
  public void check(Section benchmark, Section own, BenchmarkSpec spec) {
    Section novel = benchmark.section("novel");
    if (domains.renumbers()) {
      if (novel.sound("ways")
          && benchmark.sound("base-classes")
          && spec.novel().sessions() > 0
          && !spec.novel().allBring(spec.baseClasses())) {
        novel.problem(
            "ways",
            "is not base-classes = %d, but all sessions have the same outputs"
                .formatted(spec.baseClasses()));
      }
    }
    domains.check(benchmark, spec);
  }

  @Override
  public Benchmark build(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    Cutter cutter = new Cutter(dataset, spec, seeds);
    int width = spec.baseClasses();
    int count = 1 + spec.novel().sessions();
    Dataset shown = domains.shown(dataset, count, seeds);
    ClassSet classes = ClassSet.range(0, width);
    List<Session> sessions = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      List<ClassImages> parts = new ArrayList<>();
      for (int c = 0; c < width; c++) {
        parts.add(images(cutter, shown, t, c, width));
      }
      ClassSet earlier = t == 0 ? ClassSet.EMPTY : classes;
      sessions.add(Cutter.session(shown, t, classes, earlier, parts));
    }
    return new Benchmark(shown, cutter.order(), scenario(), sessions);
  }

  private ClassImages images(Cutter cutter, Dataset shown, int session, int number, int width) {
    if (domains.renumbers()) {
      return cutter.images(session * width + number, session, number);
    }
    ClassImages stored =
        session == 0 ? cutter.images(number, 0, number) : cutter.again(number, number);
    return new ClassImages(
        number,
        inDomain(shown.train(), session, stored.train()),
        inDomain(shown.train(), session, stored.validation()),
        inDomain(shown.test(), session, stored.test()));
  }

  private static int[] inDomain(ImageSet images, int domain, int[] stored) {
    return IntStream.of(stored).map(i -> domain * images.imagesPerDomain() + i).toArray();
  }
}
