package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.conf.Part;
import org.palimpsest.data.Dataset;
import org.palimpsest.tensor.Seeds;

/**
 * Every session brings classes of its own; few-shot where {@code novel.shots} is a number.
 *
 * @param scenario what is asked
 */
public record NewClasses(Scenario scenario) implements ScenarioMaker {

  private static final String THREE_TYPES = "van de Ven, Tuytelaars and Tolias, Nature MI 2022";

  /** The answer is among all classes seen. */
  static final Part<ScenarioMaker> CLASS =
      new Part<>(
          Scenario.CLASS_INCREMENTAL.name(),
          THREE_TYPES,
          "",
          section -> new NewClasses(Scenario.CLASS_INCREMENTAL));

  /** The answer is among the classes of the image's session. */
  static final Part<ScenarioMaker> TASK =
      new Part<>(
          Scenario.TASK_INCREMENTAL.name(),
          THREE_TYPES,
          "",
          section -> new NewClasses(Scenario.TASK_INCREMENTAL));

  @Override
  public Benchmark build(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    Cutter cutter = new Cutter(dataset, spec, seeds);
    List<Session> sessions = new ArrayList<>();
    int first = 0;
    for (int t = 0; t <= spec.novel().sessions(); t++) {
      int classes = t == 0 ? spec.baseClasses() : spec.novel().ways(t);
      List<ClassImages> parts = new ArrayList<>();
      for (int c = first; c < first + classes; c++) {
        parts.add(cutter.images(c, t, c));
      }
      ClassSet own = ClassSet.range(first, first + classes);
      sessions.add(Cutter.session(dataset, t, own, ClassSet.range(0, first), parts));
      first += classes;
    }
    return new Benchmark(dataset, cutter.order(), scenario, sessions);
  }
}
